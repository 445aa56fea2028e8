//! What a person ticked and typed to choose a method.

use super::super::needs::Demand;
use crate::factors::pages::{MethodChoice, PhoneEntry};
use crate::factors::set_up::Choice;
use crate::factors::{self, Method};
use crate::protocol::params::Params;
use crate::text::Text;

/// What was ticked and typed, with what is wrong with it.
#[derive(Default)]
pub struct Ticked {
    pub method: Option<Method>,
    pub method_error: Option<Text>,
    pub phone: Option<PhoneEntry>,
}

/// Reads what was ticked and typed.
pub fn choice_of(factors: &factors::Desk<'_>, demand: Demand, form: &Params) -> Result<Choice, Box<Ticked>> {
    let ticked = form.get("method").and_then(Method::parse).filter(|method| demand.methods.contains(*method));
    match ticked {
        Some(Method::Totp) => Ok(Choice::Totp),
        Some(Method::Email) => Ok(Choice::Email),
        Some(Method::Sms) => {
            let [country, typed] = ["country", "phone"].map(|name| form.get(name).unwrap_or_default());
            factors.phone_number(country, typed).map(|number| Choice::Sms { number }).map_err(|problem| {
                let phone = PhoneEntry::among(factors.sms_countries()).typed(country, typed).refused(problem);
                Box::new(Ticked { method: ticked, method_error: None, phone: Some(phone) })
            })
        }
        None => Err(Box::new(Ticked { method_error: Some(MethodChoice::method_missing()), ..Ticked::default() })),
    }
}
