//! Where in the window: the views of this release, as the text that `--view`, notices and the page's address share.

use std::fmt;

/// A place in the main window.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Route {
    /// Where I stand.
    #[default]
    Now,
    /// All sessions.
    Sessions,
    /// One session, by its id.
    Session(String),
    /// Tokens and cost.
    Usage,
    /// Settings.
    Settings,
    /// What is found and what is missing.
    Doctor,
}

impl Route {
    /// Reads `now`, `sessions`, `sessions/ID`, `usage`, `settings`, `doctor`.
    pub(crate) fn parse(text: &str) -> Option<Route> {
        match text {
            "now" => Some(Route::Now),
            "sessions" => Some(Route::Sessions),
            "usage" => Some(Route::Usage),
            "settings" => Some(Route::Settings),
            "doctor" => Some(Route::Doctor),
            _ => {
                let id = text.strip_prefix("sessions/")?;
                let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
                (!id.is_empty() && id.chars().all(plain)).then(|| Route::Session(id.to_owned()))
            }
        }
    }

    /// The page of the main window, opened here.
    pub(crate) fn page(&self) -> String {
        format!("index.html#/{self}")
    }
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Now => out.write_str("now"),
            Route::Sessions => out.write_str("sessions"),
            Route::Session(id) => write!(out, "sessions/{id}"),
            Route::Usage => out.write_str("usage"),
            Route::Settings => out.write_str("settings"),
            Route::Doctor => out.write_str("doctor"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn text_and_route_are_each_other() {
        let id = "8c5d1f0e-4a57-4b0c-9a3e-1f2d3c4b5a69";
        for route in [
            Route::Now,
            Route::Sessions,
            Route::Session(id.to_owned()),
            Route::Usage,
            Route::Settings,
            Route::Doctor,
        ] {
            assert_eq!(Route::parse(&route.to_string()), Some(route));
        }
    }

    #[test]
    fn an_address_cannot_be_smuggled_in() {
        for text in [
            "",
            "sessions/",
            "sessions/../../etc",
            "sessions/a?b#c",
            "http://example.org",
            "Now",
        ] {
            assert_eq!(Route::parse(text), None, "{text}");
        }
    }
}
