//! Whether a session has spent what it may. Pure.

use segue_meter::words;
use segue_plan::schedule::Budget;

/// What a session has spent so far.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Spent {
    /// Tokens of all classes, sub-agents included.
    pub(super) tokens: u64,
    /// Points of the 5-hour window; `None` where nothing tells.
    pub(super) percent: Option<f64>,
}

/// Why it is stopped, in words; `None` while there is something left.
pub(super) fn used_up(budget: &Budget, spent: &Spent) -> Option<String> {
    match budget {
        Budget::Tokens { tokens } if spent.tokens >= *tokens => Some(format!(
            "The budget of {} tokens is used up ({}): stopped.",
            words::tokens(*tokens),
            words::tokens(spent.tokens)
        )),
        Budget::Percent { percent } => {
            let used = spent.percent.filter(|used| used >= percent)?;
            Some(format!(
                "The budget of {percent} % of the 5-hour window is used up (~{used:.1} %): stopped."
            ))
        }
        Budget::Tokens { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_used_up_when_it_is_reached() {
        let spent = Spent {
            tokens: 200_000,
            percent: Some(12.34),
        };
        let said = |budget| used_up(&budget, &spent);
        assert_eq!(said(Budget::Tokens { tokens: 200_001 }), None);
        assert_eq!(
            said(Budget::Tokens { tokens: 150_000 }).as_deref(),
            Some("The budget of 150k tokens is used up (200k): stopped.")
        );
        assert_eq!(said(Budget::Percent { percent: 12.5 }), None);
        assert_eq!(
            said(Budget::Percent { percent: 12.0 }).as_deref(),
            Some("The budget of 12 % of the 5-hour window is used up (~12.3 %): stopped.")
        );
        let unknown = Spent {
            percent: None,
            ..spent
        };
        assert_eq!(used_up(&Budget::Percent { percent: 1.0 }, &unknown), None);
    }
}
