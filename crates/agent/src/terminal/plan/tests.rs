//! Which terminal, with which words.

use super::*;

const AWKWARD: &str = "it's \"$HOME\" `x`; \\ –\n\tend ";

fn planned(platform: Platform, desk: &Desk<'_>, there: &[&str]) -> Option<Planned> {
    let arguments = ["--resume".to_owned(), AWKWARD.to_owned()];
    let run = Run {
        program: Path::new("/usr/bin/claude"),
        arguments: &arguments,
        cwd: Path::new("/home/dev/my work"),
        environment: &[("CLAUDE_CONFIG_DIR".to_owned(), "/data/claude".to_owned())],
        name: "segue-1a2b",
        scratch: Path::new("/segue/launch"),
    };
    let found = |name: &str| there.contains(&name).then(|| Path::new("/bin").join(name));
    plan(platform, desk, &run, Path::new("/segue/launch/m"), &found)
}

fn desk(display: bool) -> Desk<'static> {
    Desk {
        display,
        ..Desk::default()
    }
}

/// What every terminal is to run.
fn inner() -> Vec<String> {
    [
        "/bin/sh",
        "-c",
        RUNNER,
        "segue",
        "/segue/launch/m",
        "/home/dev/my work",
        "env",
        "CLAUDE_CONFIG_DIR=/data/claude",
        "/usr/bin/claude",
        "--resume",
        AWKWARD,
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn every_terminal_gets_the_words_as_they_are() {
    for (program, before) in [
        ("xdg-terminal-exec", &[][..]),
        ("x-terminal-emulator", &["-e"]),
        ("gnome-terminal", &["--"]),
        ("konsole", &["-e"]),
        ("xfce4-terminal", &["-x"]),
        ("kitty", &[]),
        ("alacritty", &["-e"]),
        ("wezterm", &["start", "--"]),
        ("foot", &[]),
        ("ghostty", &["-e"]),
        ("xterm", &["-e"]),
    ] {
        let planned = planned(Platform::Linux, &desk(true), &[program]).expect(program);
        let before = before.iter().map(|word| (*word).to_owned());
        assert_eq!(planned.arguments, before.chain(inner()).collect::<Vec<_>>());
        assert_eq!((planned.terminal.as_str(), planned.attach), (program, None));
    }
}

#[test]
fn a_terminal_that_takes_one_text_gets_it_quoted() {
    let planned = planned(Platform::Linux, &desk(true), &["tilix"]).expect("tilix");
    assert_eq!(planned.arguments.len(), 2);
    assert!(
        planned.arguments[1].ends_with(" '--resume' 'it'\\''s \"$HOME\" `x`; \\ –\n\tend '"),
        "{}",
        planned.arguments[1]
    );
}

#[test]
fn the_persons_choice_comes_first_then_the_systems_then_the_desktops() {
    let chosen = |desk: &Desk<'_>, there: &[&str]| planned(Platform::Linux, desk, there).map(|p| p.terminal);
    let wants = |wanted| Desk {
        wanted: Some(wanted),
        ..desk(true)
    };
    let all = ["xterm", "kitty", "konsole", "gnome-terminal", "xdg-terminal-exec"];
    assert_eq!(chosen(&wants("kitty"), &all).as_deref(), Some("kitty"));
    assert_eq!(
        chosen(&wants("not-there"), &all).as_deref(),
        Some("xdg-terminal-exec")
    );
    let kde = Desk {
        desktop: Some("ubuntu:KDE"),
        ..desk(true)
    };
    assert_eq!(chosen(&kde, &all[..4]).as_deref(), Some("konsole"));
    assert_eq!(chosen(&desk(true), &all[..2]).as_deref(), Some("kitty"));
    assert_eq!(chosen(&desk(true), &[]), None);
}

#[test]
fn a_terminal_nobody_knows_is_asked_as_xterm_is() {
    let wants = Desk {
        wanted: Some("/bin/mine --big"),
        ..desk(true)
    };
    let arguments = ["x".to_owned()];
    let run = Run {
        program: Path::new("/usr/bin/claude"),
        arguments: &arguments,
        cwd: Path::new("/"),
        environment: &[],
        name: "segue-1",
        scratch: Path::new("/s"),
    };
    let found = |name: &str| (name == "/bin/mine").then(|| PathBuf::from(name));
    let planned = plan(Platform::Linux, &wants, &run, Path::new("/m"), &found).expect("mine");
    assert_eq!(
        (planned.terminal.as_str(), planned.arguments[0].as_str()),
        ("mine", "-e")
    );
}

#[test]
fn without_a_display_it_is_tmux() {
    let away = planned(Platform::Linux, &desk(false), &["xterm", "tmux"]).expect("tmux");
    assert_eq!(
        away.arguments[..5],
        ["new-session", "-d", "-s", "segue-1a2b", "--"]
    );
    assert_eq!(away.arguments[5..], inner());
    assert_eq!(away.attach.as_deref(), Some("tmux attach -t segue-1a2b"));
    let inside = Desk {
        in_tmux: true,
        ..desk(false)
    };
    let inside = planned(Platform::Linux, &inside, &["tmux"]).expect("tmux");
    assert_eq!(inside.arguments[..3], ["new-window", "-n", "segue-1a2b"]);
    assert_eq!(inside.attach, None);
    assert_eq!(planned(Platform::Linux, &desk(false), &["xterm"]), None);
    let only = planned(Platform::Linux, &desk(true), &["tmux"]).expect("a display without a terminal");
    assert_eq!(only.terminal, "tmux");
}

#[test]
fn macos_opens_a_script_and_windows_its_terminal() {
    let mac = planned(Platform::Mac, &desk(true), &[]).expect("mac");
    let (path, body) = mac.script.expect("script");
    assert_eq!(mac.arguments[2], path.to_string_lossy());
    assert!(body.starts_with("#!/bin/sh\nrm -f -- '/segue/launch/segue-1a2b.command'\nexec '/bin/sh' '-c' "));
    let windows = planned(Platform::Windows, &desk(true), &["wt"]).expect("windows");
    assert_eq!(
        windows.arguments[..5],
        ["-w", "0", "nt", "-d", "/home/dev/my work"]
    );
    assert!(windows.arguments[7].contains(r"\;"));
    let console = planned(Platform::Windows, &desk(true), &[]).expect("console");
    assert_eq!(console.arguments[0], "/usr/bin/claude");
}
