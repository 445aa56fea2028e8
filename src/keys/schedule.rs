//! When keys are made, sign and go: a pure plan.

use uuid::Builder;

use super::KeySettings;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::SigningKeyId;
use crate::foundation::secret::TokenDigest;
use crate::protocol::algorithm::SigningAlgorithm;

/// One key's place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    pub id: SigningKeyId,
    pub alg: SigningAlgorithm,
    /// Signs from then on.
    pub use_from: Timestamp,
    /// Its successor signs from then on.
    pub use_until: Timestamp,
    /// Leaves the JWKS then.
    pub remove_at: Timestamp,
}

/// What has to change now. Applying it twice, or on two nodes at once, changes nothing more: a successor's id follows from
/// its predecessor's, and every other change names the state that it was decided on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub make: Vec<Life>,
    pub prolong: Vec<Prolonged>,
    pub remove: Vec<Life>,
}

/// A key whose successor comes later (it was made late) or earlier (somebody asked for it) than was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prolonged {
    pub id: SigningKeyId,
    pub was_until: Timestamp,
    pub use_until: Timestamp,
    pub remove_at: Timestamp,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.make.is_empty() && self.prolong.is_empty() && self.remove.is_empty()
    }
}

/// The key of `alg` that signs at `now`: the latest that may already. Should the clock have been set back before every key,
/// the earliest; there is always one as long as there are keys.
pub fn signer(keys: &[Life], alg: SigningAlgorithm, now: Timestamp) -> Option<Life> {
    let of_alg = || keys.iter().filter(|key| key.alg == alg).copied();
    of_alg().filter(|key| key.use_from <= now).max_by_key(|key| (key.use_from, key.id)).or_else(|| of_alg().min_by_key(|key| key.use_from))
}

/// What is due at `now`. With `at_once`, a successor is made for every key even if it is not due.
pub fn plan(keys: &[Life], now: Timestamp, settings: &KeySettings, at_once: bool) -> Plan {
    let mut plan = Plan::default();
    // A key from a future that the schedule never plans: made while the clock was wrong, and so were the tokens it signed.
    let furthest = now.plus(settings.rotate_every).plus(settings.publish_ahead);
    let (gone, live): (Vec<Life>, Vec<Life>) = keys.iter().partition(|key| key.remove_at <= now || key.use_from > furthest);
    plan.remove = gone;
    for alg in SigningAlgorithm::ALL {
        let Some(latest) = live.iter().filter(|key| key.alg == *alg).max_by_key(|key| (key.use_from, key.id)) else {
            // Nothing verifies with an older key any more: there is nobody to publish ahead for.
            plan.make.push(life(successor_id(*alg, None, now), *alg, now, settings));
            continue;
        };
        let soonest = now.plus(settings.publish_ahead);
        let is_due = latest.use_until <= soonest;
        // A key that is still only published is itself the successor that somebody asks for.
        let is_asked_for = at_once && latest.use_from <= now;
        if !is_due && !is_asked_for {
            continue;
        }
        let use_from = if is_due { latest.use_until.max(soonest) } else { soonest };
        plan.make.push(life(successor_id(*alg, Some(latest.id), now), *alg, use_from, settings));
        if use_from != latest.use_until {
            // Never sooner out of the JWKS than was planned.
            let remove_at = latest.remove_at.max(use_from.plus(settings.keep));
            plan.prolong.push(Prolonged { id: latest.id, was_until: latest.use_until, use_until: use_from, remove_at });
        }
    }
    plan
}

fn life(id: SigningKeyId, alg: SigningAlgorithm, use_from: Timestamp, settings: &KeySettings) -> Life {
    let use_until = use_from.plus(settings.rotate_every);
    Life { id, alg, use_from, use_until, remove_at: use_until.plus(settings.keep) }
}

