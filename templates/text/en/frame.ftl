# What surrounds every page.
frame-stuck = Stuck? We are glad to help:
frame-or = or
frame-note = Frontdesk looks after this sign-in.

# Forms
form-problem = Please check:
form-error-title = Error:
form-continue = Continue
form-show = Show
form-hide = Hide
form-show-password = Show password
form-hide-password = Hide password
