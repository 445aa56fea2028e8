//! An authenticator app on somebody's telephone (RFC 6238), written without the library that Frontdesk judges codes with.

use aws_lc_rs::hmac;
use frontdesk::foundation::clock::Timestamp;

pub struct AuthenticatorApp {
    key: Vec<u8>,
}

impl AuthenticatorApp {
    /// Reads the key as the page shows it, spaces and all.
    pub fn typed(key: &str) -> Self {
        let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
        for character in key.chars().filter(|character| !character.is_whitespace() && *character != '=') {
            let value = match character.to_ascii_uppercase() {
                letter @ 'A'..='Z' => u32::from(letter) - u32::from('A'),
                digit @ '2'..='7' => u32::from(digit) - u32::from('2') + 26,
                other => panic!("{other:?} is not base32"),
            };
            bits = bits << 5 | value;
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
            }
        }
        Self { key: bytes }
    }

    /// Scans an `otpauth:` address.
    pub fn scanned(uri: &str) -> Self {
        let uri = url::Url::parse(uri).expect("an otpauth address");
        assert_eq!((uri.scheme(), uri.host_str()), ("otpauth", Some("totp")));
        let of = |name: &str| uri.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        // What is not said is the default; an app shows wrong codes for anything else.
        assert!(of("algorithm").is_none_or(|algorithm| algorithm == "SHA1"));
        assert!(of("digits").is_none_or(|digits| digits == "6"));
        assert!(of("period").is_none_or(|period| period == "30"));
        Self::typed(&of("secret").expect("a secret"))
    }

    /// What the app shows at this moment.
    pub fn shows(&self, now: Timestamp) -> String {
        let step = u64::try_from(now.as_secs()).expect("a time after 1970") / 30;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.key);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let offset = usize::from(tag[tag.len() - 1] & 0x0f);
        let number = u32::from_be_bytes(tag[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// Six digits that it does not show around this moment.
    pub fn never_shows(&self, now: Timestamp) -> String {
        let near: Vec<String> = (-2..=2).map(|step| self.shows(Timestamp::from_secs(now.as_secs() + step * 30))).collect();
        (0..10).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).expect("one of ten")
    }
}
