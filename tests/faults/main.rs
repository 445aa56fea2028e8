//! Kills, outages and crowds: what must hold when things go wrong or all at once.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod codes;
mod crowds;
mod desk;
mod kills;
mod logout_targets;
mod servers;
