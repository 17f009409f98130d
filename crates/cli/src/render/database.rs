//! `segue db`: the one file that is the truth.

use segue_engine::view::{DatabaseStatus, SnapshotView};
use segue_meter::words;

use super::ink::{DIM, paint};
use super::plain::plain;
use super::table::{Cell, Side, Table};
use super::{Look, heading, next_step, remark};

/// Where it is, how large, whether it is sound, and the copies that can be gone back to.
pub(crate) fn database(database: &DatabaseStatus, look: &Look) -> String {
    let mut text = format!("  {}\n", plain(&database.path));
    if database.schema_version.is_none() && database.damage.is_none() {
        text.push_str(&remark(
            "Not there yet; it is made when it is first needed.",
            look,
        ));
    } else {
        text.push_str(&facts(database));
    }
    if !database.snapshots.is_empty() {
        text.push_str(&format!(
            "\n{}{}",
            heading("Copies to go back to"),
            snapshots(&database.snapshots, look)
        ));
    }
    if let Some(step) = step(database) {
        text.push_str(&format!("\n{}", next_step(step, look)));
    }
    text
}

fn facts(database: &DatabaseStatus) -> String {
    let known = database.known_version;
    let schema = match database.schema_version {
        None => "cannot be read".to_owned(),
        Some(version) if version < known => format!("{version}, this Segue writes {known}"),
        Some(version) if version > known => format!("{version}, newer than this Segue's {known}"),
        Some(version) => version.to_string(),
    };
    let integrity = match &database.damage {
        None => "ok".to_owned(),
        Some(damage) => format!("damaged: {}", plain(damage)),
    };
    let mut table = Table::new(&[("", Side::Left), ("", Side::Left)]);
    for (name, value) in [
        ("size", bytes(database.size_bytes)),
        ("schema", schema),
        ("integrity", integrity),
    ] {
        table.row(vec![Cell::styled(name, DIM), value.into()]);
    }
    table.draw()
}

fn snapshots(snapshots: &[SnapshotView], look: &Look) -> String {
    let mut text = String::new();
    for one in snapshots {
        let age = words::age(look.now.duration_since(one.taken_at).as_secs());
        text.push_str(&format!("  {}\n", plain(&one.path)));
        text.push_str(&format!(
            "    {}\n",
            paint(DIM, format!("schema {}, {age}", one.schema_version))
        ));
    }
    text
}

fn step(database: &DatabaseStatus) -> Option<&'static str> {
    if database.damage.is_some() {
        return Some("Go back with `segue db rollback`; the present file is kept.");
    }
    let version = database.schema_version?;
    if version > database.known_version {
        Some("Install the newer Segue, or go back with `segue db rollback`.")
    } else if version < database.known_version {
        Some("Bring it up to date with `segue db migrate`; a copy is made first.")
    } else {
        None
    }
}

/// A size in bytes: `512 B`, `12.3 KiB`, `4.0 MiB`.
fn bytes(size: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if size < 1024 {
        return format!("{size} B");
    }
    let (mut value, mut unit) = (size as f64 / 1024.0, 0);
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use segue_engine::view::DatabaseStatus;

    use super::bytes;
    use crate::render::samples;

    fn shown(database: &DatabaseStatus) -> String {
        anstream::adapter::strip_str(&super::database(database, &samples::look())).to_string()
    }

    #[test]
    fn sound_with_a_copy() {
        assert_snapshot!(shown(&samples::database()));
    }

    #[test]
    fn newer_damaged_absent_and_older() {
        let newer = DatabaseStatus {
            schema_version: Some(9),
            ..samples::database()
        };
        let unreadable = DatabaseStatus {
            schema_version: None,
            damage: Some("file is not a database".to_owned()),
            ..samples::database()
        };
        let damaged = DatabaseStatus {
            damage: Some("row 3 missing from index".to_owned()),
            ..samples::database()
        };
        let absent = DatabaseStatus {
            schema_version: None,
            snapshots: Vec::new(),
            ..samples::database()
        };
        let older = DatabaseStatus {
            schema_version: Some(1),
            snapshots: Vec::new(),
            ..samples::database()
        };
        let all = [newer, damaged, unreadable, absent, older].map(|database| shown(&database));
        assert_snapshot!(all.join("----\n"));
    }

    #[test]
    fn sizes_in_binary_units() {
        for (size, text) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (12_595, "12.3 KiB"),
            (4_194_304, "4.0 MiB"),
        ] {
            assert_eq!(bytes(size), text);
        }
        assert!(bytes(u64::MAX).ends_with(" TiB"));
    }
}
