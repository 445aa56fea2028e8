//! The ways out for SMS.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::file::{FileGateway, LogGateway};
use super::http::HttpGateway;
use super::settings::{BadSmsSettings, SmsRoute, SmsSettings};
use super::webhook::Webhook;
use crate::foundation::clock::Clock;
use crate::foundation::id::MessageId;
use crate::foundation::secret::Secret;
use crate::messages::DeliveryError;
use crate::outbound::{Answer, Outbound, OutboundError, OutboundSettings};

/// An SMS on its way out.
#[derive(Clone, Debug)]
pub struct OutgoingSms {
    /// The same at every attempt, so that one that comes twice can be told.
    pub id: MessageId,
    pub kind: String,
    /// In the form of E.164.
    pub to: String,
    pub text: Secret,
}

/// A way out.
pub trait SmsGateway: Send + Sync {
    /// Hands the SMS over; `Ok` means that somebody else answers for it now.
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> BoxFuture<'a, Result<(), DeliveryError>>;

    /// Whether the way is open, without sending anything.
    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>>;
}

/// The way out that the settings ask for; `None` where SMS are not offered.
pub fn gateway(
    settings: &SmsSettings,
    outbound: &OutboundSettings,
    clock: &Arc<dyn Clock>,
) -> Result<Option<Arc<dyn SmsGateway>>, BadSmsSettings> {
    settings.check()?;
    Ok(match settings.gateway {
        SmsRoute::None => None,
        SmsRoute::Http => Some(Arc::new(HttpGateway::new(settings, calls(settings, outbound)?)?)),
        SmsRoute::Webhook => Some(Arc::new(Webhook::new(settings, calls(settings, outbound)?, Arc::clone(clock))?)),
        SmsRoute::File => Some(Arc::new(FileGateway::new(&settings.folder, Arc::clone(clock))?)),
        SmsRoute::Log => Some(Arc::new(LogGateway)),
    })
}

/// Calls as careful as to any address elsewhere, with the gateway's own time and, where its address is private, leave to go there.
fn calls(settings: &SmsSettings, outbound: &OutboundSettings) -> Result<Outbound, BadSmsSettings> {
    let (url, is_this_machine) = settings.address()?;
    if url.scheme() == "http" {
        tracing::warn!(url = %url.origin().ascii_serialization(), "SMS go to a gateway over plain http; on this machine only, and not for production");
    }
    let settings = OutboundSettings {
        allow_private: settings.allow_private || is_this_machine,
        timeout: settings.timeout,
        extra_ca: outbound.extra_ca.clone(),
    };
    Outbound::quietly(&settings).map_err(|error| BadSmsSettings::new("gateway", format!("cannot be called: {error}")))
}

/// A call that came to nothing, in the operator's words. All of it may pass.
pub(super) fn unreachable(error: &OutboundError) -> DeliveryError {
    match error {
        OutboundError::NotPublic(name) => {
            DeliveryError::Passing(format!("{name} is in a private network; sms.allow_private = true allows that"))
        }
        other => DeliveryError::Passing(format!("the SMS gateway: {other}")),
    }
}

/// An answer that is no success: by its status, and never by its words, which may repeat number and text.
pub(super) fn refused(answer: &Answer, is_for_good: bool, code: Option<i64>) -> DeliveryError {
    let code = code.map(|code| format!(", error {code}")).unwrap_or_default();
    let words = format!("the SMS gateway answers with status {}{code}", answer.status);
    if is_for_good { DeliveryError::Permanent(words) } else { DeliveryError::Passing(words) }
}
