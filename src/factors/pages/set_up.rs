//! Setting up a second step: choose, validate.

use serde::Serialize;

use super::{CodeProblem, DemandLine, SendAgain};
use crate::factors::Method;
use crate::foundation::phone::{BadPhoneNumber, Country};
use crate::text::{Moment, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// What there is to choose from: radio buttons named `method`, and for SMS the fields `country` and `phone`.
#[derive(Clone, Debug, Serialize)]
pub struct MethodChoice {
    /// In the order in which they are offered.
    pub offers: Vec<MethodOffer>,
    /// The one that is ticked; for a start, the one to recommend.
    pub chosen: Option<Method>,
    /// Where an email code goes.
    pub email: String,
    pub phone: PhoneEntry,
    /// None was ticked.
    pub method_error: Option<Text>,
}

/// One method to choose.
#[derive(Clone, Debug, Serialize)]
pub struct MethodOffer {
    pub method: Method,
    /// It is set up already, and would be replaced once the new one is validated.
    pub is_set_up: bool,
    /// The one to recommend.
    pub is_recommended: bool,
}

/// A telephone number as it is typed: a country and the rest.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PhoneEntry {
    /// Where SMS can be sent to, the likeliest first. With one only, there is nothing to choose.
    pub countries: Vec<CountryLine>,
    /// The chosen one, by its ISO 3166 code.
    pub country: String,
    pub number: String,
    pub error: Option<Text>,
}

/// A country with its calling code.
#[derive(Clone, Debug, Serialize)]
pub struct CountryLine {
    /// ISO 3166-1, two capital letters. Its name comes from the texts.
    pub code: String,
    /// Such as `+61`.
    pub calling_code: String,
}

impl PhoneEntry {
    /// An empty field, for a number in one of these countries: [`Desk::sms_countries`](crate::factors::Desk::sms_countries).
    pub fn among(countries: &[Country]) -> Self {
        let lines = countries.iter().map(|country| CountryLine { code: country.to_string(), calling_code: country.calling_code() });
        let first = countries.first().map(ToString::to_string).unwrap_or_default();
        Self { countries: lines.collect(), country: first, number: String::new(), error: None }
    }

    /// The field as it was filled in.
    #[must_use]
    pub fn typed(mut self, country: &str, number: &str) -> Self {
        if self.countries.iter().any(|line| line.code == country) {
            country.clone_into(&mut self.country);
        }
        number.clone_into(&mut self.number);
        self
    }

    /// The field with what is wrong with the number.
    #[must_use]
    pub fn refused(mut self, problem: BadPhoneNumber) -> Self {
        self.error = Some(match problem {
            BadPhoneNumber::Malformed if self.number.trim().is_empty() => MethodChoice::phone_missing(),
            BadPhoneNumber::Malformed => MethodChoice::phone_malformed(),
            BadPhoneNumber::Unsuitable => MethodChoice::phone_unsuitable(),
            BadPhoneNumber::Abroad => MethodChoice::phone_abroad(),
        });
        self
    }
}

impl MethodChoice {
    pub fn method_missing() -> Text {
        Text::new("set-up-method-missing")
    }

    pub fn phone_missing() -> Text {
        Text::new("set-up-phone-missing")
    }

    pub fn phone_malformed() -> Text {
        Text::new("set-up-phone-malformed")
    }

    /// A number that cannot receive SMS, such as a landline.
    pub fn phone_unsuitable() -> Text {
        Text::new("set-up-phone-unsuitable")
    }

    /// We do not send SMS to that country.
    pub fn phone_abroad() -> Text {
        Text::new("set-up-phone-abroad")
    }

