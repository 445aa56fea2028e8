//! Adding a passkey, as `passkey.js` does it on a page: the device is asked, what it made is kept, and it gets its name.

pub mod routes;
