//! Is the window there? One state machine per window, so that two wishes at once make one window.

use std::mem;

/// Where a window is in its life. `W` is what was wished for: the view, the place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Slot<W> {
    /// Not there.
    #[default]
    Absent,
    /// Being made; the latest wish that came meanwhile.
    Making { then: Option<W> },
    /// There.
    Present,
    /// Closing; a wish that came meanwhile is for its successor.
    Leaving { then: Option<W> },
}

/// What must be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Act<W> {
    /// Make the window, then call [`Slot::made`].
    Make(W),
    /// It is there: show it, at this.
    Bring(W),
    /// Nothing; the wish is remembered or there was none.
    Nothing,
}

impl<W> Slot<W> {
    /// Somebody wants the window.
    pub(super) fn wanted(&mut self, wish: W) -> Act<W> {
        match self {
            Slot::Absent => {
                *self = Slot::Making { then: None };
                Act::Make(wish)
            }
            Slot::Present => Act::Bring(wish),
            Slot::Making { then } | Slot::Leaving { then } => {
                *then = Some(wish);
                Act::Nothing
            }
        }
    }

    /// Making has ended, well or not.
    pub(super) fn made(&mut self, well: bool) -> Act<W> {
        match mem::take(self) {
            Slot::Making { then } if well => {
                *self = Slot::Present;
                then.map_or(Act::Nothing, Act::Bring)
            }
            // It was closed before we heard that it was made.
            leaving @ Slot::Leaving { .. } if well => {
                *self = leaving;
                Act::Nothing
            }
            Slot::Making { .. } | Slot::Leaving { .. } | Slot::Absent | Slot::Present => Act::Nothing,
        }
    }

    /// The window is about to go.
    pub(super) fn closing(&mut self) {
        let then = match mem::take(self) {
            Slot::Leaving { then } => then,
            Slot::Absent | Slot::Making { .. } | Slot::Present => None,
        };
        *self = Slot::Leaving { then };
    }

    /// The window is gone.
    pub(super) fn gone(&mut self) -> Act<W> {
        match mem::take(self) {
            Slot::Leaving { then: Some(wish) } => self.wanted(wish),
            Slot::Leaving { then: None } | Slot::Absent | Slot::Making { .. } | Slot::Present => Act::Nothing,
        }
    }

    /// Whether a window is there, or soon will be.
    pub(super) fn is_up(&self) -> bool {
        match self {
            Slot::Making { .. } | Slot::Present => true,
            Slot::Absent | Slot::Leaving { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Act, Slot};

    #[test]
    fn two_wishes_at_once_make_one_window() {
        let mut slot = Slot::default();
        assert_eq!(slot.wanted("now"), Act::Make("now"));
        assert_eq!(slot.wanted("usage"), Act::Nothing);
        assert_eq!(slot.made(true), Act::Bring("usage"));
        assert_eq!(slot.wanted("doctor"), Act::Bring("doctor"));
    }

    #[test]
    fn a_wish_while_it_goes_makes_a_successor() {
        let mut slot = Slot::default();
        slot.wanted("now");
        slot.made(true);
        slot.closing();
        assert!(!slot.is_up());
        assert_eq!(slot.wanted("sessions"), Act::Nothing);
        assert_eq!(slot.gone(), Act::Make("sessions"));
        assert!(slot.is_up());
    }

    #[test]
    fn a_failure_leaves_room_for_the_next_try() {
        let mut slot = Slot::default();
        slot.wanted("now");
        assert_eq!(slot.made(false), Act::Nothing);
        assert_eq!(slot.wanted("now"), Act::Make("now"));
    }

    #[test]
    fn destroyed_without_being_asked_to_close() {
        let mut slot = Slot::default();
        slot.wanted("now");
        slot.made(true);
        assert_eq!(slot.gone(), Act::Nothing);
        assert_eq!(slot, Slot::Absent);
    }
}
