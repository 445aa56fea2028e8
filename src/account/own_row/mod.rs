//! `/settings/users`: the people whose settings this person may see. Of the users of a practice it shows the person's own row;
//! the cog in it leads to Profile, Two-factor and Passkeys, the same pages as below `/account` through another door.

pub mod routes;