    pub(crate) fn sample() -> Self {
        let offer = |method, is_recommended| MethodOffer { method, is_set_up: false, is_recommended };
        let country = |code: &str, calling: &str| CountryLine { code: code.to_owned(), calling_code: calling.to_owned() };
        Self {
            offers: vec![offer(Method::Totp, true), offer(Method::Sms, false), offer(Method::Email, false)],
            chosen: Some(Method::Totp),
            email: "alice.nguyen@riverside.example".to_owned(),
            phone: PhoneEntry {
                countries: vec![country("AU", "+61"), country("NZ", "+64"), country("GB", "+44"), country("DE", "+49")],
                country: "AU".to_owned(),
                ..PhoneEntry::default()
            },
            method_error: None,
        }
    }
}

/// Why a person is asked to choose a method.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SetUpReason {
    /// Turned on for them; nothing demands it today.
    Prompted,
    /// Their practice demands it. `from` is when, while it may still wait.
    Demanded { practice: Option<String>, from: Option<Moment> },
    /// The app demands it.
    DemandedByApp { app: String },
}

/// Choose a method, then Validate.
#[derive(Clone, Debug, Serialize)]
pub struct SetUpPage {
    /// Where the form with [`MethodChoice`]'s fields goes.
    pub action: Href,
    pub reason: SetUpReason,
    /// Who accepts what, where several demand different things.
    pub each: Vec<DemandLine>,
    pub choice: MethodChoice,
    /// A passkey as another way, where one would do: the address below which `passkey.js` adds one.
    pub passkey: Option<Href>,
    /// Where a POST puts it off, while that is allowed.
    pub later: Option<Href>,
    /// Where a POST gives up: the sign-in ends, and the app is told.
    pub cancel: Option<Href>,
}

impl Page for SetUpPage {
    const TEMPLATE: &'static str = "factors/set_up.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            action: Href::local("/login/018f/set-up"),
            reason: SetUpReason::Demanded { practice: Some("Riverside Health".to_owned()), from: None },
            each: Vec::new(),
            choice: MethodChoice::sample(),
            passkey: Some(Href::local("/account/passkeys")),
            later: None,
            cancel: Some(Href::local("/authorize/018f/cancel")),
        };
        let soon = Moment::of(crate::foundation::clock::Timestamp::from_secs(864_000), crate::foundation::clock::Timestamp::from_secs(0));
        let phone = |number: &str, error: Text| MethodChoice {
            chosen: Some(Method::Sms),
            phone: PhoneEntry { number: number.to_owned(), error: Some(error), ..MethodChoice::sample().phone },
            ..MethodChoice::sample()
        };
        let later = Some(Href::local("/login/018f/set-up/later"));
        let one_country = |mut choice: MethodChoice| {
            choice.phone.countries.truncate(1);
            choice
        };
        vec![
            ("empty", empty.clone()),
            ("prompted", Self { reason: SetUpReason::Prompted, later: later.clone(), passkey: None, ..empty.clone() }),
            (
                "soon",
                Self {
                    reason: SetUpReason::Demanded { practice: Some("Riverside Health".to_owned()), from: Some(soon) },
                    later,
                    ..empty.clone()
                },
            ),
            ("several", Self { each: DemandLine::sample(), ..empty.clone() }),
            ("app", Self { reason: SetUpReason::DemandedByApp { app: "Riverside Notes".to_owned() }, ..empty.clone() }),
            ("filled", Self { choice: MethodChoice { chosen: Some(Method::Sms), ..MethodChoice::sample() }, ..empty.clone() }),
            (
                "unticked",
                Self {
                    choice: MethodChoice { chosen: None, method_error: Some(MethodChoice::method_missing()), ..MethodChoice::sample() },
                    ..empty.clone()
                },
            ),
            ("refused", Self { choice: phone("0412", MethodChoice::phone_malformed()), ..empty.clone() }),
            ("number-missing", Self { choice: one_country(phone("", MethodChoice::phone_missing())), ..empty.clone() }),
            ("landline", Self { choice: phone("03 9000 1234", MethodChoice::phone_unsuitable()), ..empty.clone() }),
            ("abroad", Self { choice: phone("+1 202 555 0123", MethodChoice::phone_abroad()), ..empty.clone() }),
            (
                "longest",
                Self {
                    reason: SetUpReason::Demanded { practice: Some(LONG_HOSTILE.to_owned()), from: None },
                    choice: MethodChoice { email: LONG_HOSTILE.to_owned(), ..phone(LONG_HOSTILE, MethodChoice::phone_malformed()) },
                    ..empty
                },
            ),
        ]
    }
}

