//! Which authenticator a model number (AAGUID) stands for, so that a new passkey is proposed a name its owner knows.
//!
//! The models that people of practices meet, as their makers publish them in the FIDO Metadata Service and in the passkey
//! providers' common list. Nobody vouches for the number of a key without attestation, so nothing but a name rests on it.

use uuid::{Uuid, uuid};

/// What kind of thing keeps the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authenticator {
    /// Part of a device or its system: the device itself is the better name. With the device it is when it is another one.
    BuiltIn { elsewhere: &'static str },
    /// A password manager, on all of its owner's devices.
    Manager(&'static str),
    /// A thing of its own.
    SecurityKey(&'static str),
}

use Authenticator::{BuiltIn, Manager, SecurityKey};

const APPLE: Authenticator = BuiltIn { elsewhere: "iPhone" };
const ANDROID: Authenticator = BuiltIn { elsewhere: "Android" };
const WINDOWS: Authenticator = BuiltIn { elsewhere: "Windows PC" };
const BROWSER: Authenticator = BuiltIn { elsewhere: "Mac" };
const YUBIKEY_5: Authenticator = SecurityKey("YubiKey 5");
const YUBIKEY_5_NFC: Authenticator = SecurityKey("YubiKey 5 NFC");
const YUBIKEY_5CI: Authenticator = SecurityKey("YubiKey 5Ci");
const YUBIKEY_BIO: Authenticator = SecurityKey("YubiKey Bio");
const YUBICO: Authenticator = SecurityKey("Yubico Security Key");
const YUBICO_NFC: Authenticator = SecurityKey("Yubico Security Key NFC");

/// The authenticator with this number, where it is known.
pub fn find(aaguid: Uuid) -> Option<Authenticator> {
    KNOWN.iter().find(|(known, _)| *known == aaguid).map(|(_, authenticator)| *authenticator)
}

const KNOWN: &[(Uuid, Authenticator)] = &[
    // --- devices and their systems
    (uuid!("fbfc3007-154e-4ecc-8c0b-6e020557d7bd"), APPLE),
    (uuid!("dd4ec289-e01d-41c9-bb89-70fa845d4bf2"), APPLE),
    (uuid!("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4"), ANDROID),
    (uuid!("53414d53-554e-4700-0000-000000000000"), ANDROID),
    (uuid!("08987058-cadc-4b81-b6e1-30de50dcbe96"), WINDOWS),
    (uuid!("9ddd1817-af5a-4672-a2b9-3e3dd95000a9"), WINDOWS),
    (uuid!("6028b017-b1d4-4c02-b4b3-afcdafc96bb2"), WINDOWS),
    (uuid!("adce0002-35bc-c60a-648b-0b25f1f05503"), BROWSER),
    (uuid!("771b48fd-d3d4-4f74-9232-fc157ab0507a"), BROWSER),
    (uuid!("b5397666-4885-aa6b-cebf-e52262a439a2"), BROWSER),
    // --- password managers
    (uuid!("bada5566-a7aa-401f-bd96-45619a55120d"), Manager("1Password")),
    (uuid!("d548826e-79b4-db40-a3d8-11116f7e8349"), Manager("Bitwarden")),
    (uuid!("531126d6-e717-415c-9320-3d9aa6981239"), Manager("Dashlane")),
    (uuid!("f3809540-7f14-49c1-a8b3-8f813b225541"), Manager("Enpass")),
    (uuid!("0ea242b4-43c4-4a1b-8b17-dd6d0b6baec6"), Manager("Keeper")),
    (uuid!("fdb141b2-5d84-443e-8a35-4698c205a502"), Manager("KeePassXC")),
    (uuid!("eaecdef2-1c31-5634-8639-f1cbd9c00a08"), Manager("KeePassDX")),
    (uuid!("b78a0a55-6ef8-d246-a042-ba0f6d55050c"), Manager("LastPass")),
    (uuid!("d3452668-01fd-4c12-926c-83a4204853aa"), Manager("Microsoft Password Manager")),
    (uuid!("b84e4048-15dc-4dd0-8640-f4f60813c8af"), Manager("NordPass")),
    (uuid!("50726f74-6f6e-5061-7373-50726f746f6e"), Manager("Proton Pass")),
    // --- security keys
    (uuid!("cb69481e-8ff7-4039-93ec-0a2729a154a8"), YUBIKEY_5),
    (uuid!("ee882879-721c-4913-9775-3dfcce97072a"), YUBIKEY_5),
    (uuid!("73bb0cd4-e502-49b8-9c6f-b59445bf720b"), YUBIKEY_5),
    (uuid!("fa2b99dc-9e39-4257-8f92-4a30d23c4118"), YUBIKEY_5_NFC),
    (uuid!("2fc0579f-8113-47ea-b116-bb5a8db9202a"), YUBIKEY_5_NFC),
    (uuid!("c1f9a0bc-1dd2-404a-b27f-8e29047a43fd"), YUBIKEY_5_NFC),
    (uuid!("c5ef55ff-ad9a-4b9f-b580-adebafe026d0"), YUBIKEY_5CI),
    (uuid!("85203421-48f9-4355-9bc8-8a53846e5083"), YUBIKEY_5CI),
    (uuid!("d8522d9f-575b-4866-88a9-ba99fa02f35b"), YUBIKEY_BIO),
    (uuid!("f8a011f3-8c0a-4d15-8006-17111f9edc7d"), YUBICO),
    (uuid!("b92c3f9a-c014-4056-887f-140a2501163b"), YUBICO),
    (uuid!("6d44ba9b-f6ec-2e49-b930-0c8fe920cb73"), YUBICO_NFC),
    (uuid!("149a2021-8ef6-4133-96b8-81f8d5b7f1f5"), YUBICO_NFC),
    (uuid!("a4e9fc6d-4cbe-4758-b8ba-37598bb5bbaa"), YUBICO_NFC),
    (uuid!("42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3"), SecurityKey("Titan Security Key")),
    (uuid!("833b721a-ff5f-4d00-bb2e-bdda3ec01e29"), SecurityKey("Feitian ePass")),
    (uuid!("12ded745-4bed-47d4-abaa-e713f51d6393"), SecurityKey("Feitian AllinPass")),
    (uuid!("8876631b-d4a0-427f-5773-0ec71c9e0279"), SecurityKey("Solo")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_stands_twice() {
        let numbers: std::collections::BTreeSet<Uuid> = KNOWN.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers.len(), KNOWN.len());
        assert_eq!(find(Uuid::nil()), None);
    }
}
