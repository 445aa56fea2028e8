# What they are called
method-totp = Authenticator app
method-sms = SMS
method-email = Email
factor-password = Password
factor-passkey = Passkey
factor-recovery-code = Recovery code

# Codes
code-label = Six-digit code
code-submit = Submit
code-send-again = Send a new code
code-send-again-in = possible in
code-send-again-now = You can send a new code now.
code-sent-again = A new code is on its way; the old one no longer works.
code-error-missing = Enter the six digits of your code.
code-error-malformed = The code has six digits. Enter all of them, and nothing else.
code-error-wrong = This code is not right. Check the newest message and enter its six digits.
code-error-wrong-left =
    { $left ->
        [one] This code is not right. Check the newest message; you have one more try with it.
       *[other] This code is not right. Check the newest message; you have { $left } more tries with it.
    }
code-error-wrong-app = This code is not right, or was used already. Wait for the next one in your app and enter that.
code-error-gone = This code no longer works. Send a new one and enter that.
code-error-wait-seconds =
    { $seconds ->
        [one] There were too many wrong codes. Try again in a second, or use another method.
       *[other] There were too many wrong codes. Try again in { $seconds } seconds, or use another method.
    }
code-error-wait-minutes = There were too many wrong codes. Try again in { $minutes } minutes, or use another method.
code-error-blocked = There were too many wrong codes, so this method is closed. Use another one; afterwards you can set this one up anew.
code-error-not-sent = We cannot send a code this way right now. Use another method, or try again in a few minutes.
recovery-label = Recovery code
code-error-recovery-missing = Enter one of your recovery codes.
code-error-recovery-malformed = A recovery code has ten letters and digits, such as 7K2M9-QXD4T. Check what you typed.
code-error-recovery-wrong = This recovery code is not right, or was used already. Take the next one on your list.

# Choosing a method
set-up-title = Set up two-factor authentication
set-up-prompted = Your practice recommends it.
set-up-demanded = Your practice asks for it.
set-up-demanded-by = It is asked for by <strong>{ $practice }</strong>.
set-up-accepts = <strong>{ $who }</strong> accepts:
set-up-accepts-explained = One method that all of them accept is enough; otherwise you set up one for each.
set-up-explained = Besides your password you then enter a code that only you can get, so that nobody else gets in, even with your password.
set-up-legend = Where would you like to get your codes?
set-up-recommended = Recommended
set-up-is-set-up = Set up
set-up-replaces = Choose this to set it up anew. The present one works until the new one is validated.
set-up-totp = An app on your phone shows a new code every 30 seconds, without reception. Google Authenticator, Microsoft Authenticator and others will do.
set-up-sms = A code is sent to your mobile phone.
set-up-email = A code is sent to <strong>{ $email }</strong>. Less safe than the others: whoever can read your email can read it too.
set-up-country = Country
set-up-phone = Mobile number
set-up-validate = Validate
set-up-passkey = Or use a passkey: your fingerprint, your face or your device's PIN, instead of password and code.
set-up-later = Not now
set-up-later-until = You can put it off; you will need it
set-up-method-missing = Choose how you would like to get your codes.
set-up-phone-missing = Enter your mobile number.
set-up-phone-malformed = This is not a complete mobile number. Check the country and the digits.
set-up-phone-unsuitable = This number cannot receive SMS. Enter a mobile number.
set-up-phone-abroad = We do not send SMS to this country. Enter another number, or choose another method.
country-name =
    { $code ->
        [AE] United Arab Emirates
        [AR] Argentina
        [AT] Austria
        [AU] Australia
        [BE] Belgium
        [BG] Bulgaria
        [BR] Brazil
        [CA] Canada
        [CH] Switzerland
        [CL] Chile
        [CN] China
        [CY] Cyprus
        [CZ] Czechia
        [DE] Germany
        [DK] Denmark
        [EE] Estonia
        [ES] Spain
        [FI] Finland
        [FJ] Fiji
        [FR] France
        [GB] United Kingdom
        [GR] Greece
        [HK] Hong Kong
        [HR] Croatia
        [HU] Hungary
        [ID] Indonesia
        [IE] Ireland
        [IL] Israel
        [IN] India
        [IS] Iceland
        [IT] Italy
        [JP] Japan
        [KE] Kenya
        [KR] South Korea
        [LI] Liechtenstein
        [LT] Lithuania
        [LU] Luxembourg
        [LV] Latvia
        [MT] Malta
        [MX] Mexico
        [MY] Malaysia
        [NG] Nigeria
        [NL] Netherlands
        [NO] Norway
        [NZ] New Zealand
        [PG] Papua New Guinea
        [PH] Philippines
        [PL] Poland
        [PT] Portugal
        [RO] Romania
        [RS] Serbia
        [SA] Saudi Arabia
        [SE] Sweden
        [SG] Singapore
        [SI] Slovenia
        [SK] Slovakia
        [TH] Thailand
        [TR] Türkiye
        [TW] Taiwan
        [UA] Ukraine
        [US] United States
        [VN] Vietnam
        [ZA] South Africa
       *[other] { $code }
    }

# Validating it
validate-title = Enter the code
validate-sms = We sent six digits by SMS to <strong>{ $to }</strong>. They work for ten minutes.
validate-email = We sent six digits by email to <strong>{ $to }</strong>. They work for ten minutes.
validate-totp-title = Connect your authenticator app
validate-totp = An authenticator app is an app on your phone that shows codes, such as Google Authenticator.
validate-totp-scan = Open the app, choose to add an account, and scan this picture.
validate-totp-picture = QR code for your authenticator app. Its key can be typed instead; it is given below.
validate-totp-cannot = Cannot scan it?
validate-totp-type = Enter this key in the app. Capitals and spaces do not matter.
validate-totp-open = Open the authenticator app on this device
validate-totp-enter = Enter the six digits that the app now shows.
validate-change = Choose another method
validate-change-sms = Correct the number, or choose another method

# Recovery codes
codes-title = Keep your recovery codes
codes-enabled = Two-factor authentication is enabled. From your next sign-in on, you will be asked for a code.
codes-lead = If you lose your phone, one of these codes lets you in. Each works once. Keep them where only you can find them, and not on your phone alone.
codes-old = The old ones no longer work.
codes-of = Recovery codes of { $email }
codes-download = Download
codes-print = Print
codes-copy = Copy
codes-copied = The codes have been copied.
codes-once = They are shown only now.
codes-kept = I have kept them
