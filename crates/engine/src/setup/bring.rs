//! Does what a plan says: the plugin through `claude`, then the settings, then the commands.
//!
//! `claude plugin` writes the settings anew in its own form and order. The person's text is kept beside Segue's database
//! meanwhile and put back afterwards, with Segue's changes in the person's own form; a crash in between is made good by
//! the next run.

use super::claude::Claude;
use super::file::{self, Settings};
use super::plan::{CommandFile, Found, Plan, Plugin, SettingsPlan};
use super::settings::{self, Changed};
use super::traces::{self, Kept};
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{SetupState, SetupStep};
use crate::world::ClaudeHome;

/// Brings Segue into one config folder.
pub(super) fn bring(segue: &mut Segue, home: &ClaudeHome, plan: Plan) -> Result<Vec<SetupStep>, Problem> {
    let absent = traces::absent(home);
    let mut steps = plan.steps();
    let kept = Kept::begin(&segue.world, &plan.settings.file)?;
    let installed = match plan.plugin {
        Plugin::AsWanted => Some(Ok(())),
        Plugin::Install => {
            Claude::of(&segue.world, home).map(|claude| claude.install(&plan.folder, &plan.noted))
        }
        Plugin::NoClaude => None,
    };
    let target = match &installed {
        Some(Ok(())) => &plan.settings.with_plugin,
        Some(Err(_)) | None => &plan.settings.without_plugin,
    };
    let written = write_settings(segue, home, &plan, target);
    if written.is_ok() {
        kept.end()?;
    }
    traces::note(segue, home, &absent)?;
    let mut results = vec![installed.unwrap_or(Ok(())), written];
    for command in &plan.commands {
        results.push(write_command(segue, home, command));
    }
    traces::note(segue, home, &absent)?;
    for (step, result) in steps.iter_mut().zip(results) {
        settle(step, result);
    }
    Ok(steps)
}

/// What became of a step.
pub(super) fn settle(step: &mut SetupStep, result: Result<(), Problem>) {
    match (&step.state, result) {
        (_, Err(problem)) => {
            step.state = SetupState::Failed {
                message: problem.to_string(),
                hint: problem.hint,
            };
        }
        (SetupState::ToDo, Ok(())) => step.state = SetupState::Done,
        (
            SetupState::AsWanted | SetupState::Done | SetupState::Left { .. } | SetupState::Failed { .. },
            Ok(()),
        ) => {}
    }
}

fn write_settings(
    segue: &mut Segue,
    home: &ClaudeHome,
    plan: &Plan,
    target: &Changed,
) -> Result<(), Problem> {
    let SettingsPlan { file, base, .. } = &plan.settings;
    let now = Settings::read(&file.path)?;
    let only_claude_wrote = now.text == file.text || settings::same_but_for_plugin(now.text(), file.text());
    let (changed, is_exact) = if only_claude_wrote {
        (target.clone(), base.is_clean)
    } else {
        // Somebody changed the file while `claude` ran: their text stands, ours is put into it.
        (again(plan, &now, target)?, false)
    };
    if changed.text == file.text() && only_claude_wrote {
        // As wanted before; what was noted then is still true.
        return restore(&now, file.text.as_deref());
    }
    segue.store.note_setup_file(&segue_store::SetupFileRow {
        path: file.path.to_string_lossy().into_owned(),
        config_dir: home.key(),
        kind: "settings".to_owned(),
        hash_before: base.text.as_deref().map(settings::hash),
        hash_after: is_exact.then(|| settings::hash(&changed.text)),
        edits: serde_json::to_string(&changed.edits).unwrap_or_default(),
        at: segue.world.clock.now(),
    })?;
    now.write(Some(&changed.text))
}

fn again(plan: &Plan, now: &Settings, target: &Changed) -> Result<Changed, Problem> {
    let refuse = |odd| super::plan::refusal(&now.path, &odd);
    let mut changed = Changed::none(now.text());
    if plan.settings.statusline.is_some()
        && let Some(program) = program_of(target)
    {
        settings::wire_statusline(&mut changed, &program).map_err(refuse)?;
    }
    if settings::plugin_is_enabled(&target.text, &plan.folder) {
        settings::enable_plugin(&mut changed, &plan.folder).map_err(refuse)?;
    }
    Ok(changed)
}

/// The program that the wanted statusline calls.
fn program_of(target: &Changed) -> Option<String> {
    let root = super::json_edit::parse(&target.text).ok()?;
    let command = root["statusLine"]["command"].as_str()?;
    Some(super::statusline::read(command)?.program)
}

/// `claude` may have written the same in its own form.
fn restore(now: &Settings, text: Option<&str>) -> Result<(), Problem> {
    if now.text.as_deref() == text {
        Ok(())
    } else {
        now.write(text)
    }
}

fn write_command(segue: &mut Segue, home: &ClaudeHome, command: &CommandFile) -> Result<(), Problem> {
    match command.found {
        Found::Ours | Found::Theirs => return Ok(()),
        Found::Nothing | Found::OursOld => {}
    }
    segue.store.note_setup_file(&segue_store::SetupFileRow {
        path: command.path.to_string_lossy().into_owned(),
        config_dir: home.key(),
        kind: "command".to_owned(),
        hash_before: None,
        hash_after: Some(settings::hash(&command.text)),
        edits: "[]".to_owned(),
        at: segue.world.clock.now(),
    })?;
    file::replace(&command.path, command.text.as_bytes())
}
