//! Handoffs: what a session leaves to the next one.

pub(crate) mod auto;
