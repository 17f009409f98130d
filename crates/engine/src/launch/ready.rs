//! What stands in the way of a start, as far as it can be known before: said when something is planned, and again when it is
//! to begin. Looks only; the one program it runs is `claude auth status`.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use segue_agent::Login;
use segue_plan::schedule::{Mcp, Place, Spec};

use super::command::{config_dir, home_of};
use super::place;
use crate::ask;
use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::world::ClaudeHome;

/// A login lasts; a logout is looked at anew each time, for it is repaired in a minute.
const LOGIN_HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// More than a context window of a million tokens can hold.
const LONGEST_PROMPT: usize = 8 << 20;
/// More than any name of a model or an agent.
const LONGEST_NAME: usize = 200;

/// Everything, in the order in which a person would repair it. [`Code::BadInput`] can never become right by itself.
pub(crate) fn check(segue: &mut Segue, spec: &Spec) -> Vec<Problem> {
    let mut problems = words(spec);
    if segue.world.demo {
        return problems;
    }
    problems.extend(folder(spec).err());
    match claude(segue, spec) {
        Ok(()) => {}
        Err(problem) => problems.push(problem),
    }
    match spec.launch.place {
        Place::Terminal => problems.extend(place::check(segue).err()),
        Place::Headless => {}
    }
    problems
}

/// What must be right at the moment of starting.
pub(super) fn to_launch(segue: &mut Segue, spec: &Spec) -> Result<(), Problem> {
    folder(spec)?;
    claude(segue, spec)?;
    words(spec).into_iter().next().map_or(Ok(()), Err)
}

fn folder(spec: &Spec) -> Result<(), Problem> {
    if Path::new(&spec.project).is_dir() {
        return Ok(());
    }
    Err(Problem::new(
        Code::NotFound,
        format!("the project folder {} is gone", spec.project),
    )
    .hint("A session begins in its project's folder. Put it back, or plan it for another one."))
}

/// Claude Code is there and logged in.
fn claude(segue: &mut Segue, spec: &Spec) -> Result<(), Problem> {
    let program = ask::program(&segue.world)?;
    let home = home_of(segue, spec)?;
    if is_known_in(segue, &home)? {
        return Ok(());
    }
    match segue_agent::login(&program, config_dir(&segue.world, &home).as_deref()) {
        Login::In { .. } => {
            let now = segue.world.clock.now();
            segue
                .store
                .set_setting(&key(&home), Some(&now.to_string()), "segue", now)?;
            Ok(())
        }
        Login::Out => Err(Problem::new(Code::Claude, "Claude Code is logged out")
            .hint("Run `claude` in a terminal and log in.")),
        // One that does not know the question may well be logged in.
        Login::Unknown => Ok(()),
    }
}

fn is_known_in(segue: &Segue, home: &ClaudeHome) -> Result<bool, Problem> {
    let seen: Option<Timestamp> = segue
        .store
        .setting(&key(home))?
        .and_then(|text| text.parse().ok());
    let now = segue.world.clock.now();
    Ok(seen.is_some_and(|seen| (SignedDuration::ZERO..LOGIN_HOLDS).contains(&now.duration_since(seen))))
}

fn key(home: &ClaudeHome) -> String {
    format!("internal.logged_in.{}", home.key())
}

/// What the person wrote.
fn words(spec: &Spec) -> Vec<Problem> {
    let bad = |message: String, hint: &str| Problem::new(Code::BadInput, message).hint(hint);
    let mut problems = Vec::new();
    if spec.prompt.contains('\0') {
        problems.push(bad(
            "the prompt holds a NUL character".to_owned(),
            "No program can be told one. Remove it; everything else arrives as it is.",
        ));
    }
    if spec.prompt.len() > LONGEST_PROMPT {
        problems.push(bad(
            format!("the prompt is {} MB long", spec.prompt.len() >> 20),
            "No context holds that. Put it into a file of the project and name the file.",
        ));
    }
    let nothing = spec.prompt.trim().is_empty() && spec.from_session.is_none() && spec.plan.is_none();
    if nothing && spec.launch.place == Place::Headless {
        problems.push(bad(
            "there is nothing to do".to_owned(),
            "A session without a terminal needs a prompt, a plan, or the handoff of a session.",
        ));
    }
    let launch = &spec.launch;
    let names = [
        ("agent", &launch.agent),
        ("model", &launch.model),
        ("permission mode", &launch.permission_mode),
    ];
    for (what, name) in names {
        if name.as_deref().is_some_and(|name| !is_name(name)) {
            problems.push(bad(
                format!("this is no {what}: {}", name.as_deref().unwrap_or_default()),
                "Write it as Claude Code does, or leave it out.",
            ));
        }
    }
    if let Mcp::Files { files } = &launch.mcp {
        problems.extend(files.iter().filter_map(|file| mcp(spec, file)));
    }
    problems
}

/// One word, and no option.
fn is_name(name: &str) -> bool {
    let plain = |c: char| !c.is_control() && !c.is_whitespace();
    !name.is_empty() && name.len() <= LONGEST_NAME && !name.starts_with('-') && name.chars().all(plain)
}

fn mcp(spec: &Spec, file: &str) -> Option<Problem> {
    let path = Path::new(&spec.project).join(file);
    let bad = |message: String| {
        Problem::new(Code::BadInput, message).hint("Claude Code ends at once on a broken MCP configuration.")
    };
    match std::fs::read(&path) {
        Err(error) => {
            Some(bad(format!("the MCP configuration {} cannot be read", path.display())).because(error))
        }
        Ok(bytes) => serde_json::from_slice::<serde_json::Value>(&bytes)
            .err()
            .map(|error| bad(format!("the MCP configuration {} is no JSON", path.display())).because(error)),
    }
}

#[cfg(test)]
mod tests {
    use segue_plan::schedule::When;

    use super::*;

    fn said(change: impl FnOnce(&mut Spec)) -> Vec<String> {
        let mut spec = Spec::new("/p", When::Manual);
        spec.prompt = "Go on".to_owned();
        change(&mut spec);
        words(&spec).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_can_never_work_is_said() {
        assert_eq!(said(|_| {}), [""; 0]);
        assert_eq!(
            said(|spec| spec.prompt = "a\0b".to_owned()),
            ["the prompt holds a NUL character"]
        );
        assert_eq!(
            said(|spec| spec.prompt = "x".repeat(9 << 20)),
            ["the prompt is 9 MB long"]
        );
        assert_eq!(
            said(|spec| {
                spec.prompt = " \n".to_owned();
                spec.launch.place = Place::Headless;
            }),
            ["there is nothing to do"]
        );
        assert_eq!(
            said(|spec| {
                spec.launch.model = Some("--dangerous".to_owned());
                spec.launch.agent = Some("two words".to_owned());
                spec.launch.permission_mode = Some(String::new());
            }),
            [
                "this is no agent: two words",
                "this is no model: --dangerous",
                "this is no permission mode: "
            ]
        );
        let mcp = said(|spec| {
            spec.launch.mcp = Mcp::Files {
                files: vec!["/no/such.json".to_owned()],
            };
        });
        assert!(
            mcp[0].starts_with("the MCP configuration /no/such.json cannot be read"),
            "{mcp:?}"
        );
    }

    #[test]
    fn any_text_is_a_prompt() {
        assert_eq!(
            said(|spec| spec.prompt = "--help\n\"it's\" $HOME `x` \\ \t é 漢字 🙂\n\n".to_owned()),
            [""; 0]
        );
    }
}
