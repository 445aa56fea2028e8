//! `frontdesk user`: people who sign in.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;

use super::desk::Desk;
use super::group::find_group;
use super::table::{Table, moment, rfc3339};
use super::{ask, print_json};
use crate::app::App;
use crate::audit::EventKind;
use crate::foundation::id::UserId;
use crate::foundation::secret::Secret;
use crate::groups::{self, AccessLevel, Group, Role};
use crate::members::{self, Place};
use crate::messages::{Envelope, Message, Recipient};
use crate::sessions;
use crate::storage::Transaction;
use crate::text::LanguageTag;
use crate::users::links::{self, Purpose};
use crate::users::password::{self, HashedPassword, NewPassword};
use crate::users::store::UserFilter;
use crate::users::{self, Email, User, UserState};

/// How long the link of an invitation works: longer than a reset, because nobody is waiting for it.
const INVITATION: Duration = Duration::from_hours(7 * 24);

#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// Add a person; asks for their password, unless they choose it themselves (--invite)
    Add(AddUser),
    /// List people
    List {
        /// Part of the name or email
        #[arg(long)]
        search: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// End everything a person has open, and let them in no more
    Disable { email: String },
    /// Let a disabled person in again
    Enable { email: String },
    /// Set a person's password; ends their sessions
    SetPassword {
        email: String,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Mark a person's email as proved, where you have proved it by other means
    VerifyEmail { email: String },
}

#[derive(Args)]
pub(super) struct AddUser {
    email: String,
    /// The whole name as it is shown (default: what stands before the @)
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    #[arg(long)]
    given_name: Option<String>,
    #[arg(long)]
    family_name: Option<String>,
    #[arg(long)]
    phone: Option<String>,
    /// The person's language, such as en-AU
    #[arg(long)]
    locale: Option<String>,
    /// A name of the time zone database, such as Australia/Sydney
    #[arg(long)]
    zoneinfo: Option<String>,
    /// May run the installation
    #[arg(long)]
    operator: bool,
    /// You have proved by other means that the email is theirs
    #[arg(long)]
    email_verified: bool,
    /// Add them to this practice group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// What they do in the group: practitioner or administrator
    #[arg(long, default_value = "practitioner", requires = "group")]
    role: Role,
    /// What they may do on the group's pages: full, standard or read_only
    #[arg(long, default_value = "standard", requires = "group")]
    access_level: AccessLevel,
    /// Read the password from the first line of standard input
    #[arg(long, conflicts_with = "invite")]
    password_stdin: bool,
    /// Email them a link to choose their own password; it works for seven days
    #[arg(long)]
    invite: bool,
}

pub(super) async fn run(command: UserCommand, desk: &Desk) -> Result<()> {
    match command {
        UserCommand::Add(wanted) => add(wanted, desk).await,
        UserCommand::List { search, json } => list(search, json, desk).await,
        UserCommand::Disable { email } => set_state(&email, UserState::Disabled, desk).await,
        UserCommand::Enable { email } => set_state(&email, UserState::Active, desk).await,
        UserCommand::SetPassword { email, password_stdin } => set_password(&email, password_stdin, desk).await,
        UserCommand::VerifyEmail { email } => verify_email(&email, desk).await,
    }
}

pub(super) fn parse_email(text: &str) -> Result<Email> {
    Email::parse(text).with_context(|| format!("\"{text}\" cannot be an email here"))
}

pub(super) async fn find_user(email: &str, desk: &Desk) -> Result<User> {
    let email = parse_email(email)?;
    let user = users::store::find_by_email(desk.storage.read(), &email).await?;
    user.with_context(|| format!("there is no user {}; `frontdesk user list` shows who there is", email.as_str()))
}

async fn add(wanted: AddUser, desk: &Desk) -> Result<()> {
    let email = parse_email(&wanted.email)?;
    if users::store::find_by_email(desk.storage.read(), &email).await?.is_some() {
        bail!("there is a user {} already", email.as_str());
    }
    let group = match &wanted.group {
        Some(name) => Some(find_group(name, desk).await?),
        None => None,
    };
    let now = desk.now();
    let mut user = User::new(UserId::new(now, desk.random()), email, &wanted.name, now);
    user.given_name = wanted.given_name;
    user.family_name = wanted.family_name;
    user.phone = wanted.phone;
    user.locale = wanted.locale;
    user.zoneinfo = wanted.zoneinfo;
    user.operator = wanted.operator;
    user.email_verified = wanted.email_verified;
    let typed = if wanted.invite { None } else { Some(ask::new_password(wanted.password_stdin)?) };
    let app = desk.app().await?;
    let password = match typed {
        Some(typed) => Some(hashed(&typed, &user, &app).await?),
        None => None,
    };

    let tx = desk.storage.write().await?;
    if !users::store::insert(&tx, &user).await? {
        bail!("there is a user {} already", user.email.as_str());
    }
    let mut events = vec![desk.event(EventKind::UserAdded).about(user.id)];
    if user.operator {
        events.push(desk.event(EventKind::OperatorAppointed).about(user.id));
    }
    if let Some(password) = &password {
        password::store::set(&tx, user.id, password, now).await?;
    } else {
        invite(&tx, &user, group.as_ref(), &app).await?;
        events.push(desk.event(EventKind::UserInvited).about(user.id));
    }
    desk.note(&tx, &events).await?;
    if let Some(group) = &group {
        let place = Place { role: wanted.role, access_level: wanted.access_level };
        members::enter(&tx, (user.id, group.id), place, &|kind| desk.event(kind), now, desk.random()).await?;
    }
    tx.commit().await?;
    println!("Added {} ({})", user.email.as_str(), user.id);
    if wanted.invite {
        println!(
            "An email with a link to choose a password is on its way, as soon as `frontdesk serve` runs; the link works for seven days."
        );
    }
    Ok(())
}

async fn hashed(typed: &Secret, user: &User, app: &App) -> Result<HashedPassword> {
    let sound = NewPassword::check(typed, &user.words()).context("this password cannot be taken")?;
    Ok(password::hash(&app.hasher, sound, &*app.random).await?)
}

async fn invite(tx: &Transaction, user: &User, group: Option<&Group>, app: &App) -> Result<()> {
    let now = app.clock.now();
    let token = links::store::issue_until(tx, user, Purpose::ResetPassword, now, now.plus(INVITATION), &*app.random).await?;
    let link = Secret::new(app.config.web.issuer.url(&format!("/reset-password?token={}", token.expose())));
    let practice = group.map(|group| group.name.clone());
    let message = Message::SetPassword { link, valid_for: INVITATION, practice };
    app.outbox.queue(tx, &Envelope { to: recipient(user, app), message, asked: None }).await?;
    Ok(())
}

fn recipient(user: &User, app: &App) -> Recipient {
    let own: Option<LanguageTag> = user.locale.as_deref().and_then(|locale| locale.parse().ok());
    let wishes = crate::text::Wishes { ui_locales: None, own: own.as_ref(), accept_language: None };
    let language = app.reception.pages.texts().negotiate(wishes);
    Recipient { email: user.email.as_str().to_owned(), name: user.name.clone(), language }
}

async fn list(search: Option<String>, as_json: bool, desk: &Desk) -> Result<()> {
    let mut filter = UserFilter { search, state: None, after: None, limit: 500 };
    let mut everybody = Vec::new();
    loop {
        let some = users::store::list(desk.storage.read(), &filter).await?;
        let Some(last) = some.last() else { break };
        filter.after = Some(last.id);
        everybody.extend(some);
    }
    if as_json {
        let entry = |user: &User| {
            json!({
                "id": user.id, "email": user.email.as_str(), "email_verified": user.email_verified, "name": user.name,
                "operator": user.operator, "state": user.state.as_str(), "created_at": rfc3339(user.created_at),
                "last_sign_in_at": user.last_sign_in_at.map(rfc3339),
            })
        };
        return print_json(&everybody.iter().map(entry).collect::<Vec<_>>());
    }
    let mut table = Table::new(&["EMAIL", "NAME", "STATE", "OPERATOR", "LAST SIGN-IN"]);
    for user in everybody {
        let operator = if user.operator { "yes" } else { "" };
        let last = user.last_sign_in_at.map_or_else(|| "never".to_owned(), moment);
        table.row(vec![user.email.as_str().to_owned(), user.name, user.state.as_str().to_owned(), operator.to_owned(), last]);
    }
    table.print("There is nobody yet; add somebody with `frontdesk user add EMAIL`.");
    Ok(())
}

async fn set_state(email: &str, state: UserState, desk: &Desk) -> Result<()> {
    let user = find_user(email, desk).await?;
    let email = user.email.as_str();
    if user.state == state {
        println!("{email} is {} already.", state.as_str());
        return Ok(());
    }
    let (now, tx) = (desk.now(), desk.storage.write().await?);
    users::store::set_state(&tx, user.id, state, now).await?;
    let event = match state {
        UserState::Active => desk.event(EventKind::UserEnabled).about(user.id),
        UserState::Disabled => {
            links::store::revoke(&tx, user.id, Purpose::ResetPassword, now).await?;
            let ended = sessions::store::end_all_of(&tx, user.id, now).await?;
            desk.event(EventKind::UserDisabled).about(user.id).with("sessions_ended", ended)
        }
    };
    desk.finish(tx, &[event]).await?;
    println!("{email} is {} now.", state.as_str());
    if state == UserState::Disabled {
        for group in groups::store::managed_by(desk.storage.read(), user.id).await? {
            if !groups::store::is_managed_without(desk.storage.read(), group.id, user.id).await? {
                println!("Nobody manages {} now; `frontdesk group member add` gives somebody full access.", group.name);
            }
        }
    }
    Ok(())
}

async fn set_password(email: &str, from_stdin: bool, desk: &Desk) -> Result<()> {
    let user = find_user(email, desk).await?;
    let typed = ask::new_password(from_stdin)?;
    let app = desk.app().await?;
    let password = hashed(&typed, &user, &app).await?;
    let (now, tx) = (desk.now(), desk.storage.write().await?);
    password::store::set(&tx, user.id, &password, now).await?;
    links::store::revoke(&tx, user.id, Purpose::ResetPassword, now).await?;
    let ended = sessions::store::end_all_of(&tx, user.id, now).await?;
    let message = Message::PasswordChanged { link: Secret::new(app.config.web.issuer.url("/forgot-password")) };
    app.outbox.queue(&tx, &Envelope { to: recipient(&user, &app), message, asked: None }).await?;
    desk.finish(tx, &[desk.event(EventKind::PasswordChanged).about(user.id).with("sessions_ended", ended)]).await?;
    println!("The password of {} is set; {ended} sessions were ended.", user.email.as_str());
    Ok(())
}

async fn verify_email(email: &str, desk: &Desk) -> Result<()> {
    let user = find_user(email, desk).await?;
    let tx = desk.storage.write().await?;
    if !users::store::mark_email_verified(&tx, user.id, &user.email, desk.now()).await? {
        println!("{} is verified already.", user.email.as_str());
        return Ok(());
    }
    desk.finish(tx, &[desk.event(EventKind::EmailVerified).about(user.id)]).await?;
    println!("{} is verified now.", user.email.as_str());
    Ok(())
}
