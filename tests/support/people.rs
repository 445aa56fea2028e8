//! The people and apps of a story: `desk.someone("Alice Nguyen").in_group("Riverside Health").join().await`.

use frontdesk::clients::{self, AuthMethod, Client, ClientId, ClientSettings, GroupsServed, Party};
use frontdesk::foundation::clock::Clock;
use frontdesk::foundation::id::{ClientSecretId, GroupId, MembershipId, UserId};
use frontdesk::foundation::secret::{OpaqueToken, Secret};
use frontdesk::groups::{self, AccessLevel, Group, Membership, MembershipState, Role};
use frontdesk::protocol::grant_type::GrantType;
use frontdesk::protocol::redirect_uri::RedirectUri;
use frontdesk::protocol::scope::ScopeSet;
use frontdesk::users::password::{self, NewPassword};
use frontdesk::users::{self, Email, User};

use super::desk::Desk;
use super::relying_party::{Proof, RelyingParty};

/// A password that no list of common ones holds.
pub const PASSWORD: &str = "seven quiet herons wade";

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub email: String,
    pub password: String,
}

pub struct Newcomer<'d> {
    desk: &'d Desk,
    user: User,
    password: Option<&'static str>,
    groups: Vec<(String, AccessLevel)>,
}

impl Desk {
    /// Somebody new: "Alice Nguyen" has the email `alice.nguyen@riverside.example`, proved, and [`PASSWORD`].
    pub fn someone(&self, name: &str) -> Newcomer<'_> {
        let email = format!("{}@riverside.example", name.to_lowercase().replace(' ', "."));
        let now = self.clock.now();
        let mut user = User::new(UserId::new(now, &*self.app.random), Email::parse(&email).expect("an email"), name, now);
        user.email_verified = true;
        Newcomer { desk: self, user, password: Some(PASSWORD), groups: Vec::new() }
    }

    /// A practice app that keeps a secret, of a third party unless said otherwise.
    pub fn app(&self, id: &str) -> NewApp<'_> {
        let redirect = format!("https://{id}.example/callback");
        let settings = ClientSettings {
            redirect_uris: vec![RedirectUri::register(&redirect).expect("a redirect URI")],
            post_logout_redirect_uris: vec![RedirectUri::register(&format!("https://{id}.example/bye")).expect("a redirect URI")],
            scopes: ScopeSet::parse("openid profile email address phone groups practice offline_access").expect("scopes"),
            ..ClientSettings::default()
        };
        NewApp { desk: self, id: id.to_owned(), settings, groups: GroupsServed::All }
    }

    /// A group of this name, made where it does not exist.
    pub async fn group(&self, name: &str) -> GroupId {
        let (app, now) = (&self.app, self.clock.now());
        if let Some(group) = groups::store::find_by_name(app.storage.read(), name).await.expect("a look-up") {
            return group.id;
        }
        let group = Group::new(GroupId::new(now, &*app.random), name, now);
        let tx = app.storage.write().await.expect("a transaction");
        groups::store::insert_group(&tx, &group).await.expect("a group");
        tx.commit().await.expect("a commit");
        group.id
    }
}

