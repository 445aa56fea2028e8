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

form-save = Save
form-back = Back
frame-language = English
frame-skip = Skip to the content

# When
moment-now = just now
moment-minutes-ago =
    { $count ->
        [one] a minute ago
       *[other] { $count } minutes ago
    }
moment-hours-ago =
    { $count ->
        [one] an hour ago
       *[other] { $count } hours ago
    }
moment-days-ago =
    { $count ->
        [one] yesterday
       *[other] { $count } days ago
    }
moment-months-ago = { $count } months ago
moment-years-ago = { $count } years ago
moment-in-minutes =
    { $count ->
        [one] in a minute
       *[other] in { $count } minutes
    }
moment-in-hours = in { $count } hours
moment-in-days = in { $count } days
moment-tomorrow = tomorrow
calendar-day =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
percent = { $count }%

# With what
device-name = { $browser } on { $system }
device-unknown = An unknown device
