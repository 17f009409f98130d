//! What every page is given before its own code runs: a language, and the theme that the person chose, so that the first
//! paint is right already.

use tauri::Theme;

/// The script that runs before the page's own.
pub(super) fn preface(theme: Option<Theme>) -> String {
    match theme {
        None => LANGUAGE.to_owned(),
        Some(theme) => format!("{LANGUAGE}\ndocument.documentElement.dataset.theme = '{theme}';"),
    }
}

/// Under `LANG=C` WebKitGTK says its language is `C`, which is no language tag: `new Intl.NumberFormat(navigator.language)`,
/// as chart libraries write it, throws and leaves the window empty. Seen with WebKitGTK 2.50.
const LANGUAGE: &str = "\
try { new Intl.Locale(navigator.language); } catch {
  Object.defineProperty(navigator, 'language', { get: () => 'en' });
  Object.defineProperty(navigator, 'languages', { get: () => ['en'] });
}";
