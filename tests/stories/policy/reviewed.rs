//! What nobody uses just now, when a policy becomes stricter: it ends, and the apps are told.

use std::time::Duration;

use frontdesk::clients::{self, ClientId, ClientSettings};
use frontdesk::policy::{GroupPolicy, change};
use frontdesk::sessions;
use frontdesk::token::below_policy::review_due;

use super::{HOUR, RIVERSIDE, event, granted, mandatory};
use crate::on_both_grounds;
use crate::support::{BackChannel, Desk, Ground, Person, RelyingParty, TokenAnswer, Visitor, claims_of};

on_both_grounds!(
    what_is_below_a_stricter_policy_ends_and_the_apps_are_told,
    what_is_below_ends_when_the_deadline_has_passed,
    more_time_for_one_person_ends_by_itself,
    whoever_joins_a_stricter_practice_signs_in_again,
    a_device_that_is_remembered_spares_its_owner,
    an_app_that_demands_more_than_before_loses_who_showed_less,
    an_app_that_mandates_it_ends_the_sign_ins_of_its_practices,
);

/// An app that is told of ends, and somebody who has nothing but a password.
struct Scene {
    desk: Desk,
    channel: BackChannel,
    notes: RelyingParty,
    alice: Person,
}

async fn scene(ground: Ground) -> Scene {
    let desk = Desk::open_with(ground, |config| config.outbound.allow_private = true).await;
    let channel = BackChannel::open().await;
    let notes = desk.app("notes").first_party().told_at(&channel.uri).register().await.asking_for("openid offline_access");
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    Scene { desk, channel, notes, alice }
}

impl Scene {
    async fn sign_in(&self, person: &Person) -> (Visitor, TokenAnswer) {
        let (mut visitor, errand) = self.desk.brought(&self.notes, person).await;
        if visitor.page.has("#later") {
            visitor.press("later", &[]).await;
        }
        let tokens = granted(&self.notes, &errand, &visitor).await;
        (visitor, tokens)
    }

    /// What happens in the background all the time.
    async fn review(&self) -> usize {
        let touched = review_due(&self.desk.app.storage, self.desk.now()).await.unwrap();
        self.desk.app.back_channel.deliver_due().await.unwrap();
        touched
    }

    async fn sessions_of(&self, person: &Person) -> usize {
        sessions::store::list_of(self.desk.app.storage.read(), person.id, 10, self.desk.now()).await.unwrap().len()
    }

