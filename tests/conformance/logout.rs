//! OpenID Connect RP-Initiated Logout 1.0.

use url::Url;

use crate::on_both_grounds;
use crate::support::{Desk, Ground, Person, RelyingParty, TokenAnswer, Visitor};

on_both_grounds!(
    oidcc_rp_initiated_logout,
    oidcc_rp_initiated_logout_bad_post_logout_redirect_uri,
    oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri,
    oidcc_rp_initiated_logout_modified_id_token_hint,
    oidcc_rp_initiated_logout_no_id_token_hint,
    oidcc_rp_initiated_logout_no_params,
    oidcc_rp_initiated_logout_no_post_logout_redirect_uri,
    oidcc_rp_initiated_logout_no_state,
    oidcc_rp_initiated_logout_only_state,
    a_hint_of_somebody_else_does_not_sign_me_out,
    an_app_cannot_name_another_app,
    a_sign_out_by_post_is_the_same,
);

struct Scene {
    desk: Desk,
    app: RelyingParty,
    alice: Person,
    visitor: Visitor,
    tokens: TokenAnswer,
}

async fn scene(ground: Ground) -> Scene {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let app = desk.app("notes").first_party().register().await;
    let mut visitor = Visitor::new();
    let tokens = sign_in(&app, &alice, &mut visitor).await;
    Scene { desk, app, alice, visitor, tokens }
}

async fn sign_in(app: &RelyingParty, person: &Person, visitor: &mut Visitor) -> TokenAnswer {
    let errand = app.begin();
    visitor.open(errand.url()).await;
    visitor.log_in(&person.email, &person.password).await;
    let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {}", visitor.page.text()));
    app.redeem(&errand, &app.answer(&sent_to)).await.granted()
}

const BYE: &str = "https://notes.example/bye";

impl Scene {
    fn logout(&self, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.app.endpoint("end_session_endpoint");
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    /// Whether the session is really gone: silently asked for, a sign-in is required.
    async fn is_signed_out(&mut self) -> bool {
        self.visitor.open(self.app.begin().with("prompt", "none").url()).await;
        let answer = self.app.answer(&self.visitor.page.location().expect("an answer"));
        answer.error() == Some("login_required")
    }

    /// The person confirms on the page in front of them.
    async fn confirm(&mut self) {
        assert!(self.visitor.page.has("#logout"), "asked first: {} {}", self.visitor.page.status, self.visitor.page.text());
        self.visitor.press("logout", &[]).await;
    }
}

async fn oidcc_rp_initiated_logout(ground: Ground) {
    let mut scene = scene(ground).await;
    let hint = scene.tokens.id_token().to_owned();
    scene.visitor.open(scene.logout(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE), ("state", "s t&ü")])).await;
    let sent_to = scene.visitor.page.location().expect("the way back");
    assert_eq!(sent_to.as_str(), "https://notes.example/bye?state=s+t%26%C3%BC", "state, and nothing else");
    assert!(scene.is_signed_out().await);
    let tokens = &scene.tokens;
    assert_eq!(scene.app.userinfo(tokens.access_token()).await.status, 401, "what hung on the session ended with it");
}

async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(ground: Ground) {
    let mut scene = scene(ground).await;
    let hint = scene.tokens.id_token().to_owned();
    for uri in [
        "https://evil.example/",
        "https://notes.example/bye/",
        "https://notes.example/callback",
        "https://notes.example.evil/bye",
        "javascript:alert(1)",
    ] {
        scene.visitor.open(scene.logout(&[("id_token_hint", &hint), ("post_logout_redirect_uri", uri)])).await;
        assert!(scene.visitor.page.location().is_none(), "{uri}");
        assert!(scene.visitor.page.is_html());
    }
    assert!(scene.is_signed_out().await);
}

async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(ground: Ground) {
    let mut scene = scene(ground).await;
    let hint = scene.tokens.id_token().to_owned();
    scene.visitor.open(scene.logout(&[("id_token_hint", &hint), ("post_logout_redirect_uri", "https://notes.example/bye?foo=bar")])).await;
    assert!(scene.visitor.page.location().is_none());
}

