//! A time zone from its one file. Asked for a zone by name, `jiff` first lists the whole zone database (some 600 files in
//! 20 folders), which a statusline cannot spare.
//!
//! Promises the same zone as `jiff` gives; whatever is unusual is left to `jiff`.

use std::path::{Component, Path};

use jiff::tz::TimeZone;

/// Where Linux and macOS keep their zone database.
const DATABASE: &str = "/usr/share/zoneinfo";

/// The system's zone.
pub(super) fn system() -> TimeZone {
    let target = std::fs::read_link("/etc/localtime").ok();
    let name = target.as_deref().and_then(Path::to_str);
    name.and_then(|target| target.split_once("zoneinfo/"))
        .and_then(|(_, name)| quickly(name))
        .unwrap_or_else(TimeZone::system)
}

/// A zone by its name, "Europe/Paris"; `None` when there is none of that name.
pub(super) fn named(name: &str) -> Option<TimeZone> {
    quickly(name).or_else(|| TimeZone::get(name).ok())
}

fn quickly(name: &str) -> Option<TimeZone> {
    if name == "UTC" {
        return Some(TimeZone::UTC);
    }
    let inside = Path::new(name)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    let bytes = inside.then(|| std::fs::read(Path::new(DATABASE).join(name)).ok())??;
    TimeZone::tzif(name, &bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_from_its_file_is_the_zone_that_jiff_finds() {
        for name in [
            "UTC",
            "Etc/UTC",
            "Europe/Paris",
            "Asia/Kathmandu",
            "Nowhere/Atlantis",
            "",
        ] {
            let (ours, theirs) = (named(name), TimeZone::get(name).ok());
            for at in [0, 1_795_000_000, 1_780_000_000] {
                let at = jiff::Timestamp::from_second(at).expect("time");
                let offset = |zone: &Option<TimeZone>| zone.as_ref().map(|zone| zone.to_offset(at));
                assert_eq!(offset(&ours), offset(&theirs), "{name}");
            }
            let id = |zone: &Option<TimeZone>| zone.as_ref()?.iana_name().map(str::to_owned);
            assert_eq!(id(&ours), id(&theirs), "{name}");
        }
    }

    #[test]
    fn a_name_never_leads_out_of_the_database() {
        for name in [
            "../../etc/passwd",
            "/etc/localtime",
            "Europe/../../zoneinfo/Europe/Paris",
        ] {
            assert_eq!(quickly(name), None, "{name}");
        }
    }
}
