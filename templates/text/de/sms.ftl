sms-code = { $code } ist Ihr Frontdesk-Code für { $brand }. Geben Sie ihn nie weiter.
sms-code-plain = { $code } ist Ihr Frontdesk-Code. Geben Sie ihn nie weiter.
