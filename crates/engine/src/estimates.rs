//! Estimates, and the model that learns from finished sessions.
