//! `segue plan-next`.

use std::io::{self, BufRead, IsTerminal};

use jiff::tz::TimeZone;
use segue_engine::view::{EstimateQuery, NextSession};
use segue_engine::{Code, Problem, Segue, World};
use segue_plan::schedule::{Spec, When};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::render::{self, Look};
use crate::verbs::plan::which;
use crate::verbs::{Surroundings, look, schedule};

/// Plan the next session: what was done, what is next, and when it starts
///
/// Saves the session's handoff, shows what it says, and asks when the next session is to start with it: at the reset, a
/// few minutes after it, at a time. Where nobody can be asked, it prints the choices and the commands for them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Session id, or the beginning of one; without it the one of this project that was worked in last
    session: Option<String>,
    /// Schedule it then, without a question: reset+5m, 21:30, "tomorrow 09:00", …
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Open what is next in your editor ($VISUAL, $EDITOR) first
    #[arg(long)]
    edit: bool,
    /// Work on this plan: its number, words of its title, or its file; its estimate is shown
    #[arg(long)]
    plan: Option<String>,
    /// Schedule it at the recommended time, without a question
    #[arg(long, conflicts_with = "at")]
    yes: bool,
}

/// For programs: what is known, and the command for each choice.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    next: &'a NextSession,
    commands: Vec<Option<String>>,
}

/// Shows, asks, schedules.
pub(crate) fn run(args: &Args, surroundings: &Surroundings, output: &Output) -> Result<(), Failure> {
    let world = surroundings.world()?;
    let mut segue = Segue::open(&world)?;
    segue.catch_up()?;
    let zone = segue.time_zone()?;
    let look = look(&world, zone.clone());
    // What was typed wrong is said before anything is saved.
    let at = match &args.at {
        Some(text) => Some(schedule::when(text, look.now, &zone)?),
        None => None,
    };
    let folder = match (&args.session, surroundings.demo) {
        (None, false) => std::env::current_dir().ok(),
        (Some(_), _) | (None, true) => None,
    };
    let mut next = segue.next_session(folder.as_deref(), args.session.as_deref())?;
    let plan = match &args.plan {
        Some(named) => Some(estimated(named, &mut next, &mut segue, &world)?),
        None => None,
    };
    let mut planner = Planner {
        plan,
        objectives: None,
        next: &next,
        segue: &mut segue,
        zone,
        look: &look,
        output,
    };
    if args.edit {
        planner.edit()?;
    }
    let chosen = match at {
        Some(when) => Some(when),
        None if args.yes => Some(recommended(&next)?),
        None if !can_ask(output) => return printed(&next, plan, output, &look),
        None => planner.ask()?,
    };
    let Some(when) = chosen else {
        return output.text("Nothing was scheduled.\n");
    };
    let spec = planner.spec(when)?;
    let added = segue.add_schedule(&spec, schedule::by(&world))?;
    schedule::told(&added, &mut segue, output, &look)
}

fn can_ask(output: &Output) -> bool {
    !output.is_json() && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// The number of the plan that was named; what it will take is what the next session will.
fn estimated(named: &str, next: &mut NextSession, segue: &mut Segue, world: &World) -> Result<i64, Problem> {
    let plan = which::plan(segue, named)?.summary.id;
    let estimate = segue.estimate(
        &EstimateQuery {
            plan: Some(plan),
            ..EstimateQuery::default()
        },
        schedule::by(world),
    )?;
    next.estimate = Some(render::estimate::sentence(&estimate));
    Ok(plan)
}

fn printed(next: &NextSession, plan: Option<i64>, output: &Output, look: &Look) -> Result<(), Failure> {
    let commands = next.choices.iter().map(|choice| {
        let possible = choice.unavailable.is_none();
        possible.then(|| render::plan_next::command(next, choice, plan, "segue"))
    });
    let printed = Printed {
        next,
        commands: commands.collect(),
    };
    output.answer(&printed, |printed| {
        render::plan_next::printed(printed.next, plan, "segue", look)
    })
}

/// The time that is proposed; one that never comes by itself is none.
fn recommended(next: &NextSession) -> Result<When, Problem> {
    let mut choices = next.choices.iter().filter(|choice| choice.unavailable.is_none());
    match choices.find(|choice| choice.recommended && choice.when != When::Manual) {
        Some(choice) => Ok(choice.when.clone()),
        None => Err(
            Problem::new(Code::BadInput, "no time can be recommended: no reset is known")
                .hint("Name a time: `segue plan-next --at 21:30`."),
        ),
    }
}

/// One plan in the making.
struct Planner<'a> {
    next: &'a NextSession,
    /// The plan that it works on.
    plan: Option<i64>,
    /// What is next, once the person changed it.
    objectives: Option<String>,
    segue: &'a mut Segue,
    zone: TimeZone,
    look: &'a Look,
    output: &'a Output,
}

