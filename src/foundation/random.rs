//! Chance, passed in.

use std::sync::{Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};

/// A source of unpredictable bytes.
pub trait Random: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Random + '_ {
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number below `bound`, each equally likely.
    pub fn below(&self, bound: u32) -> u32 {
        debug_assert!(bound > 0, "nothing is below zero");
        // Values above the largest multiple of `bound` would favour small numbers: draw again.
        let fair = u32::MAX - u32::MAX % bound;
        loop {
            let drawn = u32::from_le_bytes(self.bytes());
            if drawn < fair {
                return drawn % bound;
            }
        }
    }
}

/// The operating system's random source.
pub struct OperatingSystem;

impl Random for OperatingSystem {
    #[expect(
        clippy::expect_used,
        reason = "without the operating system's randomness nothing secret can be made; stopping is the only safe answer"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        SysRng.try_fill_bytes(bytes).expect("the operating system's random source failed");
    }
}

/// Repeatable chance for tests: the same seed gives the same bytes.
pub struct Seeded(Mutex<StdRng>);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}
