//! Whether somebody who typed a password is asked to make a passkey: once in each browser, and never again to whoever
//! says so. Whether the device can make one only its browser knows; a page asks it.

pub mod store;

/// What a person answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferAnswer {
    /// A passkey was made, or used, here.
    Made,
    /// Not on this device.
    NotNow,
    /// Not on any.
    Never,
}

impl OfferAnswer {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::NotNow => "not_now",
            Self::Never => "never",
        }
    }
}
