//! Frontdesk as others see it: the issuer, the clock, the mail server, the SMS gateway.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use url::Url;

use super::Findings;
use crate::config::Config;
use crate::foundation::clock::{Clock, SystemClock, Timestamp};
use crate::messages::sms::{self, SmsRoute};
use crate::messages::{MailTransport, mailer};
use crate::outbound::{Outbound, OutboundSettings};

/// Differences of clocks up to here are the network's.
const SAME_TIME: Duration = Duration::from_secs(3);
/// From here on, apps refuse tokens and assertions are refused.
const TOO_FAR: Duration = Duration::from_secs(30);

pub(super) async fn check(config: &Config, findings: &mut Findings) {
    issuer(config, findings).await;
    sms(config, findings).await;
    if config.mail.transport == MailTransport::Smtp
        && let Ok(way_out) = mailer(&config.mail)
    {
        match way_out.check().await {
            Ok(()) => findings.ok("mail", format!("{} takes our mail", config.mail.host)),
            Err(error) => findings.fail(
                "mail",
                format!("{} (port {}): {error}", config.mail.host, config.mail.port()),
                "correct mail.host, mail.port, mail.tls, mail.user or mail.password, or ask who runs the mail server",
            ),
        }
    }
}

/// Whether the SMS gateway answers and, where that can be told without sending anything, knows us.
async fn sms(config: &Config, findings: &mut Findings) {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let Ok(Some(gateway)) = sms::gateway::gateway(&config.sms, &config.outbound, &clock) else { return };
    if !matches!(config.sms.gateway, SmsRoute::Http | SmsRoute::Webhook) {
        return;
    }
    match gateway.check().await {
        Ok(()) => findings.ok("sms", format!("{} answers", config.sms.url)),
        Err(error) => findings.fail(
            "sms",
            format!("{}: {error}", config.sms.url),
            "correct sms.url, sms.account, sms.user or sms.password, or ask who runs the gateway",
        ),
    }
}

/// Fetches discovery as an app does, and follows it to the keys.
async fn issuer(config: &Config, findings: &mut Findings) {
    let issuer = &config.web.issuer;
    // The guard is for addresses that others choose; this one is ours, and is often a private one.
    let open = OutboundSettings { allow_private: true, ..config.outbound.clone() };
    let Ok(outbound) = Outbound::quietly(&open) else { return };
    let address = issuer.url("/.well-known/openid-configuration");
    let Ok(url) = Url::parse(&address) else { return };
    let answer = match outbound.call(&url).await {
        Ok(answer) => answer,
        Err(error) => {
            findings.fail(
                "issuer",
                format!("{address} cannot be reached from here: {error}"),
                "start `frontdesk serve`; check the name in DNS, the proxy's forwarding and its certificate",
            );
            return;
        }
    };
    if let Some(theirs) = answer.date.as_deref().and_then(read_date) {
        compare_clocks("the issuer's address", theirs, SystemClock.now(), findings);
    }
    let document: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let says = document["issuer"].as_str().unwrap_or_default();
    if answer.status != 200 || says.is_empty() {
        let what = format!("{address} answers with status {}, and not with our discovery document", answer.status);
        findings.fail("issuer", what, "let the proxy forward this address, with its path unchanged, to web.listen");
        return;
    }
    if says != issuer.as_str() {
        let what = format!("{address} says that its issuer is {says}, but web.issuer is {issuer}; apps refuse that");
        findings.fail("issuer", what, "set web.issuer to the public address, and restart every node with the same configuration");
        return;
    }
    findings.ok("issuer", format!("{issuer} says so itself, byte for byte"));
    let keys = match document["jwks_uri"].as_str().and_then(|uri| Url::parse(uri).ok()) {
        Some(url) => outbound.fetch(&url).await.ok(),
        None => None,
    };
    let keys: Value = keys.and_then(|body| serde_json::from_slice(&body).ok()).unwrap_or_default();
    match keys["keys"].as_array().map_or(0, Vec::len) {
        0 => findings.fail(
            "keys",
            "the address of the public keys does not show any",
            "let the proxy forward it too; see the log of `frontdesk serve`",
        ),
        count => findings.ok("keys", format!("{count} public keys are shown")),
    }
}

fn read_date(header: &str) -> Option<Timestamp> {
    // RFC 9110 section 5.6.7 says GMT where RFC 2822 wants an offset.
    let at = OffsetDateTime::parse(&header.replace("GMT", "+0000"), &Rfc2822).ok()?;
    Some(Timestamp::from_secs(at.unix_timestamp()))
}

/// Compares a clock elsewhere with ours.
pub(super) fn compare_clocks(whose: &str, theirs: Timestamp, ours: Timestamp, findings: &mut Findings) {
    let apart = theirs.since(ours).max(ours.since(theirs));
    let mend = "set both clocks by the network (NTP), for example with systemd-timesyncd or chrony";
    let what = format!("this machine and {whose} are {} apart", humantime::format_duration(Duration::from_secs(apart.as_secs())));
    if apart <= SAME_TIME {
        findings.ok("clock", format!("this machine and {whose} agree"));
    } else if apart < TOO_FAR {
        findings.warn("clock", what, mend);
    } else {
        findings.fail("clock", what, mend);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn a_clock_is_judged_by_how_far_it_is_off() {
        let ours = read_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(ours, Timestamp::from_secs(784_111_777));
        for (seconds, level) in [(0, Level::Ok), (3, Level::Ok), (10, Level::Warning), (31, Level::Failure), (90_000, Level::Failure)] {
            for theirs in [ours.plus(Duration::from_secs(seconds)), ours.minus(Duration::from_secs(seconds))] {
                let mut findings = Findings::default();
                compare_clocks("a server", theirs, ours, &mut findings);
                assert_eq!(findings.0[0].level, level, "{seconds}");
            }
        }
    }
}