impl Newcomer<'_> {
    #[must_use]
    pub fn in_group(self, name: &str) -> Self {
        self.in_group_as(name, AccessLevel::Standard)
    }

    #[must_use]
    pub fn in_group_as(mut self, name: &str, level: AccessLevel) -> Self {
        self.groups.push((name.to_owned(), level));
        self
    }

    #[must_use]
    pub fn without_password(mut self) -> Self {
        self.password = None;
        self
    }

    /// Changes what is known of the person.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut User)) -> Self {
        change(&mut self.user);
        self
    }

    pub async fn join(self) -> Person {
        let (app, now) = (&self.desk.app, self.desk.clock.now());
        let mut hashed = None;
        if let Some(password) = self.password {
            let password = NewPassword::check(&Secret::new(password), &[]).expect("a strong password");
            hashed = Some(password::hash(&app.hasher, password, &*app.random).await.expect("a hash"));
        }
        let mut memberships = Vec::new();
        for (name, access_level) in &self.groups {
            let (id, group) = (MembershipId::new(now, &*app.random), self.desk.group(name).await);
            let (role, state) = (Role::Practitioner, MembershipState::Active);
            memberships.push(Membership { id, user: self.user.id, group, role, access_level: *access_level, state, created_at: now });
        }
        let tx = app.storage.write().await.expect("a transaction");
        assert!(users::store::insert(&tx, &self.user).await.expect("a user"), "{} is here already", self.user.email.as_str());
        if let Some(hashed) = &hashed {
            password::store::set(&tx, self.user.id, hashed, now).await.expect("a password");
        }
        for membership in &memberships {
            assert!(groups::store::add_member(&tx, membership).await.expect("a membership"), "a member twice");
        }
        tx.commit().await.expect("a commit");
        Person { id: self.user.id, email: self.user.email.as_str().to_owned(), password: self.password.unwrap_or("").to_owned() }
    }
}

pub struct NewApp<'d> {
    desk: &'d Desk,
    id: String,
    settings: ClientSettings,
    groups: GroupsServed,
}

impl NewApp<'_> {
    /// The practice's own: people are not asked for consent.
    #[must_use]
    pub fn first_party(self) -> Self {
        self.with(|settings| settings.party = Party::First)
    }

    /// An app that cannot keep a secret.
    #[must_use]
    pub fn public(self) -> Self {
        self.with(|settings| settings.auth_method = AuthMethod::None)
    }

    /// An app that acts for itself (RFC 6749 section 4.4).
    #[must_use]
    pub fn for_itself(self) -> Self {
        self.with(|settings| settings.grant_types.push(GrantType::ClientCredentials))
    }

    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut ClientSettings)) -> Self {
        change(&mut self.settings);
        self
    }

    #[must_use]
    pub fn at(self, redirect_uri: &str) -> Self {
        self.with(|settings| settings.redirect_uris = vec![RedirectUri::register(redirect_uri).expect("a redirect URI")])
    }

    #[must_use]
    pub fn signing_out_to(self, uri: &str) -> Self {
        self.with(|settings| settings.post_logout_redirect_uris = vec![RedirectUri::register(uri).expect("a redirect URI")])
    }

    /// Wants to be told when a session ends.
    #[must_use]
    pub fn told_at(self, uri: &str) -> Self {
        self.with(|settings| settings.backchannel_logout_uri = Some(uri.parse().expect("an address")))
    }

    #[must_use]
    pub fn serving(mut self, groups: Vec<GroupId>) -> Self {
        self.groups = GroupsServed::Only(groups);
        self
    }

    /// Registers the app, and gives the relying party that knows its secret.
    pub async fn register(self) -> RelyingParty {
        let (app, now) = (&self.desk.app, self.desk.clock.now());
        let id = ClientId::parse(&self.id).expect("a client id");
        let redirect_uri = self.settings.redirect_uris.first().map(|uri| uri.as_str().to_owned()).unwrap_or_default();
        let (name, settings, groups) = (self.id.clone(), self.settings, self.groups);
        let method = settings.auth_method;
        let client = Client { id: id.clone(), name, active: true, settings, groups, created_at: now, updated_at: now };
        let tx = app.storage.write().await.expect("a transaction");
        assert!(clients::store::insert(&tx, &client).await.expect("an app"), "{id} is registered already");
        let mut proof = Proof::Nothing;
        if method == AuthMethod::ClientSecret {
            let secret = OpaqueToken::fresh("cs", &*app.random);
            let secret_id = ClientSecretId::new(now, &*app.random);
            clients::store::add_secret(&tx, &id, secret_id, secret.digest(), now, None)
                .await
                .expect("a secret")
                .expect("room for a secret");
            proof = Proof::Basic(secret.expose().to_owned());
        }
        tx.commit().await.expect("a commit");
        let scope = "openid profile email";
        RelyingParty::discover(&self.desk.issuer, &self.id, proof, &redirect_uri, self.desk.clock.clone()).await.asking_for(scope)
    }
}
