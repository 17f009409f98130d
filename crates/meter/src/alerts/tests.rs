use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{
    AlertDecision, AlertInputs, AlertOutcome, AlertReading, AlertRules, Confirmation, Due, EndedWindow,
    QuietHours, Subject, Told, decide,
};
use crate::advice::Level;
use crate::window::{Pace, WindowKind};

const NOW: Timestamp = Timestamp::constant(1_795_003_200, 0); // 2026-11-18 12:00 UTC

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

/// The five-hour window that resets at 14:40.
fn quota(percent: f64) -> AlertReading {
    let subject = Subject::Quota {
        kind: WindowKind::FiveHour,
        resets_at: Some(NOW + minutes(160)),
    };
    AlertReading {
        subject,
        percent,
        estimate: false,
        seen_at: NOW,
        pace: None,
        saves_tokens: None,
    }
}

fn context_of(project: &str, percent: f64) -> AlertReading {
    let subject = Subject::Context {
        session_id: format!("id-{project}"),
        project: project.to_owned(),
        generation: 0,
    };
    AlertReading {
        subject,
        saves_tokens: Some(40_123),
        ..quota(percent)
    }
}

fn context(percent: f64) -> AlertReading {
    context_of("api-server", percent)
}

/// What a person lives through: readings come, what is told stays told.
#[derive(Default)]
struct Life {
    rules: AlertRules,
    told: Vec<Told>,
    confirmations: Vec<Confirmation>,
    ended: Vec<EndedWindow>,
    minute: i64,
}

impl Life {
    /// A minute later: what is told now.
    fn sees(&mut self, readings: &[AlertReading]) -> Vec<AlertDecision> {
        self.minute += 1;
        let now = NOW + minutes(self.minute);
        let fresh = readings
            .iter()
            .map(|reading| AlertReading {
                seen_at: now,
                ..reading.clone()
            })
            .collect::<Vec<_>>();
        self.evaluates(&fresh)
    }

    /// The same again, without new measurements.
    fn evaluates(&mut self, readings: &[AlertReading]) -> Vec<AlertDecision> {
        let now = NOW + minutes(self.minute);
        let inputs = AlertInputs {
            readings,
            ended: &self.ended,
            told: &self.told,
            confirmations: &self.confirmations,
            rules: &self.rules,
        };
        let AlertOutcome {
            alerts,
            confirmations,
        } = decide(&inputs, now, &TimeZone::UTC);
        self.confirmations = confirmations;
        for alert in &alerts {
            let keys = std::iter::once(&alert.key).chain(&alert.covers);
            for key in keys {
                assert!(
                    !self.told.iter().any(|told| told.key == *key),
                    "{key} is told twice"
                );
                self.told.push(Told {
                    key: key.clone(),
                    told_at: now,
                });
            }
        }
        alerts
    }

    fn titles(&mut self, readings: &[AlertReading]) -> Vec<String> {
        self.sees(readings).into_iter().map(|alert| alert.title).collect()
    }
}

#[test]
fn each_threshold_is_told_once_with_fact_and_action() {
    let mut life = Life::default();
    for (percent, told) in [
        (49.9, None),
        (
            50.0,
            Some((
                "5-hour window 50 % used",
                "Resets 14:40, in 2 h 38 m. Work on, and keep an eye on it.",
            )),
        ),
        (79.9, None),
        (
            80.0,
            Some((
                "5-hour window 80 % used",
                "Resets 14:40, in 2 h 36 m. Plan the next session for the reset.",
            )),
        ),
        (84.0, None),
        (
            90.0,
            Some((
                "5-hour window 90 % used",
                "Resets 14:40, in 2 h 34 m. Wrap up what is in hand.",
            )),
        ),
        (96.0, None),
        (105.0, None),
    ] {
        let found = life.sees(&[quota(percent)]);
        let found = found
            .first()
            .map(|alert| (alert.title.as_str(), alert.body.as_str()));
        assert_eq!(found, told, "{percent}");
    }
}

#[test]
fn a_contexts_alert_leads_to_its_session() {
    let found = Life::default().sees(&[context(82.0)]);
    let expected = AlertDecision {
        key: "context:id-api-server:0:80".to_owned(),
        covers: vec!["context:id-api-server:0:50".to_owned()],
        title: "Context 82 % in api-server".to_owned(),
        body: "Compact now saves about 40k tokens.".to_owned(),
        level: Level::Warning,
        view: "sessions/id-api-server".to_owned(),
        due: Due::Now,
    };
    assert_eq!(found, [expected]);
}

