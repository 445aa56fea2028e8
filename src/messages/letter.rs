//! From a message to words: a subject, a text part and an HTML part that say the same.
//!
//! Every message has one shape ([`Shape`]); two templates, `mail/letter.txt` and `mail/letter.html`, set it. So the parts
//! cannot drift apart, and no message can carry a remote picture.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tera::{Context, Value};

use super::message::{Asked, Envelope, FactorChange, Message};
use super::outbox::MessageError;
use super::sms::SmsTexts;
use crate::foundation::clock::Timestamp;
use crate::foundation::one_line::one_line;
use crate::foundation::secret::Secret;
use crate::text::{Device, LanguageTag, Templates, Text, Texts, moment};

/// The longest name that is repeated in a message.
const LONGEST_NAME: usize = 100;

/// The longest subject: texts come from files that an operator may lay over ours.
const LONGEST_SUBJECT: usize = 200;

/// Who writes: the installation's name, and where somebody who is stuck finds a person.
#[derive(Clone, Debug, Default)]
pub struct Letterhead {
    pub name: String,
    pub help_phone: Option<String>,
    pub help_email: Option<String>,
}

/// A message in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Turns messages into letters.
pub struct Letters {
    texts: Arc<Texts>,
    templates: Arc<Templates>,
    letterhead: Letterhead,
}

/// What the templates receive.
#[derive(Serialize)]
struct Shape<'a> {
    subject: Text,
    name: String,
    opening: Text,
    code: Option<&'a str>,
    button: Option<Text>,
    link: Option<&'a str>,
    valid: Option<Text>,
    asked: Option<Text>,
    otherwise: Text,
    from: &'a str,
    help_phone: Option<&'a str>,
    help_email: Option<&'a str>,
    right_to_left: bool,
}

impl Letters {
    pub fn new(texts: Arc<Texts>, templates: Arc<Templates>, letterhead: Letterhead) -> Self {
        Self { texts, templates, letterhead }
    }

    /// What writes SMS in the same name. `host` is where codes are entered.
    pub fn for_sms(&self, host: Option<String>) -> SmsTexts {
        SmsTexts::new(Arc::clone(&self.texts), &self.letterhead.name, host)
    }

    /// Writes the letter, in the recipient's language where it is spoken here.
    pub fn compose(&self, envelope: &Envelope, now: Timestamp) -> Result<Letter, MessageError> {
        let link = envelope.message.link().map(Secret::expose);
        let is_web = |link: &str| (link.starts_with("https://") || link.starts_with("http://")) && !link.contains(char::is_whitespace);
        if !link.is_none_or(is_web) {
            return Err(MessageError::BadLink);
        }
        let language = &envelope.to.language;
        let shape = self.shape(envelope, link, now);
        let subject = self.texts.say(language, &shape.subject);
        let mut context = Context::new();
        context.insert_value("letter", Value::try_from_serializable(&shape).map_err(|error| MessageError::Words(error.to_string()))?);
        let render = |template, context| {
            self.templates.render(template, language, context).map_err(|error| MessageError::Words(format!("{template}: {error}")))
        };
        Ok(Letter {
            subject: one_line(&subject, LONGEST_SUBJECT),
            text: render("mail/letter.txt", context.clone())?,
            html: render("mail/letter.html", context)?,
        })
    }

