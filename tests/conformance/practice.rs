//! Scope `practice`: which of a person's practices a sign-in is for.

use std::time::Duration;

use frontdesk::audit::{Actor, SecurityEvent};
use frontdesk::foundation::id::GroupId;
use frontdesk::groups::{self, AccessLevel, MembershipState, Role};
use frontdesk::members;
use serde_json::{Value, json};

use crate::on_both_grounds;
use crate::support::{
    Answer, BackChannel, Desk, Errand, Ground, Person, RelyingParty, TokenAnswer, Visitor, claims_of, verify_logout_token,
};

on_both_grounds!(
    who_has_one_practice_is_not_asked,
    who_has_several_is_asked_once_for_each_app,
    a_hint_settles_it,
    select_account_asks_again,
    a_silent_request_is_told_that_somebody_has_to_pick,
    who_signs_out_is_asked_again,
    only_practices_that_the_app_serves_are_offered,
    nobody_picks_a_practice_that_is_not_theirs,
    a_third_party_app_is_allowed_to_know,
    the_id_token_has_it_where_the_app_asks,
    a_refresh_keeps_the_practice_and_tells_what_the_person_is_there_now,
    who_leaves_the_practice_ends_what_was_for_it,
    a_practice_that_was_left_is_not_remembered,
    another_person_at_the_same_browser_picks_for_themselves,
);

struct Scene {
    desk: Desk,
    app: RelyingParty,
    carol: Person,
    riverside: GroupId,
    hillside: GroupId,
}

const SCOPE: &str = "openid email practice";

/// Carol belongs to two practices; to a third no longer.
async fn scene(ground: Ground) -> Scene {
    let desk = Desk::open_with(ground, |config| config.outbound.allow_private = true).await;
    let carol = desk.someone("Carol Marsh").in_group_as("Riverside Health", AccessLevel::Full).in_group("Hillside Clinic");
    let carol = carol.in_group("Old Mill Practice").join().await;
    let [riverside, hillside, mill] =
        [desk.group("Riverside Health").await, desk.group("Hillside Clinic").await, desk.group("Old Mill Practice").await];
    let app = desk.app("notes").first_party().register().await.asking_for(SCOPE);
    let scene = Scene { desk, app, carol, riverside, hillside };
    scene.set_membership(mill, AccessLevel::Standard, MembershipState::Deactivated).await;
    scene
}