#[test]
fn a_contexts_words_follow_what_can_be_saved() {
    let without = |percent| AlertReading {
        saves_tokens: None,
        ..context(percent)
    };
    for (reading, level, body) in [
        (
            context(52.0),
            Level::Notice,
            "Work on; compacting at a good stopping point saves about 40k tokens.",
        ),
        (
            without(52.0),
            Level::Notice,
            "Work on, knowing that half is used.",
        ),
        (
            without(82.0),
            Level::Warning,
            "Compact now, or hand off to a fresh session.",
        ),
        (
            context(93.0),
            Level::Danger,
            "Save and exit now, before Claude Code compacts by itself.",
        ),
    ] {
        let found = Life::default().sees(&[reading]);
        assert_eq!((found[0].body.as_str(), found[0].level), (body, level));
    }
}

#[test]
fn only_the_highest_newly_passed_threshold_is_told() {
    let mut life = Life::default();
    let found = life.sees(&[quota(92.0)]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].key, "quota:five_hour:2026-11-18T14:40:00Z:90");
    assert_eq!(
        found[0].covers,
        [
            "quota:five_hour:2026-11-18T14:40:00Z:80",
            "quota:five_hour:2026-11-18T14:40:00Z:50"
        ]
    );
    assert_eq!(life.sees(&[quota(85.0)]), [], "80 was covered");
}

#[test]
fn a_threshold_added_under_a_told_one_is_no_news() {
    let mut life = Life::default();
    assert_eq!(life.sees(&[quota(85.0)]).len(), 1);
    life.rules.thresholds = vec![50, 60, 80, 90];
    assert_eq!(life.sees(&[quota(86.0)]), []);
}

#[test]
fn one_confirmation_does_not_rearm_and_two_do() {
    let mut life = Life::default();
    assert_eq!(life.titles(&[quota(81.0)]).len(), 1);
    assert_eq!(life.titles(&[quota(79.0)]), [""; 0]);
    assert_eq!(
        life.titles(&[quota(81.0)]),
        [""; 0],
        "one reading under it is jitter"
    );
    assert_eq!(life.titles(&[quota(79.0)]), [""; 0]);
    assert_eq!(life.titles(&[quota(78.0)]), [""; 0]);
    let again = life.sees(&[quota(82.0)]);
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].key, "quota:five_hour:2026-11-18T14:40:00Z:80#2");
    assert_eq!(again[0].covers, [""; 0], "50 was never undercut");
    assert_eq!(life.titles(&[quota(83.0)]), [""; 0]);
}

#[test]
fn the_same_reading_twice_and_estimates_confirm_nothing() {
    let mut life = Life::default();
    life.sees(&[quota(81.0)]);
    life.sees(&[quota(70.0)]);
    let seen_at = NOW + minutes(life.minute);
    for _ in 0..3 {
        assert_eq!(
            life.evaluates(&[AlertReading {
                seen_at,
                ..quota(70.0)
            }]),
            []
        );
        assert_eq!(
            life.sees(&[AlertReading {
                estimate: true,
                ..quota(70.0)
            }]),
            []
        );
    }
    assert_eq!(life.titles(&[quota(81.0)]), [""; 0]);
}

#[test]
fn a_new_window_and_a_compaction_begin_anew_but_jitter_does_not() {
    let mut life = Life::default();
    let resets = |at: Timestamp| AlertReading {
        subject: Subject::Quota {
            kind: WindowKind::FiveHour,
            resets_at: Some(at),
        },
        ..quota(55.0)
    };
    let reset = NOW + minutes(160);
    assert_eq!(life.titles(&[resets(reset)]).len(), 1);
    assert_eq!(
        life.titles(&[resets(reset - SignedDuration::from_secs(1))]),
        [""; 0]
    );
    assert_eq!(
        life.titles(&[resets(reset + SignedDuration::from_secs(59))]),
        [""; 0]
    );
    assert_eq!(life.titles(&[resets(reset + minutes(300))]).len(), 1);
    let filled = |generation| AlertReading {
        subject: Subject::Context {
            session_id: "s".to_owned(),
            project: "p".to_owned(),
            generation,
        },
        ..context(55.0)
    };
    assert_eq!(life.titles(&[filled(0)]).len(), 1);
    assert_eq!(life.titles(&[filled(0)]), [""; 0]);
    assert_eq!(life.titles(&[filled(1)]).len(), 1);
}

