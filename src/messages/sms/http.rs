//! SMS through an API of the form that Twilio has: `POST {url}/2010-04-01/Accounts/{account}/Messages.json`, a form, basic authentication.

use futures_util::future::BoxFuture;
use serde_json::Value;
use url::Url;

use super::gateway::{OutgoingSms, SmsGateway, refused, unreachable};
use super::settings::{BadSmsSettings, From, SmsSettings};
use crate::foundation::secret::Secret;
use crate::messages::DeliveryError;
use crate::outbound::{Outbound, Post};

/// Error codes of the API that are about the recipient: it is no number, no mobile, barred, or said STOP. Everything else the
/// operator or the API can mend while the message waits.
const ABOUT_THE_RECIPIENT: &[i64] = &[21211, 21214, 21217, 21408, 21421, 21610, 21612, 21614, 21635];

/// Hands SMS to the API.
pub struct HttpGateway {
    messages: Url,
    account: Url,
    user: String,
    password: Secret,
    from: From,
    outbound: Outbound,
}

impl HttpGateway {
    pub(super) fn new(settings: &SmsSettings, outbound: Outbound) -> Result<Self, BadSmsSettings> {
        let (base, _) = settings.address()?;
        let below = |path: &str| {
            let address = format!("{}/2010-04-01/Accounts/{}{path}", base.as_str().trim_end_matches('/'), settings.account);
            Url::parse(&address).map_err(|_| BadSmsSettings::new("url", format!("= \"{base}\" is not an address that paths can follow")))
        };
        let user = if settings.user.is_empty() { &settings.account } else { &settings.user };
        Ok(Self {
            messages: below("/Messages.json")?,
            account: below(".json")?,
            user: user.clone(),
            password: settings.password.clone(),
            from: settings.sender()?,
            outbound,
        })
    }

    async fn post(&self, sms: &OutgoingSms) -> Result<(), DeliveryError> {
        let (from, sender) = match &self.from {
            From::Sender(sender) => ("From", sender),
            From::Service(id) => ("MessagingServiceSid", id),
        };
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("To", &sms.to)
            .append_pair(from, sender)
            .append_pair("Body", sms.text.expose())
            .finish();
        let post = Post {
            content_type: "application/x-www-form-urlencoded",
            body: form.into_bytes(),
            as_whom: Some((&self.user, &self.password)),
            ..Post::default()
        };
        let answer = self.outbound.post(&self.messages, post).await.map_err(|error| unreachable(&error))?;
        if (200..300).contains(&answer.status) {
            return Ok(());
        }
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let code = said["code"].as_i64();
        Err(refused(&answer, answer.status == 400 && code.is_some_and(|code| ABOUT_THE_RECIPIENT.contains(&code)), code))
    }

    async fn look(&self) -> Result<(), DeliveryError> {
        let as_whom = Some((self.user.as_str(), &self.password));
        let answer = self.outbound.call_as(&self.account, as_whom).await.map_err(|error| unreachable(&error))?;
        match answer.status {
            // A key that may send and nothing else may not look at the account.
            200..300 | 403 => Ok(()),
            401 | 404 => Err(DeliveryError::Permanent(format!("it answers with status {}: it does not know this account", answer.status))),
            _ => Err(refused(&answer, false, None)),
        }
    }
}

impl SmsGateway for HttpGateway {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(self.post(sms))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(self.look())
    }
}
