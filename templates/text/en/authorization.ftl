form-post-title = One moment
form-post-lead = You are on your way to <strong>{ $app }</strong>. If nothing happens, go on by the button.
