//! **Edit Two-Factor Authentication Settings**, and the rules in words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::overview::Undo;
use super::{Choice, Place, Section};
use crate::factors::pages::method_name;
use crate::factors::{Factor, Method};
use crate::foundation::clock::Timestamp;
use crate::groups::calendar::Calendar;
use crate::policy::{Contradiction, GroupPolicy, Preset, Setting};
use crate::practice::rules::typed::{Typed, Wrong};
use crate::text::{Moment, Text};
use crate::web::page::{LONG_HOSTILE, Page};

/// The rules as a form.
#[derive(Clone, Debug, Serialize)]
pub struct RulesPage {
    pub place: Place,
    presets: Vec<Described>,
    settings: Vec<Described>,
    methods: Vec<Choice>,
    passkey_counts: bool,
    enforce_from: String,
    remember_hours: String,
    networks: String,
    idle_minutes: String,
    absolute_minutes: String,
    ask_again_days: String,
    /// The time zone in which days end.
    zone: String,
    /// Of the policy as it is.
    version: i64,
    wrong: Vec<WrongLine>,
    /// The same by field.
    wrong_at: BTreeMap<&'static str, Vec<Text>>,
    undo: Option<Undo>,
    /// An app mandates it for every group that connects it.
    is_mandated: bool,
}

/// The fields at which something can be wrong.
const FIELDS: &[&str] =
    &["setting", "methods", "enforce_from", "ask_again_days", "remember_hours", "networks", "idle_minutes", "absolute_minutes"];

/// What is wrong, and where that is.
#[derive(Clone, Debug, Serialize)]
struct WrongLine {
    /// The id of the field, or of the first choice of several.
    at: &'static str,
    text: Text,
}

impl WrongLine {
    fn of(wrong: &Wrong) -> Self {
        let at = match wrong.field {
            "methods" => "method-passkey",
            "setting" => "setting-disabled",
            field => field,
        };
        Self { at, text: wrong.text.clone() }
    }
}

/// A choice with a line on what it means.
#[derive(Clone, Debug, Serialize)]
struct Described {
    choice: Choice,
    means: Text,
}

fn setting_words(setting: Setting) -> (Text, Text) {
    match setting {
        Setting::Disabled => (Text::new("rules-disabled"), Text::new("rules-setting-disabled")),
        Setting::Prompt => (Text::new("rules-prompt"), Text::new("rules-setting-prompt")),
        Setting::Mandatory => (Text::new("rules-mandatory"), Text::new("rules-setting-mandatory")),
    }
}

fn preset_words(preset: Preset) -> (Text, Text) {
    match preset {
        Preset::AtoDsp => (Text::new("rules-preset-ato"), Text::new("rules-preset-ato-means")),
        Preset::Strict => (Text::new("rules-preset-strict"), Text::new("rules-preset-strict-means")),
        Preset::Custom => (Text::new("rules-preset-custom"), Text::new("rules-preset-custom-means")),
    }
}

fn factor_name(factor: Factor) -> Text {
    factor.method().map_or_else(|| Text::new("rules-passkey"), method_name)
}

/// A policy in words, for those who only look; `is_mandated` where an app makes it mandatory whatever the policy says.
pub fn rule_lines(policy: &GroupPolicy, calendar: &Calendar, is_mandated: bool, now: Timestamp) -> Vec<Text> {
    let minutes = |limit: std::time::Duration| i64::try_from(limit.as_secs() / 60).unwrap_or(i64::MAX);
    let mut lines = vec![if is_mandated { Text::new("rules-by-app") } else { setting_words(policy.setting).1 }];
    if policy.setting == Setting::Mandatory && !is_mandated {
        let ahead = policy.enforce_from.filter(|from| *from > now);
        lines.extend(ahead.map(|from| calendar.say(from, Text::new("rules-from"))));
    }
    let refused = Method::ALL.iter().filter(|method| !policy.accepted.methods.contains(**method)).map(|method| match method {
        Method::Totp => Text::new("rules-no-totp"),
        Method::Sms => Text::new("rules-no-sms"),
        Method::Email => Text::new("rules-no-email"),
    });
    lines.extend(refused);
    if !policy.satisfied_by().passkey {
        lines.push(Text::new("rules-no-passkey"));
    }
    let hours = i64::try_from(policy.remember_device.as_secs() / 3600).unwrap_or(i64::MAX);
    lines.push(if hours == 0 { Text::new("rules-no-remember") } else { Text::new("rules-remember").with("hours", hours) });
    if !policy.trusted_networks.is_empty() {
        let networks: Vec<String> = policy.trusted_networks.iter().map(ToString::to_string).collect();
        lines.push(Text::new("rules-networks").with("networks", networks.join(", ")));
    }
    lines.extend(policy.idle.map(|idle| Text::new("rules-idle").with("minutes", minutes(idle))));
    lines.extend(policy.absolute.map(|absolute| Text::new("rules-absolute").with("minutes", minutes(absolute))));
    lines
}