#[test]
fn quota_and_context_both_high_are_one_alert() {
    let mut life = Life::default();
    assert_eq!(life.titles(&[quota(81.0), context(60.0)]).len(), 2);
    let found = life.sees(&[quota(83.0), context(82.0)]);
    assert_eq!(found.len(), 1);
    let alert = &found[0];
    assert_eq!(alert.title, "5-hour window 83 % used, context 82 % in api-server");
    assert_eq!(
        alert.body,
        "Hand off and plan the next session for the reset. Resets 14:40, in 2 h 38 m."
    );
    assert_eq!(
        alert.key,
        "both:quota:five_hour:2026-11-18T14:40:00Z:context:id-api-server:0"
    );
    assert_eq!(alert.covers, ["context:id-api-server:0:80"]);
    assert_eq!(
        (alert.view.as_str(), alert.level),
        ("sessions/id-api-server", Level::Warning)
    );
    assert_eq!(life.titles(&[quota(84.0), context(84.0)]), [""; 0]);
    assert_eq!(
        life.titles(&[quota(84.0), context(91.0)]),
        ["Context 91 % in api-server"]
    );
}

#[test]
fn both_at_once_take_the_words_of_the_worse() {
    for (used, full, action) in [
        (85.0, 95.0, "Save and exit now; go on after the reset."),
        (92.0, 82.0, "Save and exit now; go on after the reset."),
        (100.0, 82.0, "Hand off now and go on after the reset."),
    ] {
        let found = Life::default().sees(&[quota(used), context(full)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].body, format!("{action} Resets 14:40, in 2 h 39 m."));
        assert_eq!(found[0].level, Level::Danger);
    }
}

#[test]
fn a_second_full_session_is_told_by_itself() {
    let mut life = Life::default();
    assert_eq!(life.titles(&[quota(85.0), context(88.0)]).len(), 1);
    let second = context_of("docs", 82.0);
    assert_eq!(
        life.titles(&[quota(85.0), context(88.0), second.clone()]),
        ["Context 82 % in docs"]
    );
    let fuller = context_of("docs", 89.0);
    assert_eq!(
        life.titles(&[quota(85.0), context(88.0), fuller]),
        [""; 0],
        "no new threshold, no news"
    );
}

#[test]
fn without_a_threshold_at_80_both_are_still_told_once() {
    let mut life = Life::default();
    life.rules.thresholds = vec![95];
    assert_eq!(life.titles(&[quota(79.0), context(82.0)]), [""; 0]);
    assert_eq!(life.titles(&[quota(80.0), context(82.0)]).len(), 1);
    assert_eq!(life.titles(&[quota(81.0), context(83.0)]), [""; 0]);
}

fn at_risk(percent: f64, early_minutes: i64) -> AlertReading {
    let pace = Pace {
        percent_per_hour: 30.0,
        runs_out_at: Some(NOW + minutes(160 - early_minutes)),
        early_seconds: Some(early_minutes * 60),
        percent_at_reset: Some(120.0),
    };
    AlertReading {
        pace: Some(pace),
        ..quota(percent)
    }
}

fn lasting(percent: f64) -> AlertReading {
    let pace = Pace {
        percent_per_hour: 1.0,
        runs_out_at: None,
        early_seconds: None,
        percent_at_reset: Some(60.0),
    };
    AlertReading {
        pace: Some(pace),
        ..quota(percent)
    }
}

#[test]
fn a_risk_is_told_once_per_episode() {
    let mut life = Life::default();
    assert_eq!(life.titles(&[at_risk(29.0, 35)]), [""; 0], "too early to judge");
    assert_eq!(
        life.titles(&[at_risk(35.0, 8)]),
        [""; 0],
        "too close to the reset to matter"
    );
    let found = life.sees(&[at_risk(40.0, 35)]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].title, "5-hour window runs out at 14:05 at this pace");
    assert_eq!(
        found[0].body,
        "35 min before the reset, 40 % used now. Slow down, or plan the next session."
    );
    assert_eq!((found[0].level, found[0].view.as_str()), (Level::Notice, "now"));
    assert_eq!(life.titles(&[at_risk(41.0, 40)]), [""; 0]);
    assert_eq!(life.titles(&[lasting(42.0)]), [""; 0]);
    assert_eq!(
        life.titles(&[at_risk(43.0, 40)]),
        [""; 0],
        "the episode is not over yet"
    );
    life.sees(&[lasting(44.0)]);
    life.sees(&[lasting(44.0)]);
    assert_eq!(life.titles(&[at_risk(45.0, 40)]).len(), 1, "a new episode");
}

