//! How a prompt gets into an interactive Claude Code. Pure.
//!
//! Tried with Claude Code 2.1.197 and 2.1.329 on Linux: an argument may have 128 KiB; a file as standard input becomes the
//! first message byte for byte (1 MB), and Claude Code opens the terminal for what is typed afterwards; a file that is
//! appended to the system prompt arrives as well, but is no message. 2.1.329 removes invisible characters from the first
//! message whichever way it came, and makes a carriage return a line's end (docs/decisions/0010).

/// The longest argument that is surely taken, in bytes: Linux has 128 KiB for one, macOS 1 MiB and Windows 32,767
/// characters for all of them and, on macOS, the environment.
const LONGEST_ARGUMENT: usize = if cfg!(windows) {
    30_000
} else if cfg!(target_os = "macos") {
    500_000
} else {
    100_000
};

/// What is said where the words themselves stand in the system prompt.
pub(super) const DO_IT: &str = "Do what the end of your system prompt, which I wrote for this session, says.";

/// A way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carry {
    /// There are no words.
    Nothing,
    /// As the last argument.
    Argument,
    /// The file is standard input.
    Input,
    /// The file is appended to the system prompt. Not yet run where it is used.
    SystemPrompt,
}

/// The way of a prompt of so many bytes.
pub(super) fn carry(bytes: usize) -> Carry {
    match bytes {
        0 => Carry::Nothing,
        1..=LONGEST_ARGUMENT => Carry::Argument,
        // Elsewhere nobody has seen yet that Claude Code finds the terminal again.
        _ if cfg!(target_os = "linux") => Carry::Input,
        _ => Carry::SystemPrompt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_for_an_argument_is_carried_by_its_file() {
        assert_eq!(carry(0), Carry::Nothing);
        assert_eq!(carry(LONGEST_ARGUMENT), Carry::Argument);
        let long = if cfg!(target_os = "linux") {
            Carry::Input
        } else {
            Carry::SystemPrompt
        };
        assert_eq!(carry(LONGEST_ARGUMENT + 1), long);
    }
}
