//! Token counts by billing class, and their weight against a quota window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Tokens of one or many responses, by the classes that are billed differently.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Tokens {
    /// Uncached input tokens.
    pub input: u64,
    /// Output tokens, thinking included.
    pub output: u64,
    /// Tokens written to the five-minute prompt cache.
    pub cache_write_5m: u64,
    /// Tokens written to the one-hour prompt cache.
    pub cache_write_1h: u64,
    /// Tokens read from the prompt cache.
    pub cache_read: u64,
}

impl Tokens {
    /// Everything that was sent: input, cache writes and cache reads.
    pub fn prompt(&self) -> u64 {
        self.input + self.cache_write_5m + self.cache_write_1h + self.cache_read
    }

    /// Sent and received.
    pub fn total(&self) -> u64 {
        self.prompt() + self.output
    }

    /// Both cache-write classes together.
    pub fn cache_write(&self) -> u64 {
        self.cache_write_5m + self.cache_write_1h
    }
}

impl std::ops::AddAssign for Tokens {
    fn add_assign(&mut self, other: Tokens) {
        self.input += other.input;
        self.output += other.output;
        self.cache_write_5m += other.cache_write_5m;
        self.cache_write_1h += other.cache_write_1h;
        self.cache_read += other.cache_read;
    }
}
