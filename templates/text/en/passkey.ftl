# Signing in with a passkey
passkey-sign-in-cancelled = No passkey was used. Try again, or sign in with your email and password.
passkey-sign-in-failed = That did not work on this device. Try again, or sign in with your email and password.
passkey-sign-in-expired = That took too long. Please try again.
passkey-sign-in-refused = This passkey could not be checked. Try again, or sign in with your email and password.
passkey-sign-in-unknown = This passkey does not open anything here any more. Sign in with your email and password; you can add a new passkey afterwards.
