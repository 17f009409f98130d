//! How Segue stands inside Claude Code, for Doctor.

use std::path::Path;

use super::plan::{PluginFinding, command_findings, plugin_finding};
use super::statusline;
use crate::problem::Problem;
use crate::segue::Segue;
use crate::view::{Check, Verdict};
use crate::world::ClaudeHome;

/// The plugin, and the commands under their bare names.
pub(crate) fn checks(segue: &Segue, home: &ClaudeHome) -> Result<Vec<Check>, Problem> {
    let mut checks = vec![plugin(&plugin_finding(&segue.world, home))];
    checks.extend(commands(segue, home)?);
    Ok(checks)
}

/// The program that a statusline of Segue's calls by its path, when it is not there.
pub(crate) fn program_gone(command: &str) -> Option<String> {
    let program = statusline::read(command)?.program;
    let path = Path::new(&program);
    (path.is_absolute() && !path.is_file()).then_some(program)
}

fn check(id: &str, title: &str, verdict: Verdict, detail: String, fix: Option<&str>) -> Check {
    Check {
        id: id.to_owned(),
        title: title.to_owned(),
        verdict,
        detail,
        fix: fix.map(str::to_owned),
    }
}

fn plugin(finding: &PluginFinding) -> Check {
    let (verdict, detail, fix) = match finding {
        PluginFinding::Current(version) => (Verdict::Good, format!("installed, {version}"), None),
        PluginFinding::NotInstalled => (
            Verdict::Hint,
            "not installed".to_owned(),
            Some(
                "`segue setup` brings Segue's commands and memory into Claude Code; it shows every change and asks first.",
            ),
        ),
        PluginFinding::SwitchedOff => (
            Verdict::Hint,
            "installed, and switched off in Claude Code's settings".to_owned(),
            Some("`claude plugin enable segue@segue` switches it on, `segue setup --remove` takes it out."),
        ),
        PluginFinding::Outdated => (
            Verdict::Hint,
            "installed by another Segue, or from another place".to_owned(),
            Some("`segue setup` brings it up to date."),
        ),
        PluginFinding::ProgramGone(program) => (
            Verdict::Bad,
            format!("it calls {program}, which is not there"),
            Some("`segue setup` makes it call this Segue. Sessions go on without it meanwhile."),
        ),
    };
    check("plugin", "The plugin in Claude Code", verdict, detail, fix)
}

fn commands(segue: &Segue, home: &ClaudeHome) -> Result<Option<Check>, Problem> {
    let title = "Commands under their bare names";
    Ok(match command_findings(segue, home)? {
        (0, _) => None,
        (ours, 0) => Some(check(
            "commands",
            title,
            Verdict::Good,
            format!("{ours} of them"),
            None,
        )),
        (ours, theirs) => Some(check(
            "commands",
            title,
            Verdict::Good,
            format!("{ours} of them; {theirs} are your own, Segue's are there with segue: in front"),
            None,
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statusline_whose_program_is_gone_is_found() {
        assert_eq!(
            program_gone("/no/such/segue statusline --wrap 'mine'").as_deref(),
            Some("/no/such/segue")
        );
        assert_eq!(program_gone("segue statusline"), None);
        assert_eq!(program_gone("/no/such/line.sh"), None);
    }

    #[test]
    fn what_does_not_work_says_how_to_mend_it() {
        for finding in [
            PluginFinding::NotInstalled,
            PluginFinding::SwitchedOff,
            PluginFinding::Outdated,
            PluginFinding::ProgramGone("/x/segue".to_owned()),
        ] {
            assert!(plugin(&finding).fix.is_some(), "{finding:?}");
        }
        assert_eq!(
            plugin(&PluginFinding::Current("0.1.0".to_owned())).verdict,
            Verdict::Good
        );
    }
}
