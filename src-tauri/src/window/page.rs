//! What every page is given before its own code runs.

/// Under `LANG=C` WebKitGTK says its language is `C`, which is no language tag: `new Intl.NumberFormat(navigator.language)`,
/// as chart libraries write it, throws and leaves the window empty. Seen with WebKitGTK 2.50.
pub(super) const LANGUAGE: &str = "\
try { new Intl.Locale(navigator.language); } catch {
  Object.defineProperty(navigator, 'language', { get: () => 'en' });
  Object.defineProperty(navigator, 'languages', { get: () => ['en'] });
}";
