//! Terminals as data: how each takes a program with its arguments.
//!
//! Seen to pass arguments byte for byte: xterm, gnome-terminal 3.46, konsole 22.12, kitty 0.26, alacritty 0.11,
//! xfce4-terminal 1.0. The others are as their manuals say; those of macOS and Windows were not yet run.

/// How a terminal takes what it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// The program and its arguments after these words, each on its own.
    Words(&'static [&'static str]),
    /// One text after this word, which it takes apart as a shell would.
    OneText(&'static str),
    /// A script that it opens as a document, as `open -a` hands it over.
    Document,
}

/// A terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) program: &'static str,
    pub(super) takes: Takes,
}

const fn words(program: &'static str, before: &'static [&'static str]) -> Kind {
    Kind {
        program,
        takes: Takes::Words(before),
    }
}

/// Those that are looked for, in this order; the system's own choices first, xterm last.
pub(super) const KINDS: &[Kind] = &[
    words("xdg-terminal-exec", &[]),
    words("x-terminal-emulator", &["-e"]),
    words("gnome-terminal", &["--"]),
    words("kgx", &["--"]),
    words("ptyxis", &["--"]),
    words("konsole", &["-e"]),
    words("xfce4-terminal", &["-x"]),
    words("mate-terminal", &["-x"]),
    words("kitty", &[]),
    words("alacritty", &["-e"]),
    words("wezterm", &["start", "--"]),
    words("foot", &[]),
    words("ghostty", &["-e"]),
    Kind {
        program: "tilix",
        takes: Takes::OneText("-e"),
    },
    words("xterm", &["-e"]),
];

/// A desktop's own terminals, by a word of `XDG_CURRENT_DESKTOP`.
pub(super) const OF_DESKTOP: &[(&str, &[&str])] = &[
    ("GNOME", &["ptyxis", "kgx", "gnome-terminal"]),
    ("KDE", &["konsole"]),
    ("XFCE", &["xfce4-terminal"]),
    ("MATE", &["mate-terminal"]),
];

/// An application of macOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Application {
    /// Its bundle, in one of the folders of applications.
    pub(super) bundle: &'static str,
    /// What a person calls it.
    pub(super) name: &'static str,
    pub(super) takes: Takes,
}

const fn application(bundle: &'static str, name: &'static str, takes: Takes) -> Application {
    Application { bundle, name, takes }
}

/// Those that a person installed come before the one that every Mac has: nobody installs a terminal in order to use the
/// other one.
pub(super) const APPLICATIONS: &[Application] = &[
    application("iTerm.app", "iTerm2", Takes::Document),
    application("Ghostty.app", "Ghostty", Takes::Words(&["-e"])),
    application("WezTerm.app", "WezTerm", Takes::Words(&["start", "--"])),
    application("kitty.app", "kitty", Takes::Words(&[])),
    application("Alacritty.app", "Alacritty", Takes::Words(&["-e"])),
    application("Terminal.app", "Terminal", Takes::Document),
];

/// On Windows, by their programs: Windows Terminal, then a console with either PowerShell.
pub(super) const OF_WINDOWS: &[&str] = &["wt", "pwsh", "powershell"];

/// How a program takes what it runs; one that we do not know most likely takes `-e`, as xterm began it.
pub(super) fn takes(program: &str) -> Takes {
    KINDS
        .iter()
        .find(|kind| kind.program == program)
        .map_or(Takes::Words(&["-e"]), |kind| kind.takes)
}
