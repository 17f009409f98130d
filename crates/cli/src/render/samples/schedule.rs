//! Schedules on a busy afternoon: one that waits, one that repeats, one that is held, one that was missed.

use jiff::Timestamp;
use segue_engine::view::{
    ActionChoice, Hold, NextSession, OutputKind, OutputLine, Question, Schedule, ScheduleDetail, Schedules,
    Start, StartAnswer, StartOutput, WhenChoice,
};
use segue_plan::schedule::{
    Budget, Launch, Place, ScheduleState, Spec, StartAction, StartState, Weekday, When,
};

use super::{ago, ahead};

const FROM: &str = "9f1c2d3e-0000-4000-8000-000000000001";

/// The reset of the 5-hour window: 18:50.
fn reset() -> Timestamp {
    ahead(9_540)
}

fn start(id: i64, schedule: &Schedule, due: Timestamp, state: StartState) -> Start {
    Start {
        id,
        schedule: schedule.id,
        title: schedule.title.clone(),
        project_name: schedule.project_name.clone(),
        project: schedule.spec.project.clone(),
        due,
        first_due: due,
        state,
        why: None,
        held_until: None,
        session_id: format!("5e55101{id:x}-1111-4222-8333-444455556666"),
        place: schedule.spec.launch.place,
        ask: None,
        noticed_at: None,
        launched_at: None,
        confirmed_at: None,
        ended_at: None,
        spent_tokens: None,
        exit_code: None,
        stoppable: false,
        attach: None,
    }
}

fn schedule(id: i64, project: &str, title: &str, when: When, words: &str) -> Schedule {
    Schedule {
        id,
        spec: Spec::new(&format!("/home/you/code/{project}"), when),
        title: title.to_owned(),
        project_name: project.to_owned(),
        state: ScheduleState::Active,
        when_words: words.to_owned(),
        made_at: ago(7_200),
        made_by: "cli".to_owned(),
        starts: 0,
        next: None,
        problems: Vec::new(),
    }
}

fn at_reset() -> Schedule {
    let when = When::AtReset { after_minutes: 5 };
    let mut one = schedule(
        3,
        "api-server",
        "Go on with the login flow",
        when,
        "5 minutes after the reset, 18:55",
    );
    one.spec.from_session = Some(FROM.to_owned());
    one.spec.prompt = "- [ ] Fix the lint in `limit.rs`\n- [ ] Handle 429, then document it".to_owned();
    one.next = Some(start(12, &one, ahead(9_840), StartState::Waiting));
    one
}

fn weekly() -> Schedule {
    let when = When::Weekly {
        days: vec![
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ],
        time: "09:00".to_owned(),
        zone: "Europe/Paris".to_owned(),
    };
    let mut one = schedule(
        4,
        "docs",
        "Check every link and every command that the documentation names",
        when,
        "weekdays 09:00 (Europe/Paris)",
    );
    one.spec.launch.place = Place::Headless;
    one.spec.conditions.budget = Some(Budget::Tokens { tokens: 200_000 });
    one.starts = 7;
    one.next = Some(start(13, &one, ahead(56_940), StartState::Waiting));
    one
}

fn held() -> Schedule {
    let at = ahead(600);
    let when = When::At {
        at,
        zone: "UTC".to_owned(),
    };
    let mut one = schedule(5, "web-app", "Migrate the forms", when, "16:21");
    let mut next = start(14, &one, at, StartState::Held);
    next.held_until = Some(reset());
    next.why = Some("The 5-hour limit is reached.".to_owned());
    one.next = Some(next);
    one
}

fn missed() -> Schedule {
    let at = ago(7_860);
    let when = When::At {
        at,
        zone: "UTC".to_owned(),
    };
    let mut one = schedule(6, "infra", "Rotate the keys", when, "14:00");
    let mut next = start(15, &one, at, StartState::Asking);
    next.why = Some("The machine was asleep or off, or Segue did not run.".to_owned());
    next.ask = Some(question());
    one.next = Some(next);
    one.problems = vec![
        "The project folder /home/you/code/infra is gone. Bring it back, or change the schedule.".to_owned(),
    ];
    one
}

fn question() -> Question {
    let choice = |action, label: &str| ActionChoice {
        action,
        label: label.to_owned(),
    };
    Question {
        number: 2,
        text: "It was to start at 14:00. The machine was asleep or off, or Segue did not run.".to_owned(),
        actions: vec![
            choice(StartAction::StartNow, "Start now"),
            choice(StartAction::AtNextReset, "At next reset"),
            choice(StartAction::Drop, "Drop"),
        ],
    }
}

fn by_hand() -> Schedule {
    let mut one = schedule(
        7,
        "data-pipeline",
        "Rebuild the index",
        When::Manual,
        "when you say so",
    );
    one.state = ScheduleState::Paused;
    one
}

