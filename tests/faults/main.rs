//! Kills, outages and crowds: what must hold when things go wrong or all at once.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod servers;