async fn oidcc_rp_initiated_logout_modified_id_token_hint(ground: Ground) {
    let mut scene = scene(ground).await;
    let mut parts: Vec<String> = scene.tokens.id_token().split('.').map(str::to_owned).collect();
    parts[2] = parts[2].chars().rev().collect();
    scene.visitor.open(scene.logout(&[("id_token_hint", &parts.join(".")), ("post_logout_redirect_uri", BYE)])).await;
    assert!(scene.visitor.page.location().is_none());
    scene.confirm().await;
    assert!(scene.visitor.page.location().is_none(), "a forged hint never sends anybody anywhere");
    assert!(scene.is_signed_out().await);
}

async fn oidcc_rp_initiated_logout_no_id_token_hint(ground: Ground) {
    let mut scene = scene(ground).await;
    for parameters in
        [vec![("post_logout_redirect_uri", BYE)], vec![("client_id", "notes"), ("post_logout_redirect_uri", BYE), ("state", "1")]]
    {
        scene.visitor.open(scene.logout(&parameters)).await;
        scene.confirm().await;
        assert!(scene.visitor.page.location().is_none(), "without a hint the person stays here");
        assert!(scene.is_signed_out().await);
        let alice = scene.alice.clone();
        sign_in(&scene.app, &alice, &mut scene.visitor).await;
    }
}

async fn oidcc_rp_initiated_logout_no_params(ground: Ground) {
    let mut scene = scene(ground).await;
    scene.visitor.open(scene.logout(&[])).await;
    assert!(!scene.visitor.page.text().is_empty());
    scene.confirm().await;
    assert_eq!(scene.visitor.page.status, 200);
    assert!(scene.is_signed_out().await);
    scene.visitor.open(scene.logout(&[])).await;
    assert_eq!(scene.visitor.page.status, 200, "signed out already: a page that says so");
}

async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri(ground: Ground) {
    let mut scene = scene(ground).await;
    let hint = scene.tokens.id_token().to_owned();
    scene.visitor.open(scene.logout(&[("id_token_hint", &hint), ("state", "1")])).await;
    assert!(scene.visitor.page.location().is_none());
    assert!(scene.is_signed_out().await);
}

async fn oidcc_rp_initiated_logout_no_state(ground: Ground) {
    let mut scene = scene(ground).await;
    let hint = scene.tokens.id_token().to_owned();
    scene.visitor.open(scene.logout(&[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE)])).await;
    assert_eq!(scene.visitor.page.location().map(String::from).as_deref(), Some(BYE), "no state in, none out");
}

async fn oidcc_rp_initiated_logout_only_state(ground: Ground) {
    let mut scene = scene(ground).await;
    scene.visitor.open(scene.logout(&[("state", "only")])).await;
    scene.confirm().await;
    assert!(scene.visitor.page.location().is_none());
}

async fn a_hint_of_somebody_else_does_not_sign_me_out(ground: Ground) {
    let mut scene = scene(ground).await;
    let bob = scene.desk.someone("Bob Osei").join().await;
    let bobs = sign_in(&scene.app, &bob, &mut Visitor::new()).await;
    scene.visitor.open(scene.logout(&[("id_token_hint", bobs.id_token()), ("post_logout_redirect_uri", BYE)])).await;
    assert!(scene.visitor.page.has("#logout"), "asked first");
    assert!(!scene.is_signed_out().await);
}

async fn an_app_cannot_name_another_app(ground: Ground) {
    let mut scene = scene(ground).await;
    let hint = scene.tokens.id_token().to_owned();
    scene.desk.app("other").first_party().register().await;
    scene
        .visitor
        .open(scene.logout(&[("id_token_hint", &hint), ("client_id", "other"), ("post_logout_redirect_uri", "https://other.example/bye")]))
        .await;
    assert_eq!(scene.visitor.page.status, 400);
    assert!(scene.visitor.page.location().is_none());
    scene.visitor.open(scene.logout(&[("id_token_hint", &hint), ("post_logout_redirect_uri", "https://other.example/bye")])).await;
    assert!(scene.visitor.page.location().is_none(), "another app's address");
}

async fn a_sign_out_by_post_is_the_same(ground: Ground) {
    let mut scene = scene(ground).await;
    let hint = scene.tokens.id_token().to_owned();
    let address = scene.app.endpoint("end_session_endpoint");
    scene.visitor.post(address, &[("id_token_hint", &hint), ("post_logout_redirect_uri", BYE), ("state", "1")]).await;
    scene.visitor.follow().await;
    assert_eq!(scene.visitor.page.location().map(String::from).as_deref(), Some("https://notes.example/bye?state=1"));
    assert!(scene.is_signed_out().await);
}