    fn shape<'a>(&'a self, envelope: &'a Envelope, link: Option<&'a str>, now: Timestamp) -> Shape<'a> {
        let from = self.letterhead.name.as_str();
        let email = envelope.to.email.as_str();
        let words = match &envelope.message {
            Message::VerifyEmail { .. } => Words {
                subject: Text::new("mail-verify-subject"),
                opening: Text::new("mail-verify-opening").with("email", email).with("brand", from),
                button: Some(Text::new("mail-verify-button")),
                otherwise: Text::new("mail-verify-otherwise"),
            },
            Message::ResetPassword { .. } => Words {
                subject: Text::new("mail-reset-subject"),
                opening: Text::new("mail-reset-opening").with("email", email).with("brand", from),
                button: Some(Text::new("mail-reset-button")),
                otherwise: Text::new("mail-reset-otherwise"),
            },
            Message::SetPassword { practice, .. } => {
                let practice = named(practice.as_deref().unwrap_or(from));
                Words {
                    subject: Text::new("mail-invitation-subject"),
                    opening: Text::new("mail-invitation-opening").with("email", email).with("practice", practice.clone()),
                    button: Some(Text::new("mail-invitation-button")),
                    otherwise: Text::new("mail-invitation-otherwise").with("practice", practice),
                }
            }
            Message::Invitation { practice, inviter, .. } => {
                let practice = named(practice);
                let opening = match inviter {
                    Some(inviter) => Text::new("mail-join-opening").with("inviter", named(inviter)),
                    None => Text::new("mail-join-opening-unsigned"),
                };
                Words {
                    subject: Text::new("mail-join-subject"),
                    opening: opening.with("practice", practice.clone()).with("email", email),
                    button: Some(Text::new("mail-join-button")),
                    otherwise: Text::new("mail-invitation-otherwise").with("practice", practice),
                }
            }
            Message::PasswordChanged { .. } => Words {
                subject: Text::new("mail-changed-subject"),
                opening: Text::new("mail-changed-opening").with("email", email).with("brand", from),
                button: Some(Text::new("mail-changed-button")),
                otherwise: Text::new("mail-changed-otherwise"),
            },
            Message::AccountSecured { .. } => Words {
                subject: Text::new("mail-secured-subject"),
                opening: Text::new("mail-secured-opening").with("email", email).with("brand", from),
                button: Some(Text::new("mail-reset-button")),
                otherwise: Text::new("mail-secured-otherwise"),
            },
            Message::ChangeEmail { .. } => Words {
                subject: Text::new("mail-new-email-subject"),
                opening: Text::new("mail-new-email-opening").with("email", email).with("brand", from),
                button: Some(Text::new("mail-new-email-button")),
                otherwise: Text::new("mail-verify-otherwise"),
            },
            Message::EmailChange { step, .. } => {
                let (step, to) = step.words();
                Words {
                    subject: Text::new("mail-email-subject").with("step", step),
                    opening: Text::new("mail-email-opening").with("step", step).with("email", email).with("to", to).with("brand", from),
                    button: Some(Text::new("mail-account-button")),
                    otherwise: Text::new("mail-email-otherwise").with("step", step),
                }
            }
            Message::PasskeyAdded { name, .. } => Words {
                subject: Text::new("mail-passkey-added-subject"),
                opening: Text::new("mail-passkey-added-opening").with("passkey", named(name)).with("email", email).with("brand", from),
                button: Some(Text::new("mail-passkey-button")),
                otherwise: Text::new("mail-passkey-added-otherwise"),
            },
            Message::PasskeyRemoved { name, .. } => Words {
                subject: Text::new("mail-passkey-removed-subject"),
                opening: Text::new("mail-passkey-removed-opening").with("passkey", named(name)).with("email", email).with("brand", from),
                button: Some(Text::new("mail-passkey-button")),
                otherwise: Text::new("mail-passkey-removed-otherwise"),
            },
            Message::Code { purpose, .. } => Words {
                subject: Text::new("mail-code-subject").with("purpose", purpose.word()),
                opening: Text::new("mail-code-opening").with("purpose", purpose.word()).with("email", email).with("brand", from),
                button: None,
                otherwise: Text::new("mail-code-otherwise").with("purpose", purpose.word()),
            },
            Message::FactorChanged { change, .. } => {
                let (what, factor) = change.words();
                Words {
                    subject: Text::new("mail-factor-subject").with("what", what),
                    opening: Text::new("mail-factor-opening")
                        .with("what", what)
                        .with("factor", factor)
                        .with("email", email)
                        .with("brand", from),
                    button: Some(Text::new("mail-account-button")),
                    otherwise: Text::new(if *change == FactorChange::Reset { "mail-managed-otherwise" } else { "mail-account-otherwise" }),
                }
            }
            Message::RecoveryCodeUsed { left, .. } => {
                let left = i64::try_from(*left).unwrap_or(i64::MAX);
                Words {
                    subject: Text::new("mail-recovery-subject"),
                    opening: Text::new("mail-recovery-opening").with("left", left).with("email", email).with("brand", from),
                    button: Some(Text::new("mail-account-button")),
                    otherwise: Text::new("mail-account-otherwise"),
                }
            }
            Message::NewDevice { .. } => Words {
                subject: Text::new("mail-device-subject"),
                opening: Text::new("mail-device-opening").with("email", email).with("brand", from),
                button: Some(Text::new("mail-account-button")),
                otherwise: Text::new("mail-account-otherwise"),
            },
            Message::SetUpDue { practice, days, .. } => Words {
                subject: Text::new("mail-due-subject").with("days", *days),
                opening: Text::new("mail-due-opening").with("days", *days).with("practice", named(practice)).with("email", email),
                button: Some(Text::new("mail-due-button")),
                otherwise: Text::new("mail-due-otherwise"),
            },
            Message::Digest { practice, members, missing, overdue, .. } => {
                let count = |count: &usize| i64::try_from(*count).unwrap_or(i64::MAX);
                Words {
                    subject: Text::new("mail-digest-subject").with("missing", count(missing)),
                    opening: Text::new("mail-digest-opening")
                        .with("practice", named(practice))
                        .with("members", count(members))
                        .with("missing", count(missing))
                        .with("overdue", count(overdue)),
                    button: Some(Text::new("mail-digest-button")),
                    otherwise: Text::new("mail-digest-otherwise").with("practice", named(practice)).with("email", email),
                }
            }
        };
        let valid = match &envelope.message {
            Message::VerifyEmail { valid_for, .. }
            | Message::ResetPassword { valid_for, .. }
            | Message::SetPassword { valid_for, .. }
            | Message::AccountSecured { valid_for, .. }
            | Message::Invitation { valid_for, .. }
            | Message::ChangeEmail { valid_for, .. } => Some(validity(*valid_for)),
            Message::Code { valid_for, .. } => {
                let minutes = i64::try_from(valid_for.as_secs() / 60).unwrap_or(i64::MAX);
                Some(Text::new("mail-code-valid").with("minutes", minutes))
            }
            Message::PasswordChanged { .. }
            | Message::EmailChange { .. }
            | Message::FactorChanged { .. }
            | Message::RecoveryCodeUsed { .. }
            | Message::NewDevice { .. }
            | Message::SetUpDue { .. }
            | Message::Digest { .. }
            | Message::PasskeyAdded { .. }
            | Message::PasskeyRemoved { .. } => None,
        };
        Shape {
            subject: words.subject,
            name: named(&envelope.to.name),
            opening: words.opening,
            code: envelope.message.code().map(Secret::expose),
            button: words.button,
            link,
            valid,
            asked: envelope.asked.as_ref().map(|asked| self.origin(asked, &envelope.to.language, now)),
            otherwise: words.otherwise,
            from,
            help_phone: self.letterhead.help_phone.as_deref(),
            help_email: self.letterhead.help_email.as_deref(),
            right_to_left: envelope.to.language.is_right_to_left(),
        }
    }

    fn origin(&self, asked: &Asked, language: &LanguageTag, now: Timestamp) -> Text {
        let when = self.texts.say(language, &moment::exact(now));
        let address = asked.address.to_string();
        match Device::of(&asked.user_agent) {
            Some(Device { browser, system, .. }) => {
                Text::new("mail-asked-with").with("when", when).with("address", address).with("browser", browser).with("system", system)
            }
            None => Text::new("mail-asked").with("when", when).with("address", address),
        }
    }
}

/// The words of a message's own.
struct Words {
    subject: Text,
    opening: Text,
    button: Option<Text>,
    otherwise: Text,
}

fn validity(valid_for: Duration) -> Text {
    let minutes = i64::try_from(valid_for.as_secs() / 60).unwrap_or(i64::MAX);
    match minutes {
        0..120 => Text::new("mail-valid-minutes").with("minutes", minutes),
        120..2880 => Text::new("mail-valid-hours").with("hours", minutes / 60),
        _ => Text::new("mail-valid-days").with("days", minutes / (24 * 60)),
    }
}

/// A name in one line, of a length that a person could have.
fn named(name: &str) -> String {
    one_line(name, LONGEST_NAME)
}
