//! Authenticator apps: time-based one-time passwords (RFC 6238) as Google's, Microsoft's and all others know them: SHA-1,
//! six digits, steps of 30 seconds. They pass over other parameters in silence and then show wrong codes.
//!
//! A code of the step before or after is accepted too, for clocks that differ a little; each step once, which the database
//! holds ([`store`](super::store)): a code that somebody saw on the screen is worth nothing any more.

use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use super::code::SixDigits;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::EnrolledMethodId;
use crate::foundation::one_line::one_line;
use crate::foundation::random::Random;
use crate::foundation::sealed::{SealError, Sealer};
use crate::foundation::secret::Secret;
use crate::storage::StorageError;

/// 160 bits, as RFC 4226 section 4 recommends.
const KEY_LEN: usize = 20;
const STEP_SECONDS: u64 = 30;
/// Longer names make pictures that cameras do not read.
const LONGEST_NAME: usize = 50;

/// The key that Frontdesk and an authenticator app share.
pub struct TotpKey(Zeroizing<[u8; KEY_LEN]>);

/// What a person needs to bring a key into an app: by camera, by hand, or by a tap on the same device.
pub struct TotpInvitation {
    pub picture: QrPicture,
    /// The key in base32, in groups of four.
    pub typed: Secret,
    /// An `otpauth:` address, which opens the app on a telephone.
    pub uri: Secret,
}

/// A QR code as a drawing of one path, for an inline SVG with the `viewBox` `0 0 side side`.
///
/// The page gives it `role="img"` and a title in the reader's language, and draws it dark on light in dark mode too:
/// cameras do not read the reverse. The margin of four modules (ISO/IEC 18004) is part of it.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
pub struct QrPicture {
    pub side: usize,
    pub path: String,
}

impl TotpKey {
    pub fn fresh(random: &dyn Random) -> Self {
        Self(Zeroizing::new(random.bytes()))
    }

    /// Sealed for its own row: a key copied to another row, or person, does not open.
    pub(super) fn seal(&self, id: EnrolledMethodId, sealer: &Sealer, random: &dyn Random) -> Result<Vec<u8>, SealError> {
        sealer.seal(&place(id), self.0.as_slice(), random)
    }

    pub(super) fn open(id: EnrolledMethodId, sealed: &[u8], sealer: &Sealer) -> Result<Self, StorageError> {
        let key = sealer.open(&place(id), sealed)?;
        let key = key.as_slice().try_into().map_err(|_| StorageError::Damaged(format!("key of method {id}")))?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// The step whose code this is, if it is one of the last, the present or the next.
    pub(super) fn step_of(&self, typed: &SixDigits, now: Timestamp) -> Result<Option<i64>, StorageError> {
        let seconds = u64::try_from(now.as_secs()).unwrap_or(0);
        let step = self.totp("", "")?.check(typed.expose(), seconds);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    /// How to bring the key into an app, where it stands under the names of `issuer` and `account`.
    pub fn invitation(&self, issuer: &str, account: &str) -> Result<TotpInvitation, StorageError> {
        let totp = self.totp(issuer, account)?;
        let uri = Secret::new(totp.to_url().map_err(|error| unusable(&error))?);
        let base32 = Zeroizing::new(totp.secret().to_base32());
        let mut typed = Zeroizing::new(String::with_capacity(base32.len() * 5 / 4));
        for (index, character) in base32.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                typed.push(' ');
            }
            typed.push(character);
        }
        Ok(TotpInvitation { picture: QrPicture::of(uri.expose())?, typed: Secret::new(typed.as_str()), uri })
    }

    fn totp(&self, issuer: &str, account: &str) -> Result<Totp, StorageError> {
        // A colon parts issuer and account in the address.
        let name = |text: &str| one_line(&text.replace(':', " "), LONGEST_NAME);
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(STEP_SECONDS)
            .with_secret(*self.0)
            .with_issuer(Some(name(issuer)))
            .with_account_name(name(account))
            .build()
            .map_err(|error| unusable(&error))
    }
}

