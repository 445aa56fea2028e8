//! One file per table. Entities never leave the `store.rs` files; what rooms speak of are their own types.

pub mod attempt;
pub mod audit_head;
pub mod authorization_code;
pub mod client;
pub mod client_group;
pub mod client_secret;
pub mod consent;
pub mod deadline_extension;
pub mod factor_method;
pub mod group;
pub mod group_policy;
pub mod group_policy_version;
pub mod installation;
pub mod invitation;
pub mod known_browser;
pub mod login_session;
pub mod logout_notice;
pub mod membership;
pub mod one_time_code;
pub mod one_time_link;
pub mod outbox_message;
pub mod passkey;
pub mod passkey_offer;
pub mod password_credential;
pub mod policy_review;
pub mod practice_choice;
pub mod put_off_set_up;
pub mod recovery_code;
pub mod refresh_token;
pub mod revoked_access_token;
pub mod security_event;
pub mod sent_reminder;
pub mod session_app;
pub mod signing_key;
pub mod sms_ledger;
pub mod token_family;
pub mod trusted_device;
pub mod two_factor;
pub mod used_assertion;
pub mod user;

/// Every entity by its table, for the test that selects through each after migrating an empty database.
#[macro_export]
macro_rules! for_each_entity {
    ($apply:ident) => {
        $apply!(attempt);
        $apply!(audit_head);
        $apply!(authorization_code);
        $apply!(client);
        $apply!(client_group);
        $apply!(client_secret);
        $apply!(consent);
        $apply!(deadline_extension);
        $apply!(factor_method);
        $apply!(group);
        $apply!(group_policy);
        $apply!(group_policy_version);
        $apply!(installation);
        $apply!(invitation);
        $apply!(known_browser);
        $apply!(login_session);
        $apply!(logout_notice);
        $apply!(membership);
        $apply!(one_time_code);
        $apply!(one_time_link);
        $apply!(outbox_message);
        $apply!(passkey);
        $apply!(passkey_offer);
        $apply!(password_credential);
        $apply!(policy_review);
        $apply!(put_off_set_up);
        $apply!(practice_choice);
        $apply!(recovery_code);
        $apply!(refresh_token);
        $apply!(revoked_access_token);
        $apply!(security_event);
        $apply!(sent_reminder);
        $apply!(session_app);
        $apply!(signing_key);
        $apply!(sms_ledger);
        $apply!(token_family);
        $apply!(trusted_device);
        $apply!(two_factor);
        $apply!(used_assertion);
        $apply!(user);
    };
}