fn by_field(wrong: Vec<Wrong>) -> BTreeMap<&'static str, Vec<Text>> {
    let mut by_field: BTreeMap<&'static str, Vec<Text>> = FIELDS.iter().map(|field| (*field, Vec::new())).collect();
    for Wrong { field, text } in wrong {
        by_field.entry(field).or_default().push(text);
    }
    by_field
}

impl RulesPage {
    pub fn new(
        place: Place,
        (typed, version, calendar): (&Typed, i32, &Calendar),
        mut wrong: Vec<Wrong>,
        undo: Option<(i64, Moment)>,
        is_mandated: bool,
    ) -> Self {
        let described = |value: &'static str, (label, means): (Text, Text), chosen: bool| Described {
            choice: Choice::new(value, label, chosen),
            means,
        };
        // In the order of the page.
        wrong.sort_by_key(|one| FIELDS.iter().position(|field| *field == one.field));
        let factors = [Factor::Passkey, Factor::Totp, Factor::Sms, Factor::Email];
        Self {
            place,
            presets: Preset::ALL.iter().map(|one| described(one.as_str(), preset_words(*one), one.as_str() == typed.preset)).collect(),
            settings: Setting::ALL.iter().map(|one| described(one.as_str(), setting_words(*one), one.as_str() == typed.setting)).collect(),
            methods: factors.iter().map(|one| Choice::new(one.as_str(), factor_name(*one), typed.has(*one))).collect(),
            passkey_counts: typed.passkey_counts,
            enforce_from: typed.enforce_from.clone(),
            remember_hours: typed.remember_hours.clone(),
            networks: typed.networks.clone(),
            idle_minutes: typed.idle_minutes.clone(),
            absolute_minutes: typed.absolute_minutes.clone(),
            ask_again_days: typed.ask_again_days.clone(),
            zone: calendar.zone_name().to_owned(),
            version: i64::from(version),
            wrong: wrong.iter().map(WrongLine::of).collect(),
            wrong_at: by_field(wrong),
            undo: undo.map(Undo::of),
            is_mandated,
        }
    }
}

impl Page for RulesPage {
    const TEMPLATE: &'static str = "practice/rules.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let place = || Place::sample(Section::GroupPolicy);
        let calendar = Calendar::of(Some("Australia/Melbourne"));
        let usual = Typed::of(&GroupPolicy::default(), &calendar);
        let strict = Typed::of(&GroupPolicy::default().preset(Preset::Strict), &calendar);
        let refused = Typed { idle_minutes: "soon".to_owned(), ..strict.clone() };
        let unread = |field, text| Wrong { field, text };
        let every = [
            unread("enforce_from", Text::new("rules-wrong-date")),
            unread("remember_hours", Text::new("rules-wrong-remember")),
            unread("networks", Text::new("rules-wrong-network").with("network", "here")),
            unread("idle_minutes", Text::new("rules-wrong-idle")),
            unread("absolute_minutes", Text::new("rules-wrong-absolute")),
            unread("ask_again_days", Text::new("rules-wrong-ask-again")),
            Wrong::of(Contradiction::NothingAccepted),
            Wrong::of(Contradiction::PresetIsMandatory),
        ];
        let hostile = Typed { networks: LONG_HOSTILE.to_owned(), enforce_from: LONG_HOSTILE.to_owned(), ..usual.clone() };
        vec![
            ("empty", Self::new(place(), (&usual, 0, &calendar), Vec::new(), None, false)),
            ("filled", Self::new(place(), (&strict, 3, &calendar), Vec::new(), Some((3, super::sample_moment(7200))), true)),
            ("refused", Self::new(place(), (&refused, 3, &calendar), every.to_vec(), None, false)),
            (
                "longest",
                Self::new(
                    Place::longest(Section::GroupPolicy),
                    (&hostile, 3, &calendar),
                    vec![unread("networks", Text::new("rules-wrong-network").with("network", LONG_HOSTILE))],
                    None,
                    false,
                ),
            ),
        ]
    }
}
