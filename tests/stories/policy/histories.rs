//! Random histories of policies, memberships, set-ups, sign-ins, refreshes and resets. After every step each app tries to use
//! what it holds, and an oracle that knows only what the people really typed says whether it may get anything.

use std::collections::BTreeSet;
use std::time::Duration;

use frontdesk::factors::change as factor_change;
use frontdesk::foundation::id::MembershipId;
use frontdesk::groups::{self, AccessLevel, Membership, MembershipState, Role};
use frontdesk::policy::{GroupPolicy, Setting};
use frontdesk::sessions;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{HILLSIDE, RIVERSIDE, accepted, event, is_at};
use crate::on_both_grounds;
use crate::support::{AuthenticatorApp, Desk, Ground, PASSWORD, Person, RelyingParty, Visitor};

on_both_grounds!(nothing_comes_out_below_the_policy,);

const GROUPS: [&str; 2] = [RIVERSIDE, HILLSIDE];
const STEPS: usize = 40;

/// What somebody typed in one sign-in.
type Shown = BTreeSet<&'static str>;

/// What an app holds of a sign-in.
struct Held {
    person: usize,
    app: usize,
    shown: Shown,
    refresh_token: String,
}

struct World {
    desk: Desk,
    chance: StdRng,
    people: Vec<Person>,
    authenticators: Vec<Option<AuthenticatorApp>>,
    apps: Vec<RelyingParty>,
    /// The groups that each app serves.
    serves: [&'static [usize]; 2],
    members: [[bool; 2]; 2],
    policies: [GroupPolicy; 2],
    held: Vec<Held>,
    issued: usize,
    refused: usize,
}

impl World {
    async fn new(ground: Ground, seed: u64) -> Self {
        let desk = Desk::open(ground).await;
        let people = vec![
            desk.someone("Alice Nguyen").in_group(RIVERSIDE).in_group(HILLSIDE).join().await,
            desk.someone("Ben Okafor").in_group(HILLSIDE).join().await,
        ];
        desk.group(RIVERSIDE).await;
        let hillside = vec![desk.group(HILLSIDE).await];
        let scope = "openid offline_access";
        let apps = vec![
            desk.app("notes").first_party().register().await.asking_for(scope),
            desk.app("billing").first_party().serving(hillside).register().await.asking_for(scope),
        ];
        Self {
            desk,
            chance: StdRng::seed_from_u64(seed),
            people,
            authenticators: vec![None, None],
            apps,
            serves: [&[0, 1], &[1]],
            members: [[true, true], [false, true]],
            policies: [GroupPolicy::default(), GroupPolicy::default()],
            held: Vec::new(),
            issued: 0,
            refused: 0,
        }
    }

    /// Whether a sign-in that showed this may give this app anything now. Written without the policy's own code.
    fn may_get(&self, person: usize, app: usize, shown: &Shown) -> bool {
        let counting = self.serves[app].iter().filter(|group| self.members[person][**group]);
        let belongs = app == 0 || counting.clone().count() > 0;
        belongs
            && counting.map(|group| &self.policies[*group]).all(|policy| {
                let waits = policy.enforce_from.is_some_and(|from| from > self.desk.now());
                let words = policy.accepted.to_string();
                let passed = words.split(' ').any(|word| shown.contains(word)) || shown.contains("recovery_code");
                policy.setting != Setting::Mandatory || waits || passed
            })
    }

    async fn change_policy(&mut self) {
        let group = self.chance.random_range(0..2);
        let words = ["totp", "email", "totp email"][self.chance.random_range(0..3)];
        let setting = [Setting::Disabled, Setting::Prompt, Setting::Mandatory, Setting::Mandatory][self.chance.random_range(0..4)];
        let enforce_from = self.chance.random_bool(0.3).then(|| self.desk.now().plus(Duration::from_mins(30)));
        let policy = GroupPolicy { setting, accepted: accepted(words), enforce_from, ..GroupPolicy::default() };
        self.desk.adopt(GROUPS[group], policy.clone()).await;
        self.policies[group] = policy;
    }

