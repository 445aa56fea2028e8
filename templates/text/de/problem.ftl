problem-action-sign-in = Anmelden
problem-action-new-link = Neuen Link anfordern
problem-action-try-again = Noch einmal versuchen
problem-action-home = Zur ersten Seite
problem-developer = Für die Entwickler der App
problem-read-out = Wenn Sie um Hilfe bitten, findet diese Nummer, was geschehen ist:
problem-number = Nummer dieser Seite:

problem-expired = Diese Anmeldung ist nicht mehr offen
problem-expired-happened = Es hat zu lange gedauert, oder sie wurde in einem anderen Fenster beendet.
problem-expired-remedy = Gehen Sie zurück zu Ihrer App, und beginnen Sie dort von vorn. Es ist nichts verloren.
problem-step-expired-happened = Es hat länger als zehn Minuten gedauert, oder sie wurde in einem anderen Fenster beendet.
problem-step-expired-remedy = Melden Sie sich noch einmal an. Danach geht es weiter zu Ihrer App; sie wartet noch auf Sie.
problem-unknown-app = Wir kennen diese App nicht
problem-unknown-app-happened = Der Link, der Sie hierher gebracht hat, nennt eine App, die hier nicht registriert ist.
problem-unknown-app-remedy = Öffnen Sie die App dort, wo Sie es sonst tun. Geschieht es wieder, sagen Sie es denen, die sie betreuen.
problem-redirect = Wir können Sie nicht zu dieser App zurückschicken
problem-redirect-happened = Die App wollte, dass wir Sie zu einer Adresse schicken, die sie nicht registriert hat. Das haben wir nicht getan, damit Ihre Anmeldung sicher bleibt.
problem-redirect-remedy = Sagen Sie es denen, die die App betreuen. Selbst beheben können Sie das nicht.
problem-bad-request = Diese Anfrage stimmt nicht
problem-bad-request-happened = Die App hat uns etwas geschickt, womit wir nichts anfangen können.
problem-bad-request-remedy = Gehen Sie zurück zur App, und versuchen Sie es noch einmal. Geschieht es wieder, sagen Sie es denen, die die App betreuen.
problem-too-many = Zu viele Versuche
problem-too-many-happened = Es gab viele Versuche in kurzer Zeit, darum machen wir eine Pause. So kann niemand Passwörter durchprobieren.
problem-too-many-remedy-seconds =
    { $seconds ->
        [one] Bitte versuchen Sie es in einer Sekunde wieder.
       *[other] Bitte versuchen Sie es in { $seconds } Sekunden wieder.
    }
problem-too-many-remedy-minutes =
    { $minutes ->
        [one] Bitte versuchen Sie es in einer Minute wieder.
       *[other] Bitte versuchen Sie es in { $minutes } Minuten wieder.
    }
problem-busy = Gerade melden sich viele Leute an
problem-busy-happened = Im Moment gibt es eine Warteschlange. Sie haben nichts falsch gemacht.
problem-busy-remedy-seconds =
    { $seconds ->
        [one] Bitte versuchen Sie es in einer Sekunde wieder.
       *[other] Bitte versuchen Sie es in { $seconds } Sekunden wieder.
    }
problem-busy-remedy-minutes =
    { $minutes ->
        [one] Bitte versuchen Sie es in einer Minute wieder.
       *[other] Bitte versuchen Sie es in { $minutes } Minuten wieder.
    }
problem-not-found = Hier ist nichts
problem-not-found-happened = Vielleicht ist die Adresse vertippt, oder es gibt die Seite nicht mehr.
problem-not-found-remedy = Öffnen Sie Ihre App dort, wo Sie es sonst tun.
problem-method = So lässt sich diese Seite nicht öffnen
problem-method-happened = Die Adresse gibt es, aber sie ist für einen anderen Zweck da.
problem-method-remedy = Gehen Sie zurück zu Ihrer App, und beginnen Sie dort von vorn.
problem-too-large = Das war zu viel
problem-too-large-happened = Es wurde mehr geschickt, als eines unserer Formulare fasst.
problem-too-large-remedy = Gehen Sie zurück, und versuchen Sie es mit weniger Text.
problem-other-browser = Bitte beginnen Sie von vorn
problem-other-browser-happened = Dieses Formular wurde in einem anderen Browser oder Fenster geöffnet, oder vor langer Zeit. Darum haben wir es nicht angenommen, damit Ihre Anmeldung sicher bleibt.
problem-other-browser-remedy = Beginnen Sie in diesem Fenster von vorn. Geschieht es wieder, prüfen Sie, ob Ihr Browser Cookies annimmt.
problem-link = Dieser Link gilt nicht mehr
problem-link-happened = Links in unseren E-Mails gelten einmal und für kurze Zeit, und nur der neueste zählt.
problem-link-remedy = Öffnen Sie die neueste E-Mail, oder fordern Sie einen neuen Link an.
problem-link-expired-happened = Zu Ihrer Sicherheit gelten Links in unseren E-Mails nur für kurze Zeit. Dieser ist abgelaufen.
problem-link-expired-remedy = Fordern Sie einen neuen Link an, und öffnen Sie ihn bald.
problem-link-used-happened = Links in unseren E-Mails gelten einmal. Dieser wurde schon benutzt.
problem-link-used-remedy = Waren Sie es selbst, dann melden Sie sich einfach an. Sonst fordern Sie einen neuen Link an.
problem-link-replaced-happened = Wir haben Ihnen inzwischen einen neueren Link geschickt, und nur der neueste zählt.
problem-link-replaced-remedy = Öffnen Sie die neueste E-Mail, oder fordern Sie einen neuen Link an.
problem-account = Diese Anmeldung lässt sich hier nicht verwenden
problem-account-happened = Sie wurde abgeschaltet, oder sie gehört zu keiner Praxis, die diese App verwendet.
problem-account-remedy = Fragen Sie die Person, die in Ihrer Praxis die Personen verwaltet.
problem-unavailable = Gerade können wir niemanden anmelden
problem-unavailable-happened = Ein Teil unseres Systems antwortet nicht. Ihre Anmeldung und Ihre Daten sind sicher.
problem-unavailable-remedy = Bitte versuchen Sie es in einer Minute wieder.
problem-internal = Bei uns ist etwas schiefgegangen
problem-internal-happened = An Ihnen lag es nicht. Wir haben festgehalten, was geschehen ist.
problem-internal-remedy = Bitte versuchen Sie es noch einmal. Geschieht es wieder, bitten Sie um Hilfe, und lesen Sie die Nummer unten vor.

problem-invitation = Diese Einladung gilt nicht mehr
problem-invitation-happened = Eine Einladung gilt einmal und sieben Tage lang. Diese wurde vielleicht beantwortet oder zurückgezogen, oder es gibt eine neuere.
problem-invitation-remedy = Öffnen Sie die neueste E-Mail, oder bitten Sie um eine weitere. Haben Sie angenommen, melden Sie sich an.
