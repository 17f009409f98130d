//! `segue config list`: the settings.

use segue_engine::view::{Setting, SettingKind};

use super::ink::{BOLD, DIM, paint};
use super::plain::{plain, wrapped};
use super::{Look, heading};

/// Every setting under its group: value, what it does, what it may be.
pub(crate) fn settings(settings: &[Setting], look: &Look) -> String {
    let mut text = String::new();
    let mut group = None;
    for one in settings {
        if group != Some(&one.group) {
            text.push_str(if group.is_some() { "\n" } else { "" });
            text.push_str(&heading(&plain(&one.group)));
            group = Some(&one.group);
        }
        text.push_str(&setting(one, look));
    }
    text
}

fn setting(one: &Setting, look: &Look) -> String {
    let value = if one.value.is_empty() {
        "(none)".to_owned()
    } else {
        plain(&one.value)
    };
    let default = if one.value == one.default {
        String::new()
    } else if one.default.is_empty() {
        paint(DIM, "  default (none)")
    } else {
        paint(DIM, format!("  default {}", plain(&one.default)))
    };
    let help = wrapped(
        &format!("{} {}", plain(&one.help), choices(&one.kind)),
        4,
        look.width,
    );
    let help = help
        .lines()
        .map(|line| format!("{}\n", paint(DIM, line)))
        .collect::<String>();
    format!("  {} = {}{default}\n{help}", one.key, paint(BOLD, value))
}

fn choices(kind: &SettingKind) -> String {
    match kind {
        SettingKind::Switch => "(true or false)".to_owned(),
        SettingKind::Number { min, max, unit } => format!("({min} to {max} {unit})"),
        SettingKind::Choice { options } => format!("({})", options.join(", ")),
        // Their help text shows what they look like.
        SettingKind::Hours | SettingKind::TimeZone | SettingKind::Text => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    #[test]
    fn grouped_with_help_and_defaults() {
        let text = super::settings(&samples::settings(), &samples::look());
        assert_snapshot!(anstream::adapter::strip_str(&text).to_string());
    }
}
