//! The one decision table.

use super::{Action, Level};

/// The level of a used percentage, of quota or of context: notice from 50, warning from 80, danger from 90.
pub fn level(percent: f64) -> Level {
    match percent {
        p if p < 50.0 => Level::Ok,
        p if p < 80.0 => Level::Notice,
        p if p < 90.0 => Level::Warning,
        _ => Level::Danger,
    }
}

/// What to do at these used percentages of the fullest quota window and of the session's context; `None` is not known.
///
/// Quota alone: from 80 plan the next session, from 90 wrap up, from 95 save and exit, from 100 wait. Context at 80
/// asks for compacting while there is quota to go on with (under 70), for a restart from 70, for the next session
/// from 80; at 90 for saving now. The more urgent of the two wins.
pub fn combine(quota: Option<f64>, context: Option<f64>) -> Action {
    let (q, c) = (quota.unwrap_or(0.0), context.unwrap_or(0.0));
    match (q, c) {
        _ if q >= 100.0 => Action::WaitForReset,
        _ if q >= 95.0 || c >= 90.0 => Action::SaveAndExit,
        _ if q >= 90.0 => Action::WrapUp,
        _ if q >= 80.0 => Action::PlanNext,
        _ if c >= 80.0 && q >= 70.0 => Action::SaveAndRestart,
        _ if c >= 80.0 => Action::Compact,
        _ if q >= 50.0 || c >= 50.0 => Action::ContinueAware,
        _ => Action::Continue,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Action, Level};
    use super::{combine, level};

    #[test]
    fn levels_begin_at_50_80_and_90() {
        for (percent, expected) in [
            (0.0, Level::Ok),
            (49.9, Level::Ok),
            (50.0, Level::Notice),
            (79.9, Level::Notice),
            (80.0, Level::Warning),
            (89.9, Level::Warning),
            (90.0, Level::Danger),
            (105.0, Level::Danger),
        ] {
            assert_eq!(level(percent), expected, "{percent}");
        }
    }

    #[test]
    fn the_table_at_every_border() {
        for (quota, context, expected) in [
            (None, None, Action::Continue),
            (Some(49.9), None, Action::Continue),
            (Some(50.0), None, Action::ContinueAware),
            (Some(79.9), None, Action::ContinueAware),
            (Some(80.0), None, Action::PlanNext),
            (Some(89.9), None, Action::PlanNext),
            (Some(90.0), None, Action::WrapUp),
            (Some(94.9), None, Action::WrapUp),
            (Some(95.0), None, Action::SaveAndExit),
            (Some(99.9), None, Action::SaveAndExit),
            (Some(100.0), None, Action::WaitForReset),
            (Some(105.0), Some(95.0), Action::WaitForReset),
            (None, Some(49.9), Action::Continue),
            (None, Some(50.0), Action::ContinueAware),
            (None, Some(79.9), Action::ContinueAware),
            (None, Some(80.0), Action::Compact),
            (None, Some(89.9), Action::Compact),
            (None, Some(90.0), Action::SaveAndExit),
            (Some(10.0), Some(80.0), Action::Compact),
            (Some(69.9), Some(80.0), Action::Compact),
            (Some(70.0), Some(80.0), Action::SaveAndRestart),
            (Some(79.9), Some(89.9), Action::SaveAndRestart),
            (Some(79.9), Some(79.9), Action::ContinueAware),
            (Some(80.0), Some(80.0), Action::PlanNext),
            (Some(89.9), Some(89.9), Action::PlanNext),
            (Some(80.0), Some(10.0), Action::PlanNext),
            (Some(90.0), Some(80.0), Action::WrapUp),
            (Some(90.0), Some(90.0), Action::SaveAndExit),
            (Some(10.0), Some(90.0), Action::SaveAndExit),
            (Some(99.9), Some(10.0), Action::SaveAndExit),
        ] {
            assert_eq!(
                combine(quota, context),
                expected,
                "quota {quota:?}, context {context:?}"
            );
        }
    }
}
