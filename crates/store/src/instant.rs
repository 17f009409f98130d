//! Instants in tables: integer milliseconds since the Unix epoch (UTC).

use jiff::Timestamp;

/// To a column.
pub(crate) fn to_ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// From a column. Our own columns are always in range; a value that is not becomes the epoch.
pub(crate) fn from_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