/// One of each kind.
pub(crate) fn schedules() -> Schedules {
    Schedules {
        schedules: vec![missed(), held(), at_reset(), weekly(), by_hand()],
        held: vec![Hold {
            home: "/home/you/.claude".to_owned(),
            until: reset(),
            why: "The 5-hour limit is reached.".to_owned(),
            waiting: 1,
        }],
        app_running: true,
        wake_words: "With the app closed a systemd timer starts them.".to_owned(),
    }
}

/// The weekly one, with conditions and what came of it before.
pub(crate) fn schedule_detail() -> ScheduleDetail {
    let mut one = weekly();
    one.spec.launch.model = Some("opus".to_owned());
    one.spec.conditions.max_starts = Some(20);
    one.spec.conditions.only_clean = true;
    one.spec.priority = 8;
    one.problems =
        vec!["The handoff it was to begin with is gone. Its own words are sent all the same.".to_owned()];
    let mut ended = start(11, &one, ago(29_460), StartState::Ended);
    ended.launched_at = Some(ago(29_459));
    ended.confirmed_at = Some(ago(29_457));
    ended.ended_at = Some(ago(28_200));
    ended.spent_tokens = Some(184_220);
    ended.exit_code = Some(0);
    let mut failed = start(9, &one, ago(115_860), StartState::Failed);
    failed.why = Some("Claude Code is not logged in. Run `claude` once.".to_owned());
    let starts = vec![one.next.clone().expect("it waits"), ended, failed];
    ScheduleDetail {
        schedule: one,
        starts,
        prompt: "Check the links in docs/.\n\n- report `404`s\n- change nothing else\n".to_owned(),
        command: "claude -p --model opus --session-id 5e55101d-1111-4222-8333-444455556666".to_owned(),
        wake: Some("systemd timer segue-wake-1a2b3c4d-4.timer, next Wed 07:55".to_owned()),
    }
}

/// What a session without a terminal did so far.
pub(crate) fn start_output() -> StartOutput {
    let mut one = start(11, &weekly(), ago(600), StartState::Confirmed);
    one.stoppable = true;
    let line = |seconds, kind, text: &str| OutputLine {
        at: Some(ago(seconds)),
        kind,
        text: text.to_owned(),
    };
    StartOutput {
        start: one,
        text: vec![
            line(
                596,
                OutputKind::Said,
                "I will check the links.\n\nFirst the guide.",
            ),
            line(590, OutputKind::Tool, "Bash: grep -rn http docs"),
            line(300, OutputKind::Error, "the connection was refused"),
            line(299, OutputKind::Note, "150k of 200k tokens are spent"),
            line(
                20,
                OutputKind::Result,
                "Two links are dead:\n- docs/a.md:1\n- docs/b.md:\u{1b}[31m9",
            ),
        ],
        next: 4_812,
        finished: false,
    }
}

/// An answer that came second.
pub(crate) fn start_answer() -> StartAnswer {
    StartAnswer {
        taken: false,
        sentence: "Already answered: In 15 minutes, from the notification, 18:01.".to_owned(),
        start: start(15, &missed(), ahead(900), StartState::Waiting),
    }
}

/// A session that stopped at a limit, and when the next one can start.
pub(crate) fn next_session() -> NextSession {
    let lines = |all: &[&str]| all.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let choice = |when, label: &str, at| WhenChoice {
        when,
        label: label.to_owned(),
        at,
        recommended: false,
        unavailable: None,
    };
    let mut choices = vec![
        choice(When::AtReset { after_minutes: 0 }, "At the reset", Some(reset())),
        choice(
            When::AtReset { after_minutes: 5 },
            "5 minutes after the reset",
            Some(ahead(9_840)),
        ),
        choice(
            When::At {
                at: ahead(3_600),
                zone: "UTC".to_owned(),
            },
            "At a time",
            Some(ahead(3_600)),
        ),
        choice(When::Manual, "When I say so", None),
    ];
    choices[1].recommended = true;
    NextSession {
        project: "/home/you/code/api-server".to_owned(),
        project_name: "api-server".to_owned(),
        session_id: Some(FROM.to_owned()),
        done: lines(&[
            "Write the failing test",
            "Retry with backoff",
            "Commit `84dd21f0c` Retry uploads with backoff",
        ]),
        state: lines(&[
            "Branch `retry`, 1 ahead of `origin/retry`",
            "2 files not committed",
            "Tests: `cargo test` passed",
        ]),
        objectives: "- [ ] Fix the lint in `limit.rs`\n- [ ] Handle 429\n- [ ] Document it\n".to_owned(),
        handoff_path: Some(format!("/home/you/.claude/session-handoffs/handoff-{FROM}.md")),
        estimate: None,
        choices,
        problems: Vec::new(),
        launch: Launch::default(),
    }
}