    async fn change_membership(&mut self) {
        let group = self.desk.group(HILLSIDE).await;
        let (person, now) = (self.people[0].id, self.desk.now());
        let is_member = !self.members[0][1];
        self.members[0][1] = is_member;
        let state = if is_member { MembershipState::Active } else { MembershipState::Deactivated };
        let tx = self.desk.app.storage.write().await.unwrap();
        if !groups::store::change_member(&tx, person, group, Role::Practitioner, AccessLevel::Standard, state).await.unwrap() {
            let id = MembershipId::new(now, &*self.desk.app.random);
            let (role, access_level) = (Role::Practitioner, AccessLevel::Standard);
            let membership = Membership { id, user: person, group, role, access_level, state, created_at: now };
            groups::store::add_member(&tx, &membership).await.unwrap();
        }
        if is_member {
            frontdesk::policy::change::welcome(&tx, person, group, &event, now).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    async fn reset(&mut self) {
        let person = self.chance.random_range(0..2);
        let (desk, who) = (&self.desk, &self.people[person]);
        let Ok(reset) = factor_change::reset(&desk.factors(who), who.id).await else { return };
        let ended = sessions::store::end_all_of(reset.tx(), who.id, desk.now()).await.unwrap();
        reset.with("sessions_ended", ended).commit().await.unwrap();
        self.authenticators[person] = None;
        self.held.retain(|held| held.person != person);
    }

    /// Signs somebody in to an app as a person would, whatever the pages ask, and gives what was typed. `None` where the person
    /// gave up, or the app was told no.
    async fn sign_in(&mut self) {
        let (person, app) = (self.chance.random_range(0..2), self.chance.random_range(0..2));
        let errand = self.apps[app].begin();
        let (mut visitor, mut shown) = (Visitor::new(), Shown::new());
        visitor.open(errand.url()).await;
        for _ in 0..12 {
            if visitor.page.location().is_some() {
                break;
            }
            self.take_step(person, &mut visitor, &mut shown).await;
        }
        let Some(sent_to) = visitor.page.location() else { panic!("no end: {} {}", visitor.page.url, visitor.page.body) };
        let answer = self.apps[app].answer(&sent_to);
        if answer.error().is_some() {
            assert!(!self.may_get(person, app, &shown), "refused for nothing: {:?}", answer.error());
            self.refused += 1;
            return;
        }
        assert!(self.may_get(person, app, &shown), "a code below the policy: {shown:?} {:?}", self.policies);
        let tokens = self.apps[app].redeem(&errand, &answer).await.granted();
        self.issued += 1;
        self.held.push(Held { person, app, shown, refresh_token: tokens.refresh_token().to_owned() });
    }

    async fn take_step(&mut self, person: usize, visitor: &mut Visitor, shown: &mut Shown) {
        self.desk.advance(Duration::from_secs(31));
        let who = self.people[person].clone();
        if visitor.page.has("#later") && self.chance.random_bool(0.7) {
            visitor.press("later", &[]).await;
        } else if visitor.page.has("#kept") {
            visitor.press("kept", &[]).await;
        } else if is_at(visitor, "second-step") && !visitor.page.has("input[name=code]") {
            panic!("no way to take the step: {}", visitor.page.body);
        } else if is_at(visitor, "second-step") || visitor.page.url.path().ends_with("/validate") {
            let (word, code) = match (visitor.page.attribute("#open-app", "href"), visitor.page.url.query()) {
                (Some(uri), _) => {
                    let app = AuthenticatorApp::scanned(&uri);
                    let code = app.shows(self.desk.now());
                    self.authenticators[person] = Some(app);
                    ("totp", code)
                }
                (None, Some(query)) if query.contains("totp") => {
                    ("totp", self.authenticators[person].as_ref().expect("an app").shows(self.desk.now()))
                }
                _ => ("email", self.desk.newest_code(&who).await),
            };
            visitor.press("submit", &[("code", &code)]).await;
            assert!(visitor.page.status.is_success() || visitor.page.status.is_redirection(), "{word}: {}", visitor.page.text());
            shown.insert(word);
        } else if is_at(visitor, "set-up") {
            let offered = ["totp", "email"].into_iter().filter(|method| visitor.page.has(&format!("#method-{method}")));
            let offered: Vec<&str> = offered.collect();
            let method = offered[self.chance.random_range(0..offered.len())];
            visitor.press("validate", &[("method", method)]).await;
        } else {
            visitor.log_in(&who.email, PASSWORD).await;
            shown.insert("password");
        }
    }

    /// Every app uses what it holds.
    async fn use_all(&mut self) {
        let mut kept = Vec::new();
        for held in std::mem::take(&mut self.held) {
            let answer = self.apps[held.app].refresh(&held.refresh_token).await;
            if self.may_get(held.person, held.app, &held.shown) {
                let refresh_token = answer.granted().refresh_token().to_owned();
                kept.push(Held { refresh_token, ..held });
                self.issued += 1;
            } else {
                answer.refused("invalid_grant");
                self.refused += 1;
                // It may count again when the policy is relaxed; a refused token was not used up.
                kept.push(held);
            }
        }
        kept.truncate(6);
        self.held = kept;
    }
}

async fn nothing_comes_out_below_the_policy(ground: Ground) {
    let seed = 20_260_301;
    let mut world = World::new(ground, seed).await;
    for step in 0..STEPS {
        match world.chance.random_range(0..10) {
            0..4 => Box::pin(world.sign_in()).await,
            4..6 => world.change_policy().await,
            6 => world.change_membership().await,
            7 => world.reset().await,
            8 => world.desk.advance(Duration::from_mins(20)),
            _ => world.desk.advance(Duration::from_mins(1)),
        }
        Box::pin(world.use_all()).await;
        assert!(world.held.len() <= 6, "step {step}");
    }
    assert!(world.issued > 10 && world.refused > 3, "the history shows both: {} {}", world.issued, world.refused);
}
