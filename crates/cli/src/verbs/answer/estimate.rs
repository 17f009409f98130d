//! `/estimate-session`: what can be estimated here, an estimate, or an estimate that is kept and followed.

use segue_engine::view::{Estimate, PlanState, PlanSummary};
use segue_engine::{Problem, Segue, World};

use super::{program, this_session};
use crate::render::{self, Look};
use crate::verbs::estimate::what::{self, What};
use crate::verbs::estimate::{Options, made};
use crate::verbs::{look, plan};

/// Without words: how this session does, and the plans there are. With them: the estimate; kept when that was asked.
pub(super) fn answer(words: &str, save: bool, world: &World, segue: &mut Segue) -> Result<String, Problem> {
    let look = look(world, segue.time_zone()?);
    let session = this_session(world)?;
    if words.is_empty() {
        return choices(session, world, segue, &look);
    }
    let what = what::what(&[words.to_owned()], None, segue)?;
    if !save {
        let made = made(&what, &Options::default(), world, segue)?;
        let step = format!(
            "With --save before the -- it is kept, and this session is followed against it: {}",
            command(world, true)
        );
        return Ok(render::estimate::estimate(&made, &step, &look));
    }
    let id = match &what {
        What::Plan(id) => Some(*id),
        What::Text {
            text, format, path, ..
        } => {
            let project = plan::folder(None, world)?;
            let imported = segue.import_plan(text, *format, path.as_deref(), project.as_deref(), BY)?;
            Some(imported.summary.id)
        }
        What::Sentence(_) => None,
    };
    match id {
        Some(id) => {
            let linked = plan::start(segue, id, session, BY)?;
            let live = segue.live(session)?;
            Ok(render::plans::linked(&linked, session, live.as_ref(), &look))
        }
        None => {
            let made: Estimate = made(&what, &Options::kept(), world, segue)?;
            let step = "It is kept; when this session has finished, it is set against what it took.";
            Ok(render::estimate::estimate(&made, step, &look))
        }
    }
}

/// Who acts here: Claude, for the person.
const BY: &str = "plugin";

/// How this session does, where it works on a plan; the plans there are; the command for one.
fn choices(session: &str, world: &World, segue: &mut Segue, look: &Look) -> Result<String, Problem> {
    // A session of which nothing was read yet works on no plan.
    let mut text = match segue.live(session).unwrap_or(None) {
        Some(live) => format!(
            "This session works on \"{}\".\n\n{}\n",
            render::plain::plain(live.plan_title.as_deref().unwrap_or("a plan")),
            render::live_plan::live(&live, look)
        ),
        None => String::new(),
    };
    let mut plans: Vec<PlanSummary> = segue.plans(false)?;
    plans.retain(|plan| plan.state != PlanState::Done);
    text.push_str(&render::plans::list(&plans, look));
    text.push_str(&format!(
        "\nAn estimate of one of them, of a plan's file, or of what is to be done in words:\n  {}\n\
         The same, kept, and this session followed against it:\n  {}\n",
        command(world, false),
        command(world, true)
    ));
    Ok(text)
}

/// The command, with WHAT where the words go.
fn command(world: &World, save: bool) -> String {
    let program = render::schedule::shell_word(&program(world));
    let save = if save { " --save" } else { "" };
    format!("{program} answer estimate-session{save} -- WHAT")
}
