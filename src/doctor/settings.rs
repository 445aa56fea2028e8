//! The configuration, and what in it is for trying out only.

use std::sync::Arc;

use super::Findings;
use crate::config::Config;
use crate::foundation::clock::{Clock, SystemClock};
use crate::messages::sms::{self, SmsRoute};
use crate::messages::{MailTransport, mailer};
use crate::outbound::Outbound;
use crate::seed::Seed;
use crate::web::page::Pages;

pub(super) fn check(config: &Config, findings: &mut Findings) {
    findings.ok("configuration", "every key is known and has a usable value");
    if !config.web.issuer.is_secure() {
        findings.warn(
            "issuer",
            format!("{} is plain http, which only browsers on this machine accept", config.web.issuer),
            "for people elsewhere set web.issuer to an https address, and web.tls or a proxy that ends TLS",
        );
    }
    if config.outbound.allow_private {
        findings.warn(
            "outbound",
            "outbound.allow_private is on: apps can make this server call private addresses",
            "remove outbound.allow_private outside development",
        );
    }
    if let Err(error) = Outbound::new(&config.outbound) {
        findings.fail("outbound", error.to_string(), "correct [outbound], or install the package ca-certificates");
    }
    match config.mail.transport {
        MailTransport::Smtp => {}
        MailTransport::File => {
            findings.warn("mail", "messages go into files and reach nobody", "set mail.transport = \"smtp\" and mail.host");
        }
        MailTransport::Log => {
            findings.warn("mail", "messages are only noted in the log and reach nobody", "set mail.transport = \"smtp\" and mail.host");
        }
    }
    if let Err(error) = mailer(&config.mail) {
        findings.fail("mail", error.to_string(), "correct [mail]");
    }
    sms(config, findings);
    if let Err(error) = Pages::load(&config.pages) {
        findings.fail("pages", error.to_string(), "correct the file it names, or remove pages.overrides");
    }
    if let Some(file) = &config.seed {
        match Seed::read(file) {
            Ok(_) => findings.ok("seed", format!("{} can be read", file.display())),
            Err(error) => findings.fail("seed", error.to_string(), "correct the file, or remove `seed` from the configuration"),
        }
    }
}

fn sms(config: &Config, findings: &mut Findings) {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    if let Err(error) = sms::gateway::gateway(&config.sms, &config.outbound, &clock) {
        findings.fail("sms", error.to_string(), "correct [sms], or set sms.gateway = \"none\"");
        return;
    }
    let sent_nowhere = "set sms.gateway = \"http\" or \"webhook\", or \"none\" to offer no SMS";
    match config.sms.gateway {
        SmsRoute::None => findings.ok("sms", "codes by SMS are not offered"),
        SmsRoute::File => findings.warn("sms", "codes by SMS go into files and reach nobody", sent_nowhere),
        SmsRoute::Log => findings.warn("sms", "codes by SMS are only noted in the log and reach nobody", sent_nowhere),
        SmsRoute::Http | SmsRoute::Webhook => {
            if config.sms.url.starts_with("http://") {
                let what = format!("codes go to {} in plain text", config.sms.url);
                findings.warn("sms", what, "set sms.url to an https address");
            }
            if config.sms.limits.all_per_day == 0 {
                findings.warn("sms", "sms.limits.all_per_day = 0 lets no SMS out", "set it to the most that a day may cost");
            }
        }
    }
}
