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
        after: &["/usr/bin/segue".to_owned(), "begin it's".to_owned()],
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
        "'env' 'CLAUDE_CONFIG_DIR=/data/claude' '/usr/bin/segue' 'begin it'\\''s'",
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
        after: &[],
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
fn what_was_chosen_in_segue_comes_before_everything() {
    let chosen = |chosen, there: &[&str]| {
        let desk = Desk {
            chosen: Some(chosen),
            wanted: Some("kitty"),
            ..desk(true)
        };
        planned(Platform::Linux, &desk, there).map(|p| p.terminal)
    };
    let all = ["xterm", "kitty", "foot", "tmux", "xdg-terminal-exec"];
    assert_eq!(chosen("foot", &all).as_deref(), Some("foot"));
    assert_eq!(chosen("not-there", &all).as_deref(), Some("kitty"));
    assert_eq!(
        chosen("tmux", &all).as_deref(),
        Some("tmux"),
        "a display does not matter"
    );
}

#[test]
fn macos_hands_a_script_to_the_application_that_is_there() {
    let mac = |chosen, there: &[&str]| {
        let desk = Desk { chosen, ..desk(true) };
        planned(Platform::Mac, &desk, there).expect("an application")
    };
    let script = "/segue/launch/segue-1a2b.command";
    let plain = mac(None, &["Terminal.app"]);
    assert_eq!(plain.program, Path::new("/usr/bin/open"));
    assert_eq!(plain.arguments, ["-a", "Terminal.app", script]);
    let (path, body) = plain.script.expect("script");
    assert_eq!(path, Path::new(script));
    assert!(body.starts_with(&format!("#!/bin/sh\nrm -f -- '{script}'\nexec '/bin/sh' '-c' ")));
    let all = [
        "Terminal.app",
        "iTerm.app",
        "Ghostty.app",
        "WezTerm.app",
        "kitty.app",
        "Alacritty.app",
    ];
    for (chosen, terminal, arguments) in [
        (None, "iTerm2", &["-a", "iTerm.app", script][..]),
        (Some("iterm"), "iTerm2", &["-a", "iTerm.app", script]),
        (Some("Terminal"), "Terminal", &["-a", "Terminal.app", script]),
        (
            Some("ghostty"),
            "Ghostty",
            &["-na", "Ghostty.app", "--args", "-e", script],
        ),
        (
            Some("WezTerm"),
            "WezTerm",
            &["-na", "WezTerm.app", "--args", "start", "--", script],
        ),
        (Some("kitty"), "kitty", &["-na", "kitty.app", "--args", script]),
        (
            Some("alacritty"),
            "Alacritty",
            &["-na", "Alacritty.app", "--args", "-e", script],
        ),
        (Some("unknown"), "iTerm2", &["-a", "iTerm.app", script]),
    ] {
        let planned = mac(chosen, &all);
        assert_eq!(planned.terminal, terminal);
        assert_eq!(planned.arguments, arguments);
    }
    assert_eq!(planned(Platform::Mac, &desk(true), &[]), None);
}

#[test]
fn windows_has_its_terminal_or_a_console_with_powershell() {
    let windows = |chosen, there: &[&str]| {
        let desk = Desk { chosen, ..desk(true) };
        planned(Platform::Windows, &desk, there).expect("windows")
    };
    let own = windows(None, &["powershell", "wt"]);
    assert_eq!(own.terminal, "Windows Terminal");
    assert_eq!(own.arguments[..5], ["-w", "0", "nt", "-d", "/home/dev/my work"]);
    assert!(own.arguments[7].contains(r"\;"));
    for (chosen, there) in [
        (None, &["powershell"][..]),
        (Some("powershell.exe"), &["powershell", "wt"]),
    ] {
        let console = windows(chosen, there);
        assert_eq!(
            (console.terminal.as_str(), console.program.as_path()),
            ("PowerShell", Path::new("conhost.exe"))
        );
        assert_eq!(
            console.arguments[..4],
            ["/bin/powershell", "-NoLogo", "-NoExit", "-Command"]
        );
        assert!(
            console.arguments[4].starts_with(
                "Set-Location -LiteralPath '/home/dev/my work'; $env:CLAUDE_CONFIG_DIR='/data/claude'; & '/usr/bin/claude' '--resume' 'it''s "
            ),
            "{}",
            console.arguments[4]
        );
    }
    let console = windows(None, &[]);
    assert_eq!(console.arguments[0], "/usr/bin/claude");
}
