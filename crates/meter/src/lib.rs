//! Where we stand: quota windows, context, burn, forecast, prices and what to do next.
//!
//! Every function here is pure: it takes plain values and `now`, and returns a value. Nothing reads the clock, a
//! file, the environment or a database, so each rule can be tested with a table.

pub mod advice;
pub mod alerts;
pub mod calibration;
pub mod context;
pub mod estimate;
pub mod model;
pub mod price;
pub mod provenance;
pub mod tokens;
pub mod window;
pub mod words;
