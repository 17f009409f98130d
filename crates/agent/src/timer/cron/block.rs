//! A block of ours in a crontab. Pure.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::timer::TimerError;
use crate::timer::job::{Job, check_name};

const BEGIN: &str = "# BEGIN ";
const END: &str = "# END ";

/// The block: marks, a line per moment, and one for the machine's start.
pub(super) fn block(job: &Job, script: &str, zone: &TimeZone, now: Timestamp) -> Result<String, TimerError> {
    let mut text = format!("{BEGIN}{} (Segue writes this block and removes it)\n", job.name);
    if script.contains('\\') {
        // Some take one of two away, some do not.
        return Err(TimerError::Untakeable(format!(
            "cron takes no path with a backslash in it: {script}"
        )));
    }
    // cron would make a line break of %.
    let command = format!("'{}'", script.replace('\'', r#"'"'"'"#).replace('%', r"\%"));
    let mut last = String::new();
    for moment in job.written_out(now) {
        let there = moment.to_zoned(zone.clone());
        let line = format!(
            "{} {} {} {} * {command}\n",
            there.minute(),
            there.hour(),
            there.day(),
            there.month()
        );
        if line != last {
            text.push_str(&line);
            last = line;
        }
    }
    let _infallible = writeln!(text, "@reboot {command}");
    let _infallible = writeln!(text, "{END}{}", job.name);
    Ok(text)
}

/// The table with the block in the old one's place, or at its end.
pub(super) fn with(table: &str, name: &str, block: &str) -> String {
    match span(table, name) {
        Some((begin, end)) => format!("{}{block}{}", &table[..begin], &table[end..]),
        None if table.is_empty() || table.ends_with('\n') => format!("{table}{block}"),
        None => format!("{table}\n{block}"),
    }
}

/// The table without the block; everything else as it was.
pub(super) fn without(table: &str, name: &str) -> String {
    match span(table, name) {
        Some((begin, end)) => format!("{}{}", &table[..begin], &table[end..]),
        None => table.to_owned(),
    }
}

/// Whose blocks are in there.
pub(super) fn names(table: &str) -> Vec<String> {
    table
        .lines()
        .filter_map(|line| line.strip_prefix(BEGIN)?.split(' ').next())
        .filter(|name| check_name(name).is_ok() && span(table, name).is_some())
        .map(str::to_owned)
        .collect()
}

/// From the first letter of a block to the one behind it. `None` when one of its marks is missing: a person has been at it.
fn span(table: &str, name: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    let mut begin = None;
    for line in table.split_inclusive('\n') {
        let words = line.trim_end();
        if words.strip_prefix(BEGIN).and_then(|rest| rest.split(' ').next()) == Some(name) {
            begin = Some(at);
        }
        at += line.len();
        if let (Some(begin), true) = (begin, words.strip_prefix(END) == Some(name)) {
            return Some((begin, at));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timer::job::awkward;

    const NAME: &str = "segue-wake-1a2b3c4d-3";
    const PERSONS: &str =
        "MAILTO=you\n\n# nightly\n0 3 * * * tar cf /backup.tar /home/you   \n\t5 4 * * sun  echo '%' \\\n";

    fn made() -> String {
        let zone = TimeZone::get("Europe/Paris").expect("zone");
        let now = "2026-11-21T17:56:00Z".parse().expect("time");
        block(&awkward(), "/home/you/it's 100% \"x\"/segue.sh", &zone, now).expect("block")
    }

    #[test]
    fn moments_are_local_and_percent_signs_are_kept() {
        let expected = r#"# BEGIN segue-wake-1a2b3c4d-3 (Segue writes this block and removes it)
0 19 21 11 * '/home/you/it'"'"'s 100\% "x"/segue.sh'
5 19 21 11 * '/home/you/it'"'"'s 100\% "x"/segue.sh'
55 8 23 11 * '/home/you/it'"'"'s 100\% "x"/segue.sh'
55 8 25 11 * '/home/you/it'"'"'s 100\% "x"/segue.sh'
55 8 30 11 * '/home/you/it'"'"'s 100\% "x"/segue.sh'
55 8 2 12 * '/home/you/it'"'"'s 100\% "x"/segue.sh'
@reboot '/home/you/it'"'"'s 100\% "x"/segue.sh'
# END segue-wake-1a2b3c4d-3
"#;
        assert_eq!(made(), expected);
    }

    #[test]
    fn the_persons_own_lines_stay_byte_for_byte() {
        let with_ours = with(PERSONS, NAME, &made());
        assert_eq!(with_ours, format!("{PERSONS}{}", made()));
        assert_eq!(names(&with_ours), [NAME]);
        assert_eq!(without(&with_ours, NAME), PERSONS);

        let between = format!("{with_ours}@daily  last line");
        let replaced = with(
            &between,
            NAME,
            "# BEGIN segue-wake-1a2b3c4d-3\n# END segue-wake-1a2b3c4d-3\n",
        );
        assert_eq!(without(&replaced, NAME), format!("{PERSONS}@daily  last line"));
        assert_eq!(without(&between, "segue-wake-1a2b3c4d-4"), between);
        assert_eq!(without(&with("", NAME, &made()), NAME), "");
    }

    #[test]
    fn a_block_that_a_person_broke_is_not_ours_any_more() {
        let broken = made().replace("# END", "# end");
        assert!(names(&broken).is_empty());
        assert_eq!(without(&broken, NAME), broken);
    }
}
