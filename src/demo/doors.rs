//! Ports: the wanted ones, or others where those are taken.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use anyhow::{Context, Result};

/// Where everything is found, each as `http://localhost:PORT`. Different ports are different origins.
#[derive(Clone, Debug)]
pub struct Addresses {
    pub frontdesk: String,
    pub desk: String,
    pub calendar: String,
    pub billing: String,
}

/// The sockets that the addresses lead to, open already.
pub(super) struct Doors {
    pub frontdesk: TcpListener,
    pub desk: TcpListener,
    pub calendar: TcpListener,
    pub billing: TcpListener,
    pub addresses: Addresses,
}

impl Doors {
    /// Opens four doors from `port` on; `0` takes any.
    pub fn open(port: u16) -> Result<Self> {
        let (frontdesk, frontdesk_at) = door(port)?;
        let (desk, desk_at) = door(following(port, 1))?;
        let (calendar, calendar_at) = door(following(port, 2))?;
        let (billing, billing_at) = door(following(port, 3))?;
        let addresses = Addresses { frontdesk: frontdesk_at, desk: desk_at, calendar: calendar_at, billing: billing_at };
        Ok(Self { frontdesk, desk, calendar, billing, addresses })
    }
}

fn following(port: u16, steps: u16) -> u16 {
    if port == 0 { 0 } else { port.checked_add(steps).unwrap_or(0) }
}

fn door(wanted: u16) -> Result<(TcpListener, String)> {
    let listener = bind(wanted).or_else(|_| bind(0)).context("no port can be opened on this machine")?;
    listener.set_nonblocking(true).context("cannot use a socket")?;
    let port = listener.local_addr().context("a socket without an address")?.port();
    Ok((listener, format!("http://localhost:{port}")))
}

/// Opens `port` on 127.0.0.1, if nobody has it on `::1` either: a browser may take `localhost` for that one.
fn bind(port: u16) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let port = listener.local_addr()?.port();
    match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(error),
        // Free, or a machine without IPv6.
        _ => Ok(listener),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_passed_over() {
        let first = Doors::open(0).unwrap();
        let taken = first.frontdesk.local_addr().unwrap().port();
        let second = Doors::open(taken).unwrap();
        assert_ne!(first.addresses.frontdesk, second.addresses.frontdesk);
        let all = [&second.addresses.frontdesk, &second.addresses.desk, &second.addresses.calendar, &second.addresses.billing];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), 4);
    }
}