#[test]
fn a_threshold_alert_carries_the_forecast_with_it() {
    let mut life = Life::default();
    let found = life.sees(&[at_risk(55.0, 35)]);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].body,
        "2 h 4 m left at this pace, resets 14:40, in 2 h 39 m. Work on, and keep an eye on it."
    );
    assert_eq!(life.titles(&[at_risk(56.0, 35)]), [""; 0]);
}

#[test]
fn forecasts_can_be_switched_off() {
    let mut life = Life {
        rules: AlertRules {
            predictive: false,
            ..AlertRules::default()
        },
        ..Life::default()
    };
    assert_eq!(life.titles(&[at_risk(40.0, 35)]), [""; 0]);
}

fn ended(minutes_ago: i64, peak_percent: f64) -> EndedWindow {
    EndedWindow {
        kind: WindowKind::FiveHour,
        resets_at: NOW - minutes(minutes_ago),
        peak_percent,
    }
}

#[test]
fn a_window_that_was_nearly_used_up_is_told_when_it_is_free() {
    for (ended, current, body) in [
        (
            ended(10, 92.0),
            None,
            Some("It was 92 % used. The next message starts a new one: go on where you stopped."),
        ),
        (
            ended(10, 80.0),
            Some(quota(3.0)),
            Some("It was 80 % used. Now 3 % used, resets 14:40, in 2 h 39 m."),
        ),
        (ended(10, 79.9), None, None),
        (ended(10, 92.0), Some(quota(85.0)), None),
        (ended(60 * 12, 92.0), None, None),
        (ended(-160, 92.0), Some(quota(40.0)), None),
    ] {
        let mut life = Life {
            ended: vec![ended.clone()],
            ..Life::default()
        };
        life.rules.thresholds.clear();
        let readings = current.into_iter().collect::<Vec<_>>();
        let found = life.sees(&readings);
        assert_eq!(
            found.first().map(|alert| alert.body.as_str()),
            body,
            "{ended:?} {readings:?}"
        );
        assert_eq!(life.sees(&readings), [], "once");
    }
}

#[test]
fn reset_alerts_can_be_switched_off() {
    let mut life = Life {
        ended: vec![ended(10, 92.0)],
        ..Life::default()
    };
    life.rules.reset = false;
    assert_eq!(life.titles(&[]), [""; 0]);
    life.rules.reset = true;
    assert_eq!(life.titles(&[]), ["5-hour window is free again"]);
}

#[test]
fn a_pause_holds_back_and_does_not_swallow() {
    let mut life = Life::default();
    life.rules.paused_until = Some(NOW + minutes(3));
    assert_eq!(life.titles(&[quota(81.0)]), [""; 0]);
    assert_eq!(life.titles(&[quota(82.0)]), [""; 0]);
    assert_eq!(life.titles(&[quota(83.0)]), ["5-hour window 83 % used"]);
    life.rules.enabled = false;
    assert_eq!(life.titles(&[quota(93.0)]), [""; 0]);
}

#[test]
fn a_pause_still_counts_confirmations() {
    let mut life = Life::default();
    life.sees(&[quota(81.0)]);
    life.rules.enabled = false;
    life.sees(&[quota(70.0)]);
    life.sees(&[quota(70.0)]);
    life.rules.enabled = true;
    assert_eq!(life.titles(&[quota(81.0)]).len(), 1);
}

#[test]
fn quiet_hours_postpone() {
    let mut life = Life::default();
    life.rules.quiet = Some(QuietHours {
        from_minute: 12 * 60,
        to_minute: 13 * 60,
    });
    let found = life.sees(&[quota(81.0)]);
    assert_eq!(
        found[0].due,
        Due::AfterQuiet {
            at: NOW + minutes(60)
        }
    );
    assert_eq!(life.sees(&[quota(82.0)]), [], "decided once");
}

#[test]
fn estimates_and_other_windows_are_named_as_such() {
    let opus = Subject::Quota {
        kind: WindowKind::WeeklyOf("seven_day_opus".to_owned()),
        resets_at: None,
    };
    let reading = AlertReading {
        subject: opus,
        estimate: true,
        ..quota(81.0)
    };
    let found = Life::default().sees(&[reading]);
    assert_eq!(found[0].title, "Opus week limit ~81 % used");
    assert_eq!(found[0].body, "Plan the next session for the reset.");
    assert_eq!(found[0].key, "quota:seven_day_opus:open:80");
}
