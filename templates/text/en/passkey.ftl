# Signing in with a passkey
passkey-sign-in-cancelled = No passkey was used. Try again, or sign in with your email and password.
passkey-sign-in-failed = That did not work on this device. Try again, or sign in with your email and password.
passkey-sign-in-expired = That took too long. Please try again.
passkey-sign-in-refused = This passkey could not be checked. Try again, or sign in with your email and password.
passkey-sign-in-unknown = This passkey does not open anything here any more. Sign in with your email and password; you can add a new passkey afterwards.

# Adding a passkey
passkey-add-cancelled = No passkey was added. You can try again at any time.
passkey-add-failed = This device could not add a passkey. Try again, or use another device or security key.
passkey-add-expired = That took too long. Please try again.
passkey-add-known = This device already has a passkey for your account. You can use it to sign in.
passkey-add-not-kept = This device cannot keep a passkey. Try another device or security key.
passkey-add-too-many = You have as many passkeys as one person can have. Delete one that you no longer use, then try again.

# Names of passkeys
passkey-name-unknown = Security key
passkey-name-empty = Give the passkey a name, such as “iPhone” or “Work Laptop”.
passkey-name-too-long = Choose a name of at most { $most } characters.
passkey-name-taken = Another of your passkeys has this name. Choose a different one.
passkey-name-advice = Saved. A name of the device, such as “iPhone” or “Work Laptop”, would help you to tell your passkeys apart.

# Deleting a passkey
passkey-not-found = This passkey has been deleted already.
passkey-only-way-in = This passkey is the only way into your account. Choose a password or add another passkey first.

# On pages
passkey-add = Add Passkey
passkey-unreachable = We could not be reached. Check your connection and try again.
passkey-naming-title = Name your passkey
passkey-naming-lead = So that you know later which device it is on.
passkey-name = Name of the passkey
passkey-name-hint = Name the device, such as “iPhone” or “Work Laptop”, rather than something like “Birthday”.
passkey-rename-title = Rename passkey