fn place(id: EnrolledMethodId) -> String {
    format!("factor_methods:{id}")
}

fn unusable(error: &dyn std::fmt::Display) -> StorageError {
    StorageError::Damaged(format!("an authenticator app's key cannot be used: {error}"))
}

impl QrPicture {
    /// The empty border that readers need, in modules.
    const MARGIN: usize = 4;

    fn of(text: &str) -> Result<Self, StorageError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| unusable(&error))?;
        let width = code.width();
        let colours = code.to_colors();
        let mut path = String::new();
        for (y, row) in colours.chunks(width).enumerate() {
            let mut x = 0;
            while x < row.len() {
                let run = row[x..].iter().take_while(|colour| **colour == row[x]).count();
                if row[x] == Color::Dark {
                    use std::fmt::Write as _;
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + Self::MARGIN, y + Self::MARGIN);
                }
                x += run;
            }
        }
        Ok(Self { side: width + 2 * Self::MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Seeded;
    use crate::foundation::sealed::MasterKey;

    fn typed(code: &str) -> SixDigits {
        SixDigits::parse(code).unwrap()
    }

    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        // Appendix B, SHA-1, the last six of eight digits.
        let key = TotpKey(Zeroizing::new(*b"12345678901234567890"));
        let vectors = [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")];
        for (seconds, code) in vectors {
            let at = |seconds| Timestamp::from_secs(seconds);
            assert_eq!(key.step_of(&typed(code), at(seconds)).unwrap(), Some(seconds / 30));
            for (drift, accepted) in [(-31, true), (30, true), (-60, false), (61, false)] {
                // Drift is measured from the middle of a step; before 1970 there are no steps.
                let Some(now) = Some(seconds / 30 * 30 + 15 + drift).filter(|now| *now >= 0).map(at) else { continue };
                assert_eq!(key.step_of(&typed(code), now).unwrap().is_some(), accepted, "{seconds} {drift}");
            }
        }
    }

    #[test]
    fn an_invitation_names_issuer_and_account() {
        let key = TotpKey(Zeroizing::new(*b"12345678901234567890"));
        let invitation = key.invitation("Riverside: Health & Söhne", "zoe+x@riverside.example").unwrap();
        let uri = url::Url::parse(invitation.uri.expose()).unwrap();
        assert_eq!((uri.scheme(), uri.host_str()), ("otpauth", Some("totp")));
        let label = percent_encoding::percent_decode_str(uri.path()).decode_utf8().unwrap();
        assert_eq!(label, "/Riverside Health & Söhne:zoe+x@riverside.example");
        let pairs: Vec<_> = uri.query_pairs().collect();
        assert!(pairs.contains(&("secret".into(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".into())), "{pairs:?}");
        assert!(pairs.contains(&("issuer".into(), "Riverside Health & Söhne".into())), "{pairs:?}");
        assert_eq!(invitation.typed.expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let longest = key.invitation(&"ö".repeat(500), &"a".repeat(500)).unwrap();
        assert!(longest.picture.side < 110, "a camera reads {}", longest.picture.side);
    }

    #[test]
    fn a_picture_has_its_margin_and_its_corners() {
        let picture = QrPicture::of("otpauth://totp/x").unwrap();
        assert!(picture.path.starts_with("M4 4h7v1h-7z"), "{}", &picture.path[..40]);
        assert!(picture.path.chars().all(|c| c.is_ascii_digit() || "Mhvz -".contains(c)));
    }

    #[test]
    fn a_key_opens_only_in_its_own_row() {
        let random = Seeded::new(1);
        let sealer = Sealer::new(&MasterKey::generate(&random)).unwrap();
        let [own, other] = [2, 3].map(|seed| EnrolledMethodId::new(Timestamp::from_secs(1), &Seeded::new(seed)));
        let key = TotpKey::fresh(&random);
        let sealed = key.seal(own, &sealer, &random).unwrap();
        assert_eq!(*TotpKey::open(own, &sealed, &sealer).unwrap().0, *key.0);
        assert!(TotpKey::open(other, &sealed, &sealer).is_err());
    }
}
