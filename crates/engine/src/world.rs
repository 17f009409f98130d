//! Everything the engine takes from outside, read once: where things are, what time it is.

mod clock;
mod places;
mod zone;

use jiff::tz::TimeZone;

pub use clock::{Clock, Hand};
pub use places::{ClaudeHome, Environment, InsideClaude, Places};

use crate::Problem;

/// The outside world of one Segue process. Cheap to clone; shared by every thread.
#[derive(Debug, Clone)]
pub struct World {
    /// Folders and files.
    pub places: Places,
    /// The time.
    pub clock: Clock,
    /// The system's time zone.
    pub time_zone: TimeZone,
    /// A made-up history is shown.
    pub demo: bool,
}

impl World {
    /// The person's own world.
    ///
    /// # Errors
    /// When there is no home folder, or `SEGUE_NOW` is not a time.
    pub fn from_env() -> Result<World, Problem> {
        World::from(&Environment::of_process())
    }

    /// The world an environment describes; tests pass their own.
    ///
    /// # Errors
    /// As [`World::from_env`].
    pub fn from(environment: &Environment) -> Result<World, Problem> {
        Ok(World {
            places: Places::from(environment)?,
            clock: Clock::from(environment)?,
            time_zone: environment.time_zone(),
            demo: false,
        })
    }

    /// The zone of the machine itself, whatever `TZ` says: the operating system's timers go by it.
    pub(crate) fn machine_zone() -> TimeZone {
        zone::system()
    }

    /// A made-up but realistic history in a folder of its own. Nothing of the person's is read or written.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn demo() -> Result<World, Problem> {
        let environment = Environment::of_process();
        let mut world = World::from(&environment)?;
        let folder = world.places.segue.join("demo");
        world.places = world.places.moved_to(&folder);
        world.demo = true;
        crate::demo::write(&world)?;
        Ok(world)
    }
}
