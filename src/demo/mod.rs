//! An example practice, its people, two practice apps and a mailbox, for trying Frontdesk out.
