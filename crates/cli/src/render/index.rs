//! `segue index`: what was read.

use segue_engine::view::{IndexHealth, IndexMode};
use segue_meter::words;

use super::{Look, remark};

/// How many files and sessions are known, and who keeps them fresh.
pub(crate) fn index(index: &IndexHealth, look: &Look) -> String {
    let known = format!(
        "  {} transcript files, {} sessions\n",
        words::grouped(index.files),
        words::grouped(index.sessions)
    );
    let oddities = match index.oddities {
        0 => String::new(),
        1 => remark("One line could not be read; it is kept and counted.", look),
        several => remark(
            &format!(
                "{} lines could not be read; they are kept and counted.",
                words::grouped(several)
            ),
            look,
        ),
    };
    let mode = match index.mode {
        IndexMode::Watching => "The app watches for changes.",
        IndexMode::Polling => "The app looks every few seconds: the system has no more file watches to give.",
        IndexMode::OnDemand => "Looked at once, now; no app runs.",
    };
    format!("{known}{oddities}{}", remark(mode, look))
}