/// The same on every node. A first key is named by its minute: nodes that start together make one, and a first key that
/// had to be removed does not stand in the way of the next.
fn successor_id(alg: SigningAlgorithm, predecessor: Option<SigningKeyId>, now: Timestamp) -> SigningKeyId {
    let origin = match predecessor {
        Some(id) => format!("{} after {id}", alg.as_str()),
        None => format!("{} first {}", alg.as_str(), now.as_secs().div_euclid(60)),
    };
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&TokenDigest::of(origin.as_bytes()).as_bytes()[..16]);
    SigningKeyId::from_uuid(Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const DAY: u64 = 24 * 3600;
    const START: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn apply(keys: &mut Vec<Life>, plan: &Plan) {
        keys.retain(|key| !plan.remove.contains(key));
        for made in &plan.make {
            if !keys.iter().any(|key| key.id == made.id) {
                keys.push(*made);
            }
        }
        for prolonged in &plan.prolong {
            for key in keys.iter_mut().filter(|key| key.id == prolonged.id && key.use_until == prolonged.was_until) {
                (key.use_until, key.remove_at) = (prolonged.use_until, prolonged.remove_at);
            }
        }
    }

    fn look(keys: &mut Vec<Life>, now: Timestamp, settings: &KeySettings) {
        let due = plan(keys, now, settings, false);
        apply(keys, &due);
    }

    fn of(keys: &[Life], alg: SigningAlgorithm) -> Vec<Life> {
        let mut keys: Vec<Life> = keys.iter().filter(|key| key.alg == alg).copied().collect();
        keys.sort_by_key(|key| key.use_from);
        keys
    }

    #[test]
    fn a_year_of_keys() {
        let settings = KeySettings::default();
        let mut keys = Vec::new();
        let mut made = 0;
        for hour in 0..365 * 24 {
            let now = START.plus(Duration::from_secs(hour * 3600));
            let due = plan(&keys, now, &settings, false);
            made += due.make.len();
            apply(&mut keys, &due);
            assert!(of(&keys, SigningAlgorithm::Rs256).len() <= 3, "one retired, one signing, one to come");
        }
        // Every 30 days for each of three algorithms, the first at once.
        assert_eq!(made, 3 * 13);
    }

    #[test]
    fn a_rotation_that_is_asked_for_publishes_ahead_too_and_happens_once() {
        let settings = KeySettings::default();
        let mut keys = Vec::new();
        look(&mut keys, START, &settings);
        let now = START.plus(Duration::from_secs(5 * DAY));
        let asked = plan(&keys, now, &settings, true);
        assert_eq!(asked.make.len(), 3);
        assert_eq!(asked.make[0].use_from, now.plus(settings.publish_ahead));
        apply(&mut keys, &asked);
        assert!(plan(&keys, now, &settings, true).is_empty());
        assert_eq!(signer(&keys, SigningAlgorithm::Es256, now).map(|key| key.use_from), Some(START));
    }

    #[test]
    fn a_clock_that_was_ten_years_ahead_leaves_no_key_behind() {
        let settings = KeySettings::default();
        let mut keys = Vec::new();
        look(&mut keys, START, &settings);
        let old = keys.clone();
        let ahead = START.plus(Duration::from_secs(3650 * DAY));
        look(&mut keys, ahead, &settings);
        assert!(keys.iter().all(|key| !old.contains(key)), "what had run out is gone");
        let future = keys.clone();
        look(&mut keys, START, &settings);
        assert!(keys.iter().all(|key| !future.contains(key)), "and what the wrong clock made is gone too");
        assert!(signer(&keys, SigningAlgorithm::Rs256, START).is_some());
    }

    #[test]
    fn a_clock_that_goes_back_an_hour_still_signs_and_makes_nothing() {
        let settings = KeySettings::default();
        let mut keys = Vec::new();
        look(&mut keys, START, &settings);
        let earlier = START.minus(Duration::from_hours(1));
        assert!(plan(&keys, earlier, &settings, false).is_empty());
        assert!(signer(&keys, SigningAlgorithm::Rs256, earlier).is_some());
    }

    proptest! {
        /// Whenever nodes look, however long they sleep, and whoever asks for a rotation.
        #[test]
        fn keys_are_published_before_use_and_kept_after(
            rotate in 10_u64..2000,
            ahead in 2_u64..10,
            keep in 10_u64..3000,
            steps in proptest::collection::vec((0_u64..400, any::<bool>(), prop::bool::weighted(0.1)), 1..120),
        ) {
            let second = Duration::from_secs;
            let settings = KeySettings { rotate_every: second(rotate), publish_ahead: second(ahead), keep: second(keep) };
            let mut keys: Vec<Life> = Vec::new();
            let mut now = START;
            // Until when tokens of each key may live, as far as they were signed.
            let mut signed: Vec<(Life, Timestamp)> = Vec::new();
            for (pause, other_node_too, asked) in steps {
                now = now.plus(second(pause));
                let before = keys.clone();
                let due = plan(&before, now, &settings, asked);
                apply(&mut keys, &due);
                if other_node_too {
                    apply(&mut keys, &plan(&before, now, &settings, asked));
                }
                prop_assert!(plan(&keys, now, &settings, false).is_empty(), "the plan is idempotent");
                for alg in SigningAlgorithm::ALL {
                    let live = of(&keys, *alg);
                    let signing = signer(&keys, *alg, now);
                    prop_assert!(signing.is_some(), "there is always a key to sign with");
                    let signing = signing.unwrap();
                    prop_assert!(signing.remove_at >= now.plus(settings.keep), "what it signs now stays verifiable");
                    signed.push((signing, now.plus(settings.keep)));
                    for made in due.make.iter().filter(|made| made.alg == *alg) {
                        let alone = before.iter().all(|key| key.alg != *alg || key.remove_at <= now);
                        prop_assert!(alone || made.use_from >= now.plus(settings.publish_ahead), "published ahead");
                    }
                    for pair in live.windows(2) {
                        prop_assert_eq!(pair[0].use_until, pair[1].use_from, "no gap and no overlap");
                    }
                }
                for (key, until) in &signed {
                    prop_assert!(*until <= now || keys.iter().any(|known| known.id == key.id), "kept after use");
                }
            }
        }
    }
}
