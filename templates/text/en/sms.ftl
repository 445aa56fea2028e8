# SMS. One part has 160 characters, the last line with the address among them: keep these short, and in the alphabet of GSM.
sms-code = { $code } is your Frontdesk code for { $brand }. Never share it.
sms-code-plain = { $code } is your Frontdesk code. Never share it.
