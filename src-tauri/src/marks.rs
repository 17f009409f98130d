//! Marks for measuring: how long after the start something was there.
//!
//! With `SEGUE_MARKS=1` in the environment, `mark NAME MS` goes to stderr, MS being milliseconds since the process began
//! to run its own code. `tray_ready` and `first_paint` come once; `tray_updated` comes with every change of the tray.

use std::time::Instant;

/// The stopwatch. Cheap to copy; silent unless asked for.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    begun: Instant,
    wanted: bool,
}

impl Marks {
    /// Starts the watch, and asks the environment whether anybody wants to hear of it.
    pub fn from_env() -> Marks {
        #[expect(
            clippy::disallowed_methods,
            reason = "a measuring switch of this process alone, read once at its start"
        )]
        let wanted = std::env::var_os("SEGUE_MARKS").is_some_and(|value| value == "1");
        Marks {
            begun: Instant::now(),
            wanted,
        }
    }

    /// `name` is there.
    pub(crate) fn set(&self, name: &str) {
        if self.wanted {
            eprintln!("mark {name} {:.1}", self.begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
}
