//! Reports on finished sessions.
