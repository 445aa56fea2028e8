# Signing in with a passkey
passkey-sign-in-cancelled = Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder melden Sie sich mit E-Mail und Passwort an.
passkey-sign-in-failed = Das hat auf diesem Gerät nicht geklappt. Versuchen Sie es noch einmal, oder melden Sie sich mit E-Mail und Passwort an.
passkey-sign-in-expired = Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.
passkey-sign-in-refused = Dieser Passkey ließ sich nicht prüfen. Versuchen Sie es noch einmal, oder melden Sie sich mit E-Mail und Passwort an.
passkey-sign-in-unknown = Dieser Passkey öffnet hier nichts mehr. Melden Sie sich mit E-Mail und Passwort an; danach können Sie einen neuen hinzufügen.
