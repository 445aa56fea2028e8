//! What the specifications say, by endpoint. Functions that have a counterpart in the OpenID Foundation's conformance
//! suite carry its module's name.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod authorization;
mod authorization_refusals;
mod back_channel_logout;
mod discovery;
mod endpoint_refusals;
mod form_post;
mod introspection;
mod logout;
mod practice;
mod refresh;
mod scene;
mod token;
mod userinfo;