/// A key for an authenticator app: to scan, to open on the same device, or to type.
#[derive(Clone, Debug, Serialize)]
pub struct AuthenticatorKey {
    /// The side of the QR code with its margin, and its dark modules as the `d` of one SVG path.
    pub side: usize,
    pub path: String,
    /// The key in groups of four.
    pub typed: String,
    /// The same key for an app on this very device.
    pub link: Href,
}

/// Enter the code, then Submit.
#[derive(Clone, Debug, Serialize)]
pub struct ValidatePage {
    pub action: Href,
    pub method: Method,
    /// Where the code went, in full: it is the person's own.
    pub destination: Option<String>,
    /// Of an authenticator app.
    pub key: Option<AuthenticatorKey>,
    /// Another code was sent just now.
    pub is_sent_again: bool,
    pub code_error: Option<Text>,
    pub send_again: Option<SendAgain>,
    /// Back to choosing, to correct the number or take another method.
    pub change: Href,
}

impl Page for ValidatePage {
    const TEMPLATE: &'static str = "factors/validate.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let again = |seconds| Some(SendAgain::new(Href::local("/account/two-factor/send"), std::time::Duration::from_secs(seconds)));
        let sms = Self {
            action: Href::local("/account/two-factor/validate"),
            method: Method::Sms,
            destination: Some("+61 412 345 678".to_owned()),
            key: None,
            is_sent_again: false,
            code_error: None,
            send_again: again(27),
            change: Href::local("/account/two-factor"),
        };
        let email = Self {
            method: Method::Email,
            destination: Some("alice.nguyen@riverside.example".to_owned()),
            send_again: again(0),
            ..sms.clone()
        };
        let app = Self { method: Method::Totp, destination: None, key: Some(sample_key()), send_again: None, ..sms.clone() };
        let wrong = |method, tries_left| Some(CodeProblem::Wrong { method, tries_left }.into());
        vec![
            ("sms", sms.clone()),
            ("email", email.clone()),
            ("app", app.clone()),
            ("sent-again", Self { is_sent_again: true, send_again: again(60), ..sms.clone() }),
            ("refused", Self { code_error: wrong(Method::Sms, Some(3)), ..sms.clone() }),
            ("refused-app", Self { code_error: wrong(Method::Totp, None), ..app }),
            ("missing", Self { code_error: Some(CodeProblem::Missing.into()), ..email.clone() }),
            ("not-sent", Self { code_error: Some(CodeProblem::NotSent.into()), ..email.clone() }),
            ("longest", Self { destination: Some(LONG_HOSTILE.to_owned()), ..email }),
        ]
    }
}

fn sample_key() -> AuthenticatorKey {
    let uri = "otpauth://totp/Frontdesk:alice.nguyen@riverside.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Frontdesk";
    let (side, path) = qrcode::QrCode::new(uri).map_or((8, "M4 4h1v1h-1z".to_owned()), |code| {
        let width = code.width();
        let dark = |at: usize, colour: &qrcode::Color| {
            (*colour == qrcode::Color::Dark).then(|| format!("M{} {}h1v1h-1z", at % width + 4, at / width + 4))
        };
        (width + 8, code.to_colors().iter().enumerate().filter_map(|(at, colour)| dark(at, colour)).collect())
    });
    let typed = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".to_owned();
    AuthenticatorKey { side, path, typed, link: Href::authenticator_app(uri) }
}
