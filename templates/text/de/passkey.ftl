# Signing in with a passkey
passkey-sign-in-cancelled = Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder melden Sie sich mit E-Mail und Passwort an.
passkey-sign-in-failed = Das hat auf diesem Gerät nicht geklappt. Versuchen Sie es noch einmal, oder melden Sie sich mit E-Mail und Passwort an.
passkey-sign-in-expired = Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.
passkey-sign-in-refused = Dieser Passkey ließ sich nicht prüfen. Versuchen Sie es noch einmal, oder melden Sie sich mit E-Mail und Passwort an.
passkey-sign-in-unknown = Dieser Passkey öffnet hier nichts mehr. Melden Sie sich mit E-Mail und Passwort an; danach können Sie einen neuen hinzufügen.

# Adding a passkey
passkey-add-cancelled = Es wurde kein Passkey hinzugefügt. Sie können es jederzeit noch einmal versuchen.
passkey-add-failed = Auf diesem Gerät ließ sich kein Passkey hinzufügen. Versuchen Sie es noch einmal, oder nehmen Sie ein anderes Gerät oder einen Sicherheitsschlüssel.
passkey-add-expired = Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.
passkey-add-known = Dieses Gerät hat schon einen Passkey für Ihr Konto. Sie können sich damit anmelden.
passkey-add-not-kept = Dieses Gerät kann keinen Passkey behalten. Nehmen Sie ein anderes Gerät oder einen Sicherheitsschlüssel.
passkey-add-too-many = Sie haben so viele Passkeys, wie eine Person haben kann. Löschen Sie einen, den Sie nicht mehr verwenden, und versuchen Sie es dann noch einmal.

# Names of passkeys
passkey-name-unknown = Sicherheitsschlüssel
passkey-name-empty = Geben Sie dem Passkey einen Namen, zum Beispiel „iPhone“ oder „Laptop Praxis“.
passkey-name-too-long = Wählen Sie einen Namen mit höchstens { $most } Zeichen.
passkey-name-taken = Ein anderer Ihrer Passkeys heißt schon so. Wählen Sie einen anderen Namen.
passkey-name-advice = Gespeichert. Mit dem Namen des Geräts, zum Beispiel „iPhone“ oder „Laptop Praxis“, ließen sich Ihre Passkeys besser unterscheiden.

# Deleting a passkey
passkey-not-found = Dieser Passkey ist schon gelöscht.
passkey-only-way-in = Dieser Passkey ist der einzige Zugang zu Ihrem Konto. Wählen Sie zuerst ein Passwort, oder fügen Sie einen weiteren Passkey hinzu.

# On pages
passkey-add = Passkey hinzufügen
passkey-unreachable = Wir waren nicht erreichbar. Prüfen Sie Ihre Verbindung, und versuchen Sie es noch einmal.
passkey-naming-title = Geben Sie Ihrem Passkey einen Namen
passkey-naming-lead = Damit Sie später wissen, auf welchem Gerät er ist.
passkey-name = Name des Passkeys
passkey-name-hint = Nennen Sie das Gerät, zum Beispiel „iPhone“ oder „Laptop Praxis“, und nicht etwas wie „Geburtstag“.
passkey-rename-title = Passkey umbenennen
