//! OAuth 2.0 Form Post Response Mode.

use crate::on_both_grounds;
use crate::support::{Answer, Desk, Ground, Visitor};

on_both_grounds!(oidcc_server_form_post, oidcc_prompt_none_not_logged_in_form_post, an_answer_in_a_form_is_inert);

async fn oidcc_server_form_post(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let app = desk.app("notes").first_party().register().await;
    let errand = app.begin().with("response_mode", "form_post");
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    visitor.log_in(&alice.email, &alice.password).await;
    let form = visitor.page.fill("Continue", &[]);
    assert_eq!((form.method.as_str(), form.action.as_str()), ("post", app.redirect_uri.as_str()));
    assert!(visitor.page.has("script[src]") && !visitor.page.body.contains("<script>"), "it sends itself, without inline script");
    let policy = visitor.page.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https:") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(visitor.page.header("cache-control"), Some("no-store"));
    let answer = Answer::new(form.fields);
    assert!(answer.get("csrf").is_none(), "nothing of ours goes to the app");
    drop(app.redeem(&errand, &answer).await.granted());
}

async fn oidcc_prompt_none_not_logged_in_form_post(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = desk.app("notes").first_party().register().await;
    let errand = app.begin().with("response_mode", "form_post").with("prompt", "none");
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    let answer = Answer::new(visitor.page.fill("Continue", &[]).fields);
    assert_eq!((answer.error(), answer.get("state")), (Some("login_required"), errand.get("state")), "errors go where the answer would");
}

async fn an_answer_in_a_form_is_inert(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = desk.app("notes").first_party().register().await;
    let hostile = "\"><script>alert(1)</script><input name=\"";
    let errand = app.begin().with("response_mode", "form_post").with("prompt", "none").with("state", hostile);
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    assert!(!visitor.page.body.contains(hostile));
    let answer = Answer::new(visitor.page.fill("Continue", &[]).fields);
    assert_eq!(answer.get("state"), Some(hostile), "back unchanged all the same");
}
