//! `segue setup`: what changes in Claude Code's config folders.

use segue_engine::view::{Setup, SetupHome, SetupKind, SetupState, SetupStep};
use segue_meter::advice::Level;

use super::ink::{BOLD, DIM, paint, painted_mark, style};
use super::plain::{plain, wrapped};
use super::{Look, heading};

/// Folder by folder, step by step, and where it leads.
pub(crate) fn setup(setup: &Setup, look: &Look) -> String {
    let mut text = String::new();
    for home in &setup.homes {
        text.push_str(&folder(home, look));
    }
    text.push_str(&format!("{}\n", paint(BOLD, sentence(setup))));
    if !setup.removing {
        let words = format!("Claude Code calls {}", setup.program);
        text.push_str(&format!("{}\n", paint(DIM, plain(&words))));
    }
    text
}

fn folder(home: &SetupHome, look: &Look) -> String {
    let mut text = heading(&plain(&home.config_dir));
    for step in &home.steps {
        text.push_str(&one(step, look));
    }
    text.push('\n');
    text
}

fn one(step: &SetupStep, look: &Look) -> String {
    let (mark, words) = match &step.state {
        SetupState::AsWanted => (paint(style(Level::Ok), "✓"), None),
        SetupState::Done => (paint(style(Level::Ok), "✓"), Some("done".to_owned())),
        SetupState::ToDo => (painted_mark(Level::Notice), None),
        SetupState::Left { why } => (paint(DIM, "·"), Some(format!("left alone: {}", plain(why)))),
        SetupState::Failed { message, .. } => (
            painted_mark(Level::Danger),
            Some(format!("failed: {}", plain(message))),
        ),
    };
    let place = match (&step.path, step.kind) {
        (Some(path), SetupKind::Settings | SetupKind::Command) => format!("  {}", paint(DIM, plain(path))),
        (Some(_), SetupKind::Plugin) | (None, _) => String::new(),
    };
    let mut text = format!("{mark} {}{place}\n", plain(&step.title));
    let open = matches!(step.state, SetupState::ToDo | SetupState::Left { .. });
    for command in step.commands.iter().filter(|_| open) {
        text.push_str(&format!("    {}\n", plain(command)));
    }
    if let (Some(diff), SetupState::ToDo) = (&step.diff, &step.state) {
        text.push_str(&lines(diff));
    }
    if let Some(words) = words.filter(|words| words != "done") {
        text.push_str(&format!("{}\n", wrapped(&words, 2, look.width)));
    }
    if let SetupState::Failed { hint: Some(hint), .. } = &step.state {
        text.push_str(&format!(
            "  → {}\n",
            wrapped(&plain(hint), 4, look.width).trim_start()
        ));
    }
    text
}

fn lines(diff: &str) -> String {
    let mut text = String::new();
    for line in diff.lines() {
        // Indentation is what a diff is read by; everything a terminal would obey still goes.
        let kept = line.trim_start_matches([' ', '\t', '-', '+', '…']);
        let mark = line[..line.len() - kept.len()].replace('\t', "    ");
        let line = format!("{mark}{}", plain(kept));
        let painted = match line.chars().next() {
            Some('+') => paint(style(Level::Ok), line),
            Some('-') => paint(style(Level::Danger), line),
            Some(_) | None => paint(DIM, line),
        };
        text.push_str(&format!("    {painted}\n"));
    }
    text
}

fn sentence(setup: &Setup) -> &'static str {
    match (setup.removing, setup.has_failed(), setup.has_work()) {
        (_, true, _) => "Not everything could be done; what is marked ■ is as it was.",
        (false, false, true) => "This is what would change.",
        (true, false, true) => "This is what would be taken out.",
        (false, false, false) => "Segue is set up. Sessions that run already see it after a restart.",
        (true, false, false) => "Nothing of Segue is left here.",
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::{Setup, SetupHome, SetupKind, SetupState, SetupStep};

    use crate::render::samples;

    fn step(kind: SetupKind, title: &str, state: SetupState) -> SetupStep {
        SetupStep {
            kind,
            title: title.to_owned(),
            path: None,
            commands: Vec::new(),
            diff: None,
            state,
        }
    }

    fn shown(removing: bool, steps: Vec<SetupStep>) -> String {
        let setup = Setup {
            removing,
            program: "/usr/local/bin/segue".to_owned(),
            plugin_dir: "/home/dev/.local/share/segue/plugin".to_owned(),
            homes: vec![SetupHome {
                config_dir: "/home/dev/.claude".to_owned(),
                steps,
            }],
        };
        anstream::adapter::strip_str(&super::setup(&setup, &samples::look())).to_string()
    }

    #[test]
    fn every_state_of_a_step() {
        let mut plugin = step(SetupKind::Plugin, "The plugin", SetupState::ToDo);
        plugin.commands = vec!["claude plugin install segue@segue".to_owned()];
        let mut settings = step(SetupKind::Settings, "Claude Code's settings", SetupState::ToDo);
        settings.path = Some("/home/dev/.claude/settings.json".to_owned());
        settings.diff = Some(" {\n-\t\"a\": 1\n+\t\"a\": 1,\n+\t\"b\": \"\u{1b}[31m2\"\n }\n…\n".to_owned());
        let left = SetupState::Left {
            why: "you have a command of that name; the plugin's is there with segue: in front".to_owned(),
        };
        let failed = SetupState::Failed {
            message: "`claude plugin install segue@segue` said: no".to_owned(),
            hint: Some("Run the command again; if it fails the same way, this Claude Code may be too old for plugins.".to_owned()),
        };
        assert_snapshot!(shown(
            false,
            vec![
                plugin,
                settings,
                step(SetupKind::Command, "/session-status", left),
                step(SetupKind::Command, "/context-status", SetupState::AsWanted),
                step(SetupKind::Command, "/compact-context", SetupState::Done),
                step(SetupKind::Plugin, "The plugin", failed),
            ]
        ));
    }

    #[test]
    fn where_it_leads() {
        for (removing, state, end) in [
            (
                false,
                SetupState::ToDo,
                "This is what would change.\nClaude Code calls /usr/local/bin/segue\n",
            ),
            (true, SetupState::ToDo, "This is what would be taken out.\n"),
            (true, SetupState::Done, "Nothing of Segue is left here.\n"),
        ] {
            let text = shown(removing, vec![step(SetupKind::Plugin, "The plugin", state)]);
            assert!(text.ends_with(end), "{text}");
        }
    }
}