impl Scene {
    async fn set_membership(&self, group: GroupId, level: AccessLevel, state: MembershipState) {
        let tx = self.desk.app.storage.write().await.unwrap();
        groups::store::change_member(&tx, self.carol.id, group, Role::Administrator, level, state).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Ends a membership; how many sessions ended with it.
    async fn leave(&self, group: GroupId) -> u64 {
        let tx = self.desk.app.storage.write().await.unwrap();
        let event = |kind| SecurityEvent::new(kind, Actor::System);
        let ended = members::leave(&tx, (self.carol.id, group), &event, self.desk.now()).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        ended
    }

    /// Goes to the app's sign-in; signs in where that is asked for. What stands there then.
    async fn go(&self, visitor: &mut Visitor, errand: &Errand) {
        visitor.open(errand.url()).await;
        if visitor.page.has("#password") {
            visitor.log_in(&self.carol.email, &self.carol.password).await;
        }
    }

    async fn redeem(&self, visitor: &Visitor, errand: &Errand) -> TokenAnswer {
        self.app.redeem(errand, &self.came_back(visitor)).await.granted()
    }

    fn came_back(&self, visitor: &Visitor) -> Answer {
        let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {} {}", visitor.page.status, visitor.page.text()));
        self.app.answer(&sent_to)
    }

    async fn practice_of(&self, tokens: &TokenAnswer) -> Value {
        self.app.userinfo(tokens.access_token()).await.granted().body["practice"].clone()
    }

    /// Signs in and picks one by name.
    async fn sign_in_for(&self, visitor: &mut Visitor, name: &str) -> TokenAnswer {
        let errand = self.app.begin();
        self.go(visitor, &errand).await;
        pick(visitor, name).await;
        self.redeem(visitor, &errand).await
    }
}

fn is_asked(visitor: &Visitor) -> bool {
    visitor.page.has("#practice-1")
}

/// Presses the button of a practice.
async fn pick(visitor: &mut Visitor, name: &str) {
    assert!(is_asked(visitor), "nobody asks: {} {}", visitor.page.status, visitor.page.text());
    let button = (1..10).map(|index| format!("practice-{index}"));
    let button =
        button.into_iter().find(|id| visitor.page.has(&format!("#{id}")) && visitor.page.text_of(&format!("#{id}")).contains(name));
    visitor.press(&button.unwrap_or_else(|| panic!("{name} is not offered: {}", visitor.page.text())), &[]).await;
}

async fn who_has_one_practice_is_not_asked(ground: Ground) {
    let scene = scene(ground).await;
    let alice = scene.desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let nobody = scene.desk.someone("Nell Free").join().await;
    for (person, expected) in [
        (&alice, json!({ "id": scene.riverside, "name": "Riverside Health", "role": "practitioner", "access_level": "standard" })),
        (&nobody, Value::Null),
    ] {
        let (mut visitor, errand) = (Visitor::new(), scene.app.begin());
        visitor.open(errand.url()).await;
        visitor.log_in(&person.email, &person.password).await;
        let tokens = scene.redeem(&visitor, &errand).await;
        assert_eq!(scene.practice_of(&tokens).await, expected);
    }
}

async fn who_has_several_is_asked_once_for_each_app(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    let tokens = scene.sign_in_for(&mut visitor, "Hillside").await;
    let expected = json!({ "id": scene.hillside, "name": "Hillside Clinic", "role": "practitioner", "access_level": "standard" });
    assert_eq!(scene.practice_of(&tokens).await, expected);
    // The same browser, silently, and another browser: nobody asks again.
    for (mut visitor, prompt) in [(visitor, Some("none")), (Visitor::new(), None)] {
        let errand = prompt.into_iter().fold(scene.app.begin(), |errand, prompt| errand.with("prompt", prompt));
        scene.go(&mut visitor, &errand).await;
        assert_eq!(scene.practice_of(&scene.redeem(&visitor, &errand).await).await, expected);
    }
    let other = scene.desk.app("other").first_party().register().await.asking_for(SCOPE);
    let (mut visitor, errand) = (Visitor::new(), other.begin());
    scene.go(&mut visitor, &errand).await;
    assert!(is_asked(&visitor), "another app is another question");
    assert!(visitor.page.text().contains("other"), "the app is named");
    // Who asks for groups alone gets all of them, and no question.
    let errand = other.begin().with("scope", "openid groups");
    scene.go(&mut visitor, &errand).await;
    let answer = other.answer(&visitor.page.location().expect("the way back"));
    let tokens = other.redeem(&errand, &answer).await.granted();
    let person = other.userinfo(tokens.access_token()).await.granted().body;
    let mut groups: Vec<&str> = person["groups"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    groups.sort_unstable();
    assert_eq!((groups, &person["practice"]), (vec!["Hillside Clinic", "Riverside Health"], &Value::Null));
}

async fn a_hint_settles_it(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    for (hint, expected) in [
        (scene.hillside.to_string(), "Hillside Clinic"),
        ("Riverside Health".to_owned(), "Riverside Health"),
        (scene.riverside.to_string(), "Riverside Health"),
    ] {
        let errand = scene.app.begin().with("practice", &hint);
        scene.go(&mut visitor, &errand).await;
        assert_eq!(scene.practice_of(&scene.redeem(&visitor, &errand).await).await["name"], expected, "{hint}");
    }
    for no_hint in ["riverside health", "Old Mill Practice", "nowhere", "", &"x".repeat(500)] {
        scene.go(&mut visitor, &scene.app.begin().with("practice", no_hint)).await;
        assert!(is_asked(&visitor), "{no_hint} means none of these, and was not remembered either");
    }
    visitor.open(scene.app.begin().with("practice", "a").and("practice", "b").url()).await;
    assert_eq!(scene.came_back(&visitor).error(), Some("invalid_request"));
}

async fn select_account_asks_again(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    scene.sign_in_for(&mut visitor, "Hillside").await;
    let errand = scene.app.begin().with("prompt", "select_account").with("practice", "Hillside Clinic");
    scene.go(&mut visitor, &errand).await;
    let shown = visitor.page.text();
    assert!(shown.contains("Hillside Clinic Practitioner, standard access · as last time"), "{shown}");
    pick(&mut visitor, "Riverside").await;
    assert_eq!(scene.practice_of(&scene.redeem(&visitor, &errand).await).await["id"], scene.riverside.to_string());
    let errand = scene.app.begin();
    scene.go(&mut visitor, &errand).await;
    assert_eq!(scene.practice_of(&scene.redeem(&visitor, &errand).await).await["name"], "Riverside Health", "the newer choice counts");
}

async fn a_silent_request_is_told_that_somebody_has_to_pick(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    scene.go(&mut visitor, &scene.app.begin().with("scope", "openid")).await;
    visitor.open(scene.app.begin().with("prompt", "none").url()).await;
    assert_eq!(scene.came_back(&visitor).error(), Some("interaction_required"));
    visitor.open(scene.app.begin().with("prompt", "none").with("practice", "Hillside Clinic").url()).await;
    assert_eq!(scene.came_back(&visitor).error(), None, "a hint is enough");
}

async fn who_signs_out_is_asked_again(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    let tokens = scene.sign_in_for(&mut visitor, "Hillside").await;
    let mut url = scene.app.endpoint("end_session_endpoint");
    url.query_pairs_mut().append_pair("id_token_hint", tokens.id_token());
    visitor.open(url).await;
    scene.go(&mut visitor, &scene.app.begin()).await;
    assert!(is_asked(&visitor));
    let shown = visitor.page.text();
    assert!(shown.contains("Hillside Clinic Practitioner, standard access · as last time"), "{shown}");
}

async fn only_practices_that_the_app_serves_are_offered(ground: Ground) {
    let scene = scene(ground).await;
    let app = scene.desk.app("riverside-only").first_party().serving(vec![scene.riverside]).register().await.asking_for(SCOPE);
    let (mut visitor, errand) = (Visitor::new(), app.begin().with("practice", "Hillside Clinic"));
    scene.go(&mut visitor, &errand).await;
    let answer = app.answer(&visitor.page.location().expect("the way back, without a question"));
    let tokens = app.redeem(&errand, &answer).await.granted();
    assert_eq!(app.userinfo(tokens.access_token()).await.granted().body["practice"]["name"], "Riverside Health");
}

async fn nobody_picks_a_practice_that_is_not_theirs(ground: Ground) {
    let scene = scene(ground).await;
    let strangers = scene.desk.group("Strangers").await;
    let mill = scene.desk.group("Old Mill Practice").await;
    let (mut visitor, errand) = (Visitor::new(), scene.app.begin());
    scene.go(&mut visitor, &errand).await;
    let action = visitor.page.attribute("form.picks", "action").expect("the form");
    let csrf = visitor.page.attribute("input[name=csrf]", "value").expect("a token");
    let url = scene.desk.url(&action);
    for group in [strangers.to_string(), mill.to_string(), "none".to_owned(), String::new()] {
        visitor.post(&url, &[("csrf", &csrf), ("group", &group)]).await;
        assert_eq!(visitor.page.status, 400, "{group}: {}", visitor.page.text());
    }
    visitor.post(&url, &[("group", &scene.hillside.to_string())]).await;
    assert_ne!(visitor.page.status, 303, "not without the form's token");
    let mut elsewhere = Visitor::new();
    elsewhere.open(&url).await;
    assert!(!is_asked(&elsewhere), "nor from another browser");
    visitor.open(&url).await;
    pick(&mut visitor, "Hillside").await;
    assert_eq!(scene.practice_of(&scene.redeem(&visitor, &errand).await).await["name"], "Hillside Clinic");
    visitor.open(&url).await;
    assert!(!is_asked(&visitor), "and the question is over");
}

async fn a_third_party_app_is_allowed_to_know(ground: Ground) {
    let scene = scene(ground).await;
    let app = scene.desk.app("bee").register().await.asking_for(SCOPE);
    let (mut visitor, errand) = (Visitor::new(), app.begin());
    scene.go(&mut visitor, &errand).await;
    pick(&mut visitor, "Hillside").await;
    assert!(visitor.page.has("#allow"), "{}", visitor.page.text());
    visitor.press("allow", &[]).await;
    let answer = app.answer(&visitor.page.location().expect("the way back"));
    let tokens = app.redeem(&errand, &answer).await.granted();
    assert_eq!(app.userinfo(tokens.access_token()).await.granted().body["practice"]["name"], "Hillside Clinic");
}

async fn the_id_token_has_it_where_the_app_asks(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    let tokens = scene.sign_in_for(&mut visitor, "Riverside").await;
    assert!(claims_of(tokens.id_token()).get("practice").is_none(), "claims of scopes belong to userinfo (OIDC Core section 5.4)");
    let eager = scene.desk.app("eager").first_party().with(|settings| settings.claims_in_id_token = true).register().await;
    let wishes = r#"{"id_token":{"practice":null}}"#;
    for (app, errand) in [
        (&eager, eager.begin().with("scope", SCOPE).with("practice", "Riverside Health")),
        (&scene.app, scene.app.begin().with("claims", wishes)),
    ] {
        scene.go(&mut visitor, &errand).await;
        let answer = app.answer(&visitor.page.location().expect("the way back"));
        let tokens = app.redeem(&errand, &answer).await.granted();
        let expected = json!({ "id": scene.riverside, "name": "Riverside Health", "role": "practitioner", "access_level": "full" });
        assert_eq!(app.verify(tokens.id_token(), Some(&errand.nonce)).await["practice"], expected);
    }
    assert!(scene.app.metadata["scopes_supported"].as_array().unwrap().contains(&json!("practice")));
    assert!(scene.app.metadata["claims_supported"].as_array().unwrap().contains(&json!("practice")));
}

async fn a_refresh_keeps_the_practice_and_tells_what_the_person_is_there_now(ground: Ground) {
    let scene = scene(ground).await;
    let tokens = scene.sign_in_for(&mut Visitor::new(), "Hillside").await;
    scene.set_membership(scene.hillside, AccessLevel::ReadOnly, MembershipState::Active).await;
    let tokens = scene.app.refresh(tokens.refresh_token()).await.granted();
    let practice = scene.practice_of(&tokens).await;
    assert_eq!(
        (&practice["name"], &practice["role"], &practice["access_level"]),
        (&json!("Hillside Clinic"), &json!("administrator"), &json!("read_only"))
    );
    // The other practice has nothing to do with it.
    scene.set_membership(scene.riverside, AccessLevel::Full, MembershipState::Deactivated).await;
    scene.app.refresh(tokens.refresh_token()).await.granted();
}

async fn who_leaves_the_practice_ends_what_was_for_it(ground: Ground) {
    let scene = scene(ground).await;
    let told = BackChannel::open().await;
    let brief_told = BackChannel::open().await;
    let listening = scene.desk.app("listening").first_party().told_at(&told.uri).register().await.asking_for(SCOPE);
    let brief = scene.desk.app("brief").first_party().told_at(&brief_told.uri);
    let brief = brief.with(|settings| settings.grant_types.retain(|grant| grant.as_str() == "authorization_code")).register().await;
    let brief = brief.asking_for(SCOPE);
    let mut visitor = Visitor::new();
    let mut tokens = Vec::new();
    for (app, practice) in
        [(&listening, "Hillside Clinic"), (&scene.app, "Hillside Clinic"), (&brief, "Hillside Clinic"), (&scene.app, "Riverside Health")]
    {
        let errand = app.begin().with("practice", practice);
        scene.go(&mut visitor, &errand).await;
        let answer = app.answer(&visitor.page.location().expect("the way back"));
        tokens.push(app.redeem(&errand, &answer).await.granted());
    }
    scene.desk.advance(Duration::from_mins(30));
    frontdesk::serve::purge(&scene.desk.app, scene.desk.now()).await.unwrap();
    // Also where whoever takes the person out forgets to say so: the standing is looked at.
    scene.set_membership(scene.hillside, AccessLevel::Standard, MembershipState::Deactivated).await;
    scene.app.refresh(tokens[1].refresh_token()).await.refused("invalid_grant");
    scene.set_membership(scene.hillside, AccessLevel::Standard, MembershipState::Active).await;
    assert_eq!(scene.leave(scene.hillside).await, 1);
    listening.refresh(tokens[0].refresh_token()).await.refused("invalid_grant");
    scene.app.refresh(tokens[3].refresh_token()).await.refused("invalid_grant");
    scene.desk.app.back_channel.deliver_due().await.unwrap();
    for (app, told) in [(&listening, &told), (&brief, &brief_told)] {
        let sent = told.tokens();
        assert_eq!(sent.len(), 1);
        let claims = verify_logout_token(&scene.desk, app, &sent[0]).await;
        assert_eq!(claims["sid"], claims_of(tokens[0].id_token())["sid"], "also to the app whose tokens were over");
    }
    // The legal twin: the other practice is open to whoever signs in again.
    let errand = scene.app.begin().with("practice", "Riverside Health");
    scene.go(&mut visitor, &errand).await;
    let tokens = scene.redeem(&visitor, &errand).await;
    assert_eq!(scene.practice_of(&tokens).await["name"], "Riverside Health");
}

async fn a_practice_that_was_left_is_not_remembered(ground: Ground) {
    let scene = scene(ground).await;
    let third = scene.desk.group("Third Street").await;
    let mut visitor = Visitor::new();
    scene.sign_in_for(&mut visitor, "Hillside").await;
    let tx = scene.desk.app.storage.write().await.unwrap();
    let membership = groups::Membership {
        id: frontdesk::foundation::id::MembershipId::new(scene.desk.now(), &*scene.desk.app.random),
        user: scene.carol.id,
        group: third,
        role: Role::Practitioner,
        access_level: AccessLevel::Standard,
        state: MembershipState::Active,
        created_at: scene.desk.now(),
    };
    assert!(groups::store::add_member(&tx, &membership).await.unwrap());
    tx.commit().await.unwrap();
    scene.leave(scene.hillside).await;
    scene.go(&mut visitor, &scene.app.begin()).await;
    assert!(is_asked(&visitor));
    assert!(!visitor.page.text().contains("Hillside"));
}

async fn another_person_at_the_same_browser_picks_for_themselves(ground: Ground) {
    let scene = scene(ground).await;
    let dan = scene.desk.someone("Dan Olsen").in_group("Riverside Health").in_group("Hillside Clinic").join().await;
    let (mut visitor, errand) = (Visitor::new(), scene.app.begin());
    scene.go(&mut visitor, &errand).await;
    let again = visitor.page.attribute("#switch-account", "href").expect("a way to be somebody else");
    visitor.open(scene.desk.url(&again)).await;
    visitor.log_in(&dan.email, &dan.password).await;
    pick(&mut visitor, "Hillside").await;
    let tokens = scene.redeem(&visitor, &errand).await;
    assert_eq!(claims_of(tokens.id_token())["sub"], dan.id.to_string());
    let errand = scene.app.begin();
    let mut visitor = Visitor::new();
    scene.go(&mut visitor, &errand).await;
    assert!(is_asked(&visitor), "what Dan picked is not Carol's choice");
}
