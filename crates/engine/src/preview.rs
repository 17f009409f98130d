//! What a planned session would be told, before anything is planned: for the dialog that plans it.

use segue_plan::schedule::Spec;

use crate::launch;
use crate::problem::Problem;
use crate::segue::Segue;

impl Segue {
    /// The prompt of a session started as `spec` says, word for word as far as it is known now.
    ///
    /// # Errors
    /// When the handoff it names is not there, or the project cannot be read.
    pub fn preview_prompt(&mut self, spec: &Spec) -> Result<String, Problem> {
        launch::prompt_text(self, spec)
    }
}
