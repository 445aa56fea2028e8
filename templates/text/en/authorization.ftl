form-post-title = One moment
form-post-lead = You are on your way to <strong>{ $app }</strong>. If nothing happens, go on by the button.

# The practice picker
pick-title = Which practice is this for?
pick-lead = You belong to several practices. Choose the one that you work for now.
pick-lead-app = You belong to several practices. Choose the one that you work for in <strong>{ $app }</strong> now.
pick-usual = as last time
pick-remembered = Your choice is remembered for this app. You are asked again after you sign out.
pick-practitioner = Practitioner
pick-administrator = Administrator
pick-full = full access
pick-standard = standard access
pick-read-only = read-only access
