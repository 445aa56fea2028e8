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
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::foundation::clock::Timestamp;
    use crate::foundation::id::UserId;

    fn some_event(seq: i64, at: i64, text: &str, optional: Option<String>) -> Recorded {
        Recorded {
            seq,
            at: Timestamp::from_millis(at),
            kind: "signed_in".to_owned(),
            user: optional.as_ref().map(|_| UserId::from_uuid(uuid::Uuid::from_u128(7))),
            client: optional,
            group: None,
            actor: text.to_owned(),
            address: None,
            request_id: Some(String::new()),
            details: "{}".to_owned(),
            previous_hash: GENESIS,
            hash: GENESIS,
        }
    }

    fn chain() -> impl Strategy<Value = Vec<Recorded>> {
        prop::collection::vec((any::<i64>(), ".{0,8}", prop::option::of(".{0,8}")), 1..12).prop_map(|facts| {
            let mut events = Vec::new();
            let mut previous_hash = GENESIS;
            for (index, (at, text, optional)) in facts.into_iter().enumerate() {
                let mut event = some_event(i64::try_from(index).unwrap() + 1, at, &text, optional);
                event.previous_hash = previous_hash;
                event.hash = link(&event);
                previous_hash = event.hash;
                events.push(event);
            }
            events
        })
    }

    fn head_of(events: &[Recorded]) -> ChainHead {
        events.last().map_or(ChainHead::EMPTY, |event| ChainHead { seq: event.seq, hash: event.hash })
    }

    fn findings(events: &[Recorded], head: ChainHead, noted: Option<ChainHead>) -> Vec<Finding> {
        let mut walk = Walk::new(noted);
        for event in events {
            walk.step(event);
        }
        walk.finish(head, None).findings
    }

    /// Every way to change one field of an event.
    fn changed(event: &Recorded, field: usize) -> Recorded {
        let mut event = event.clone();
        match field {
            0 => event.at = Timestamp::from_millis(event.at.as_millis() ^ 1),
            1 => event.kind.push('x'),
            2 => event.user = event.user.map_or(Some(UserId::from_uuid(uuid::Uuid::nil())), |_| None),
            3 => event.client = if event.client.is_none() { Some(String::new()) } else { None },
            4 => event.actor.push('x'),
            5 => event.address = Some(String::new()),
            6 => event.request_id = None,
            7 => event.details = "{ }".to_owned(),
            8 => event.previous_hash[31] ^= 1,
            9 => event.hash[0] ^= 1,
            // Text moved from one field into the next.
            _ => {
                event.kind = String::new();
                event.actor.insert_str(0, "signed_in");
            }
        }
        event
    }

    proptest! {
        #[test]
        fn a_chain_that_nobody_touched_is_whole(events in chain()) {
            let head = head_of(&events);
            prop_assert_eq!(findings(&events, head, Some(head)), Vec::new());
            prop_assert_eq!(findings(&events, head, events.first().map(|first| head_of(std::slice::from_ref(first)))), Vec::new());
        }

        #[test]
        fn a_change_of_any_field_is_found(events in chain(), index: prop::sample::Index, field in 0_usize..11) {
            let head = head_of(&events);
            let mut events = events;
            let index = index.index(events.len());
            events[index] = changed(&events[index], field);
            prop_assert!(!findings(&events, head, None).is_empty());
        }

        #[test]
        fn a_missing_event_is_found(events in chain(), index: prop::sample::Index) {
            let head = head_of(&events);
            let mut events = events;
            events.remove(index.index(events.len()));
            prop_assert!(!findings(&events, head, None).is_empty());
        }

        #[test]
        fn an_order_other_than_that_of_the_events_is_found(events in chain(), one: prop::sample::Index, other: prop::sample::Index) {
            let head = head_of(&events);
            let (one, other) = (one.index(events.len()), other.index(events.len()));
            prop_assume!(one != other);
            let mut swapped = events.clone();
            swapped.swap(one, other);
            // The numbers stay where they were: what was swapped are the contents of two rows.
            swapped[one].seq = events[one].seq;
            swapped[other].seq = events[other].seq;
            prop_assert!(!findings(&swapped, head, None).is_empty());
        }

        #[test]
        fn a_chain_that_was_forged_anew_is_found_by_the_head_that_was_noted(events in chain(), field in 0_usize..8) {
            let noted = head_of(&events);
            let mut forged = events;
            let mut previous_hash = GENESIS;
            forged[0] = changed(&forged[0], field);
            for event in &mut forged {
                event.previous_hash = previous_hash;
                event.hash = link(event);
                previous_hash = event.hash;
            }
            let head = head_of(&forged);
            prop_assert_eq!(findings(&forged, head, None), Vec::new());
            prop_assert_eq!(findings(&forged, head, Some(noted)), vec![Finding::Rewritten { seq: noted.seq }]);
        }
    }

    #[test]
    fn a_head_is_read_back_from_the_form_it_is_printed_in() {
        let head = ChainHead { seq: 42, hash: [0xA7; 32] };
        assert_eq!(head.to_string().parse(), Ok(head));
        assert!("42".parse::<ChainHead>().is_err());
        assert!("42:zz".parse::<ChainHead>().is_err());
        assert!(format!("-1:{}", "0".repeat(64)).parse::<ChainHead>().is_err());
    }
}
