//! A running session against its plan and its estimate.