    /// What the operator changes in the app's registration.
    async fn notes_becomes(&self, change: impl FnOnce(&mut ClientSettings)) {
        let id = ClientId::parse("notes").unwrap();
        let before = clients::store::find(self.desk.app.storage.read(), &id).await.unwrap().unwrap();
        let mut after = before.clone();
        change(&mut after.settings);
        let tx = self.desk.app.storage.write().await.unwrap();
        assert!(clients::store::update(&tx, &after).await.unwrap());
        change::app_changed(&tx, Some(&before), &after, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Of whom the app was told since the last look.
    fn told(&self) -> Vec<String> {
        let subject = |token: &String| claims_of(token)["sub"].as_str().expect("a subject").to_owned();
        self.channel.tokens().iter().map(subject).collect()
    }
}

async fn what_is_below_a_stricter_policy_ends_and_the_apps_are_told(ground: Ground) {
    let scene = scene(ground).await;
    let desk = &scene.desk;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let second = desk.with_app(&bob).await;
    let (_, tokens) = scene.sign_in(&scene.alice).await;
    let (mut visitor, errand) = desk.brought(&scene.notes, &bob).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    let kept = granted(&scene.notes, &errand, &visitor).await;
    assert_eq!(scene.review().await, 0, "nothing is demanded yet");

    desk.adopt(RIVERSIDE, mandatory("totp")).await;
    assert_eq!(scene.review().await, 1);
    assert_eq!((scene.sessions_of(&scene.alice).await, scene.sessions_of(&bob).await), (0, 1));
    assert_eq!(scene.told(), [scene.alice.id.to_string()], "and nobody else");
    let kept = scene.notes.refresh(kept.refresh_token()).await.granted();
    assert_eq!(scene.notes.userinfo(kept.access_token()).await.status, 200);
    // It is over for good: the way back does not revive it.
    desk.adopt(RIVERSIDE, GroupPolicy::default()).await;
    scene.notes.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(scene.review().await, 0);
}

async fn what_is_below_ends_when_the_deadline_has_passed(ground: Ground) {
    let scene = scene(ground).await;
    scene.desk.adopt(RIVERSIDE, GroupPolicy { enforce_from: Some(scene.desk.now().plus(HOUR)), ..mandatory("any") }).await;
    let (_, tokens) = scene.sign_in(&scene.alice).await;
    scene.desk.advance(Duration::from_secs(3598));
    assert_eq!(scene.review().await, 0);
    let tokens = scene.notes.refresh(tokens.refresh_token()).await.granted();
    scene.desk.advance(Duration::from_secs(1));
    assert_eq!(scene.review().await, 1);
    assert_eq!(scene.told().len(), 1);
    assert_eq!(scene.sessions_of(&scene.alice).await, 0);
    scene.notes.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn more_time_for_one_person_ends_by_itself(ground: Ground) {
    let scene = scene(ground).await;
    let desk = &scene.desk;
    let until = desk.now().plus(HOUR * 2);
    let group = desk.group(RIVERSIDE).await;
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    let tx = desk.app.storage.write().await.unwrap();
    change::extend(&tx, (scene.alice.id, group), until, &event, desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    let (_, tokens) = scene.sign_in(&scene.alice).await;
    assert_eq!(scene.review().await, 0);
    let tokens = scene.notes.refresh(tokens.refresh_token()).await.granted();
    desk.advance(HOUR * 2);
    assert_eq!(scene.review().await, 1);
    assert_eq!(scene.told().len(), 1);
    scene.notes.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn whoever_joins_a_stricter_practice_signs_in_again(ground: Ground) {
    let scene = scene(ground).await;
    let desk = &scene.desk;
    let carla = desk.someone("Carla Rossi").join().await;
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    scene.review().await;
    let (_, tokens) = scene.sign_in(&carla).await;
    assert_eq!(scene.review().await, 0);
    let group = desk.group(RIVERSIDE).await;
    desk.take_in(&carla, group).await;
    assert_eq!(scene.review().await, 0, "she may be setting it up just now");
    scene.notes.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    desk.advance(Duration::from_mins(15));
    assert_eq!(scene.review().await, 1);
    assert_eq!(scene.told(), [carla.id.to_string()]);
    assert_eq!(scene.sessions_of(&carla).await, 0);
}

async fn a_device_that_is_remembered_spares_its_owner(ground: Ground) {
    let scene = scene(ground).await;
    let desk = &scene.desk;
    let second = desk.with_app(&scene.alice).await;
    desk.adopt(RIVERSIDE, GroupPolicy { remember_device: HOUR * 12, ..mandatory("any") }).await;
    scene.review().await;
    let (mut visitor, errand) = desk.brought(&scene.notes, &scene.alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now())), ("remember", "yes")]).await;
    granted(&scene.notes, &errand, &visitor).await;
    visitor.open(desk.url("/account")).await;
    visitor.press("logout", &[]).await;
    desk.advance(Duration::from_mins(5));
    let errand = scene.notes.begin();
    visitor.open(errand.url()).await;
    visitor.log_in(&scene.alice.email, crate::support::PASSWORD).await;
    let tokens = granted(&scene.notes, &errand, &visitor).await;
    scene.review().await;
    assert_eq!(scene.told().len(), 1, "of the sign-out");

    // Whatever asks for a look: on this device a password was enough, and is.
    let group = desk.group(RIVERSIDE).await;
    let tx = desk.app.storage.write().await.unwrap();
    change::welcome(&tx, scene.alice.id, group, &event, desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    desk.advance(Duration::from_mins(15));
    assert_eq!(scene.review().await, 0);
    let tokens = scene.notes.refresh(tokens.refresh_token()).await.granted();
    assert!(scene.told().is_empty());
    // A policy that was saved anew trusts no device of before.
    desk.adopt(RIVERSIDE, GroupPolicy { remember_device: HOUR * 12, ..mandatory("any") }).await;
    assert_eq!(scene.review().await, 1);
    scene.notes.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn an_app_that_demands_more_than_before_loses_who_showed_less(ground: Ground) {
    let scene = scene(ground).await;
    let desk = &scene.desk;
    let bob = desk.someone("Bob Okafor").join().await;
    let second = desk.with_app(&bob).await;
    let (_, tokens) = scene.sign_in(&scene.alice).await;
    let (mut visitor, errand) = desk.brought(&scene.notes, &bob).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    let kept = granted(&scene.notes, &errand, &visitor).await;
    scene.notes_becomes(|settings| settings.require_two_factor = false).await;
    assert_eq!(scene.review().await, 0, "nothing more is demanded");

    scene.notes_becomes(|settings| settings.require_two_factor = true).await;
    assert_eq!(scene.review().await, 1);
    assert_eq!(scene.told(), [scene.alice.id.to_string()]);
    assert_eq!(scene.sessions_of(&scene.alice).await, 1, "other apps ask for no more than before");
    scene.notes.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    let _ = scene.notes.refresh(kept.refresh_token()).await.granted();
    assert_eq!(scene.review().await, 0);
}

async fn an_app_that_mandates_it_ends_the_sign_ins_of_its_practices(ground: Ground) {
    let scene = scene(ground).await;
    let stranger = scene.desk.someone("Olive Out").join().await;
    scene.sign_in(&scene.alice).await;
    let (_, tokens) = scene.sign_in(&stranger).await;
    scene.notes_becomes(|settings| settings.mandate_two_factor = true).await;
    assert_eq!(scene.review().await, 1);
    assert_eq!(scene.told(), [scene.alice.id.to_string()]);
    assert_eq!((scene.sessions_of(&scene.alice).await, scene.sessions_of(&stranger).await), (0, 1), "who is in no practice is not touched");
    let _ = scene.notes.refresh(tokens.refresh_token()).await.granted();
}
