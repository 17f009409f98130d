//! The variables a job gets: those the person has now, and of their desktop's session what was known when there was one.

use std::collections::BTreeMap;

use segue_store::JobRow;

use crate::world::World;

/// What a terminal without a desktop (SSH, a hook) does not have, and a session needs to open a window.
const OF_DESKTOP: &[&str] = &[
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_CURRENT_DESKTOP",
    "XDG_RUNTIME_DIR",
    "TERMINAL",
];

/// The person, or a test, wants no job of the operating system's at all.
pub(super) fn is_off(world: &World) -> bool {
    world.places.environment.timer.as_deref() == Some("none")
}

/// The variables, with `SEGUE_HOME` always said: the job finds our folder whatever its defaults are.
pub(super) fn of(world: &World, rows: &[JobRow]) -> Vec<(String, String)> {
    let mut all = world.places.environment.for_jobs.clone();
    let home = world.places.segue.to_string_lossy().into_owned();
    all.push(("SEGUE_HOME".to_owned(), home));
    let latest = rows.iter().max_by_key(|row| row.tried_at);
    let remembered: BTreeMap<String, String> = latest
        .and_then(|row| serde_json::from_str(&row.environment).ok())
        .unwrap_or_default();
    for name in OF_DESKTOP {
        if let (true, Some(value)) = (all.iter().all(|(known, _)| known != name), remembered.get(*name)) {
            all.push(((*name).to_owned(), value.clone()));
        }
    }
    // A variable with a line break in it is nothing a session needs, and no timer takes it.
    all.retain(|(_, value)| !value.chars().any(char::is_control));
    all
}

/// As it is remembered.
pub(super) fn to_json(environment: &[(String, String)]) -> String {
    let map: BTreeMap<&str, &str> = environment
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    serde_json::to_string(&map).unwrap_or_else(|_| "{}".to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::world::Environment;

    fn world(variables: &[(&str, &str)]) -> World {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        World::from(&Environment {
            home: Some("/home/you".into()),
            segue_home: Some("/home/you/segue".into()),
            claude_config_dir: Some("/home/you/.claude".to_owned()),
            for_jobs: variables.iter().map(own).collect(),
            ..Environment::default()
        })
        .expect("world")
    }

    #[test]
    fn a_desktop_is_remembered_where_there_is_none_and_nothing_else() {
        let row = JobRow {
            name: "segue-wake-1a2b3c4d-3".to_owned(),
            schedule: 3,
            timer: None,
            fingerprint: String::new(),
            environment: to_json(&[
                ("DISPLAY".to_owned(), ":0".to_owned()),
                ("TERMINAL".to_owned(), "kitty".to_owned()),
                ("CLAUDE_CONFIG_DIR".to_owned(), "/elsewhere".to_owned()),
            ]),
            next: None,
            tried_at: Timestamp::UNIX_EPOCH,
            put_at: None,
            failure: None,
        };
        let over_ssh = world(&[("PATH", "/bin"), ("TERMINAL", "foot"), ("LANG", "C\nx")]);
        let expected = [
            ("PATH", "/bin"),
            ("TERMINAL", "foot"),
            ("SEGUE_HOME", "/home/you/segue"),
            ("DISPLAY", ":0"),
        ];
        assert_eq!(
            of(&over_ssh, &[row]),
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