impl Planner<'_> {
    /// Shows everything and asks until there is an answer; `None` when the person leaves.
    fn ask(&mut self) -> Result<Option<When>, Failure> {
        let about = match &self.objectives {
            None => render::plan_next::about(self.next, self.look),
            Some(own) => {
                let mut next = self.next.clone();
                next.objectives.clone_from(own);
                render::plan_next::about(&next, self.look)
            }
        };
        self.output.text(&format!(
            "{about}\n{}",
            render::plan_next::choices(self.next, self.look)
        ))?;
        loop {
            self.output.text(&self.question())?;
            let mut line = String::new();
            if io::stdin().lock().read_line(&mut line)? == 0 {
                self.output.text("\n")?;
                return Ok(None);
            }
            match self.understand(line.trim()) {
                Ok(Answer::Start(when)) => return Ok(Some(when)),
                Ok(Answer::Leave) => return Ok(None),
                Ok(Answer::Edit) => self.edit_and_show()?,
                Ok(Answer::Time) => self
                    .output
                    .text(&format!("Type the time itself: {}.\n", render::plan_next::TIMES))?,
                Err(problem) => self.output.problem(&problem),
            }
        }
    }

    fn question(&self) -> String {
        let number = self.next.choices.iter().position(|choice| choice.recommended);
        let usual = number.map_or_else(String::new, |number| format!(" [{}]", number + 1));
        format!("\nWhich one, or a time? e edits what is next, q leaves{usual}: ")
    }

    fn understand(&self, typed: &str) -> Result<Answer, Problem> {
        match typed {
            "" => return self.usual(),
            "q" | "quit" | "n" | "no" => return Ok(Answer::Leave),
            "e" | "edit" => return Ok(Answer::Edit),
            _ => {}
        }
        let number = typed
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        match number.and_then(|number| self.next.choices.get(number)) {
            Some(choice) => match &choice.unavailable {
                None if render::plan_next::is_open(choice) => Ok(Answer::Time),
                None => Ok(Answer::Start(choice.when.clone())),
                Some(why) => Err(Problem::new(
                    Code::BadInput,
                    format!("{} cannot be chosen: {why}", choice.label),
                )
                .hint("Choose another one, or type a time: 21:30.")),
            },
            None => schedule::when(typed, self.look.now, &self.zone).map(Answer::Start),
        }
    }

    /// What Enter alone means.
    fn usual(&self) -> Result<Answer, Problem> {
        match self.next.choices.iter().find(|choice| choice.recommended) {
            Some(choice) => Ok(Answer::Start(choice.when.clone())),
            None => {
                Err(Problem::new(Code::BadInput, "nothing was chosen")
                    .hint("Type a number, or a time: 21:30."))
            }
        }
    }

    fn edit_and_show(&mut self) -> Result<(), Failure> {
        match self.edit() {
            Ok(()) => {
                let objectives = self.objectives.as_deref().unwrap_or(&self.next.objectives);
                self.output
                    .text(&render::plan_next::objectives(objectives, self.look))
            }
            Err(problem) => {
                self.output.problem(&problem);
                Ok(())
            }
        }
    }

    fn edit(&mut self) -> Result<(), Problem> {
        let before = self.objectives.as_deref().unwrap_or(&self.next.objectives);
        let after = self.segue.edit_text(before)?;
        if after != before {
            self.objectives = Some(after);
        }
        Ok(())
    }

    /// Objectives that nobody changed are the handoff's: the session reads them there, as they are by then.
    fn spec(&self, when: When) -> Result<Spec, Problem> {
        let mut spec = Spec::new(&self.next.project, when);
        spec.from_session.clone_from(&self.next.session_id);
        spec.plan = self.plan;
        spec.prompt = self.objectives.clone().unwrap_or_default();
        spec.launch = self.next.launch.clone();
        spec.conditions.zone = self.zone.iana_name().map(str::to_owned);
        if spec.from_session.is_none() && spec.plan.is_none() && spec.prompt.trim().is_empty() {
            return Err(
                Problem::new(Code::BadInput, "the session has nothing to begin with")
                    .hint("Write down what is next with `segue plan-next --edit`."),
            );
        }
        Ok(spec)
    }
}

/// What a person said.
enum Answer {
    Start(When),
    Time,
    Edit,
    Leave,
}
