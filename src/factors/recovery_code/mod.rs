//! Recovery codes: ten on a list that a person keeps for the day when telephone and app are lost.
//!
//! They are shown once, kept as keyed hashes, used once each, and renewed as a set: the old ones end with the new. A code is
//! ten characters of an alphabet in which nothing looks like anything else, in two groups: 50 bits, far more than tries allow.

pub mod store;

use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::foundation::secret::Secret;

/// How many make a set.
pub const IN_A_SET: usize = 10;
const LENGTH: usize = 10;
const GROUP: usize = 5;
/// Crockford's base 32: without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One code.
#[derive(Clone)]
pub struct RecoveryCode(Secret);

impl RecoveryCode {
    fn fresh(random: &dyn Random) -> Self {
        let code: String = (0..LENGTH).map(|_| char::from(ALPHABET[(random.below(32) & 31) as usize])).collect();
        Self(Secret::new(code))
    }

    /// Codes for a new list.
    pub(super) fn fresh_set(random: &dyn Random) -> Vec<Self> {
        (0..IN_A_SET).map(|_| Self::fresh(random)).collect()
    }

    /// Reads what was typed: case, spaces and hyphens do not matter, nor do the letters that Crockford left out.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for character in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}')) {
            let character = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let known = u8::try_from(character).is_ok_and(|byte| ALPHABET.contains(&byte));
            if !known || code.len() == LENGTH {
                return None;
            }
            code.push(character);
        }
        (code.len() == LENGTH).then(|| Self(Secret::new(code)))
    }

    /// As it is shown and printed: two groups with a hyphen.
    pub fn shown(&self) -> Secret {
        let (first, second) = self.0.expose().split_at(GROUP);
        Secret::new(format!("{first}-{second}"))
    }

    fn mac(&self, user: UserId, sealer: &Sealer) -> [u8; 32] {
        let mut message = user.as_uuid().as_bytes().to_vec();
        message.extend_from_slice(self.0.expose().as_bytes());
        sealer.mac("factors:recovery_code", &message)
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Seeded;

    #[test]
    fn codes_are_read_back_however_they_are_typed() {
        let set = RecoveryCode::fresh_set(&Seeded::new(1));
        let shown: std::collections::BTreeSet<String> = set.iter().map(|code| code.shown().expose().to_owned()).collect();
        assert_eq!(shown.len(), IN_A_SET);
        for code in &shown {
            assert!(code.len() == 11 && code.as_bytes()[5] == b'-', "{code}");
            let sloppy = format!(" {} ", code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
            for typed in [code.clone(), code.replace('-', ""), code.to_lowercase(), sloppy] {
                assert_eq!(RecoveryCode::parse(&typed).unwrap().shown().expose(), code, "{typed:?}");
            }
        }
        for typed in ["", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE-FGHJU", "ABCDE_FGHJK", "ÄBCDE-FGHJK"] {
            assert!(RecoveryCode::parse(typed).is_none(), "{typed}");
        }
    }
}
