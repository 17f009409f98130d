//! A bell: rung when something may have changed, heard once for many rings.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

/// Rings.
#[derive(Debug, Clone)]
pub(crate) struct Bell(Sender<()>);

/// Hears the rings.
#[derive(Debug)]
pub(crate) struct Ear(Receiver<()>);

/// A bell and who hears it.
pub(crate) fn bell() -> (Bell, Ear) {
    let (send, receive) = bounded(1);
    (Bell(send), Ear(receive))
}

impl Bell {
    /// Something may have changed.
    pub(crate) fn ring(&self) {
        // Full: it is heard anyway. Nobody hears: nobody wants to know.
        self.0.try_send(()).ok();
    }
}

impl Ear {
    /// Waits for a ring, for so long at most. True when it rang.
    pub(crate) fn wait(&self, most: Duration) -> bool {
        match self.0.recv_timeout(most) {
            Ok(()) => true,
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                // Every bell is gone: there is only the time left to wait for.
                std::thread::park_timeout(most);
                false
            }
        }
    }
}
