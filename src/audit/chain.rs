//! The chain: how one event hangs on the one before, and what a broken link looks like.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256};

use super::store::Recorded;

/// What stands before the first event.
pub(super) const GENESIS: [u8; 32] = [0; 32];

/// The most findings that are listed; a chain with more is broken enough.
const MOST_FINDINGS: usize = 100;

/// The number and hash of the newest event. `0` and zeros before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainHead {
    pub seq: i64,
    pub hash: [u8; 32],
}

impl ChainHead {
    pub(super) const EMPTY: Self = Self { seq: 0, hash: GENESIS };
}

impl fmt::Display for ChainHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, hex(&self.hash))
    }
}

impl FromStr for ChainHead {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "write a head as `frontdesk audit verify` prints it: NUMBER:64 hexadecimal digits";
        let (seq, hash) = text.split_once(':').ok_or(WANTED)?;
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or(WANTED)?;
        if hash.len() != 64 || !hash.is_ascii() {
            return Err(WANTED);
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hash[index * 2..index * 2 + 2], 16).map_err(|_| WANTED)?;
        }
        Ok(Self { seq, hash: bytes })
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The event does not have the hash that stands with it.
    Changed { seq: i64 },
    /// The event does not hang on the one before it.
    Unlinked { seq: i64 },
    /// Events are missing, first and last named.
    Missing { first: i64, last: i64 },
    /// The head knows of later events than there are.
    CutOff { last: i64, head: i64 },
    /// There are events that the head does not know.
    BeyondHead { first: i64 },
    /// The head does not carry the hash of the newest event.
    OtherHead { seq: i64 },
    /// The chain does not contain the head that was noted earlier: it was rewritten.
    Rewritten { seq: i64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { seq } => write!(f, "event {seq} was changed"),
            Self::Unlinked { seq } => write!(f, "event {seq} does not follow from the event before it"),
            Self::Missing { first, last } if first == last => write!(f, "event {first} is missing"),
            Self::Missing { first, last } => write!(f, "events {first} to {last} are missing"),
            Self::CutOff { last, head } => write!(f, "the chain ends with event {last}, but there were {head}"),
            Self::BeyondHead { first } => write!(f, "event {first} was added past the end of the chain"),
            Self::OtherHead { seq } => write!(f, "the end of the chain does not fit event {seq}"),
            Self::Rewritten { seq } => write!(f, "the chain was rewritten: event {seq} is not the one that was noted"),
        }
    }
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many events were read.
    pub events: u64,
    /// The head as it stands: worth noting down elsewhere.
    pub head: ChainHead,
    /// At most 100, in the order of the chain; empty when it is whole.
    pub findings: Vec<Finding>,
}

impl Verdict {
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }
}

/// The hash of an event: over the hash before it and every field, each in a form that no two different events share.
pub(super) fn link(event: &Recorded) -> [u8; 32] {
    let mut hash = Context::new(&SHA256);
    hash.update(b"frontdesk security event 1\0");
    hash.update(&event.previous_hash);
    hash.update(&event.seq.to_be_bytes());
    hash.update(&event.at.as_millis().to_be_bytes());
    let user = event.user.map(|id| id.to_string());
    let group = event.group.map(|id| id.to_string());
    let fields = [
        Some(event.kind.as_str()),
        user.as_deref(),
        event.client.as_deref(),
        group.as_deref(),
        Some(event.actor.as_str()),
        event.address.as_deref(),
        event.request_id.as_deref(),
        Some(event.details.as_str()),
    ];
    for field in fields {
        // A length in front keeps ("ab", "c") and ("a", "bc") apart; the mark keeps an absent field and an empty one apart.
        hash.update(&[u8::from(field.is_some())]);
        let text = field.unwrap_or_default();
        hash.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(text.as_bytes());
    }
    let mut out = [0; 32];
    out.copy_from_slice(hash.finish().as_ref());
    out
}

/// Walks the chain from its first event on.
pub(super) struct Walk {
    pub(super) at: ChainHead,
    events: u64,
    findings: Vec<Finding>,
    noted: Option<ChainHead>,
}

impl Walk {
    pub(super) fn new(noted: Option<ChainHead>) -> Self {
        Self { at: ChainHead::EMPTY, events: 0, findings: Vec::new(), noted: noted.filter(|head| head.seq > 0) }
    }

    fn found(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    pub(super) fn step(&mut self, event: &Recorded) {
        self.events += 1;
        if event.seq > self.at.seq + 1 {
            self.found(Finding::Missing { first: self.at.seq + 1, last: event.seq - 1 });
        } else if event.previous_hash != self.at.hash {
            self.found(Finding::Unlinked { seq: event.seq });
        }
        if link(event) != event.hash {
            self.found(Finding::Changed { seq: event.seq });
        }
        if self.noted.is_some_and(|noted| noted.seq == event.seq && noted.hash != event.hash) {
            self.found(Finding::Rewritten { seq: event.seq });
        }
        self.at = ChainHead { seq: event.seq, hash: event.hash };
    }

    /// `beyond` is an event after the head, when there is one that was not being written just now.
    pub(super) fn finish(mut self, head: ChainHead, beyond: Option<i64>) -> Verdict {
        if self.at.seq < head.seq {
            self.found(Finding::CutOff { last: self.at.seq, head: head.seq });
        } else if self.at.hash != head.hash {
            self.found(Finding::OtherHead { seq: head.seq });
        }
        if let Some(first) = beyond {
            self.found(Finding::BeyondHead { first });
        }
        if let Some(noted) = self.noted.filter(|noted| noted.seq > self.at.seq) {
            self.found(Finding::CutOff { last: self.at.seq, head: noted.seq });
        }
        Verdict { events: self.events, head, findings: self.findings }
    }
}
