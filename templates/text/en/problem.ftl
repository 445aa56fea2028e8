problem-action-sign-in = Sign in
problem-action-new-link = Get a new link
problem-action-try-again = Try again
problem-action-home = To the first page
problem-developer = For the app's developer
problem-read-out = When you ask for help, this number finds what happened:
problem-number = Number of this page:

problem-expired = This sign-in is no longer open
problem-expired-happened = It took too long, or it was finished in another window.
problem-expired-remedy = Go back to your app and start again from there. Nothing is lost.
problem-step-expired-happened = It took longer than ten minutes, or it was finished in another window.
problem-step-expired-remedy = Sign in again. You then go on to your app; it still waits for you.
problem-unknown-app = We do not know this app
problem-unknown-app-happened = The link that brought you here names an app that is not registered here.
problem-unknown-app-remedy = Open the app from where you usually do. If it happens again, tell the people who look after it.
problem-redirect = We cannot send you back to this app
problem-redirect-happened = The app asked us to send you to an address that it has not registered. So we did not, to keep your sign-in safe.
problem-redirect-remedy = Tell the people who look after the app. You cannot mend this yourself.
problem-bad-request = This request is not right
problem-bad-request-happened = The app sent us something that we cannot work with.
problem-bad-request-remedy = Go back to the app and try once more. If it happens again, tell the people who look after the app.
problem-too-many = Too many tries
problem-too-many-happened = There were many tries in a short time, so we have paused them. This keeps strangers from guessing.
problem-too-many-remedy-seconds =
    { $seconds ->
        [one] Please try again in a second.
       *[other] Please try again in { $seconds } seconds.
    }
problem-too-many-remedy-minutes =
    { $minutes ->
        [one] Please try again in a minute.
       *[other] Please try again in { $minutes } minutes.
    }
problem-busy = A lot of people are signing in
problem-busy-happened = There is a queue at the moment. You have not done anything wrong.
problem-busy-remedy-seconds =
    { $seconds ->
        [one] Please try again in a second.
       *[other] Please try again in { $seconds } seconds.
    }
problem-busy-remedy-minutes =
    { $minutes ->
        [one] Please try again in a minute.
       *[other] Please try again in { $minutes } minutes.
    }
problem-not-found = There is nothing here
problem-not-found-happened = The address may be mistyped, or the page is gone.
problem-not-found-remedy = Open your app from where you usually do.
problem-method = This page cannot be opened like that
problem-method-happened = The address exists, but it is meant to be used in another way.
problem-method-remedy = Go back to your app and start again from there.
problem-too-large = That was too much
problem-too-large-happened = More was sent than any of our forms can hold.
problem-too-large-remedy = Go back and try again with less text.
problem-other-browser = Please start again
problem-other-browser-happened = This form was opened in another browser or window, or a long time ago. So we did not accept it, to keep your sign-in safe.
problem-other-browser-remedy = Start again in this window. If it happens again, check that your browser accepts cookies.
problem-link = This link no longer works
problem-link-happened = Links in our emails work once and for a short time, and only the newest one counts.
problem-link-remedy = Open the newest email, or ask for a new link.
problem-link-expired-happened = For your safety, links in our emails work for a short time only. This one is over.
problem-link-expired-remedy = Ask for a new link, and open it soon.
problem-link-used-happened = Links in our emails work once. This one has been used.
problem-link-used-remedy = If it was you, go on and sign in. If not, ask for a new link.
problem-link-replaced-happened = We have sent you a newer link since, and only the newest one counts.
problem-link-replaced-remedy = Open the newest email, or ask for a new link.
problem-account = This sign-in cannot be used here
problem-account-happened = It has been switched off, or it does not belong to a practice that uses this app.
problem-account-remedy = Ask the person who manages the users of your practice.
problem-unavailable = We cannot sign anyone in right now
problem-unavailable-happened = Part of our system does not answer. Your sign-in and your data are safe.
problem-unavailable-remedy = Please try again in a minute.
problem-internal = Something went wrong on our side
problem-internal-happened = It was not you. We have noted what happened.
problem-internal-remedy = Please try again. If it happens again, ask for help and read out the number below.

problem-invitation = This invitation no longer works
problem-invitation-happened = An invitation works once and for seven days. This one may have been answered or withdrawn, or a newer one was sent.
problem-invitation-remedy = Open the newest email, or ask whoever invited you for another. If you accepted it, sign in.
