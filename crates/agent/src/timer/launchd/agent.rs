//! An agent's property list, as in launchd.plist(5). Pure, but for reading one back.

use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use plist::{Dictionary, Value};

use crate::timer::TimerError;
use crate::timer::job::Job;

/// A key of ours, which launchd does not read.
const DATABASE: &str = "SegueDatabase";

/// The property list as XML.
pub(super) fn text(job: &Job, zone: &TimeZone, now: Timestamp, log: &Path) -> Result<Vec<u8>, TimerError> {
    let log = log.to_string_lossy().into_owned();
    let words = job.words()?.into_iter().map(Value::from).collect();
    let environment: Dictionary = job
        .environment
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    let mut moments: Vec<Value> = Vec::new();
    for moment in job.written_out(now) {
        let moment = Value::Dictionary(local(moment, zone));
        if moments.last() != Some(&moment) {
            moments.push(moment);
        }
    }
    let entries = [
        ("Label", Value::from(job.name.as_str())),
        ("ProgramArguments", Value::Array(words)),
        ("EnvironmentVariables", Value::Dictionary(environment)),
        ("StartCalendarInterval", Value::Array(moments)),
        ("RunAtLoad", Value::from(true)),
        // What it starts outlives it.
        ("AbandonProcessGroup", Value::from(true)),
        ("StandardOutPath", Value::from(log.as_str())),
        ("StandardErrorPath", Value::from(log)),
        (DATABASE, Value::from(job.database())),
    ];
    let list: Dictionary = entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let mut text = Vec::new();
    Value::Dictionary(list)
        .to_writer_xml(&mut text)
        .map_err(|error| TimerError::Untakeable(format!("the agent cannot be written: {error}")))?;
    text.push(b'\n');
    Ok(text)
}

/// A moment as launchd knows it.
fn local(moment: Timestamp, zone: &TimeZone) -> Dictionary {
    let there = moment.to_zoned(zone.clone());
    [
        ("Month", i64::from(there.month())),
        ("Day", i64::from(there.day())),
        ("Hour", i64::from(there.hour())),
        ("Minute", i64::from(there.minute())),
    ]
    .into_iter()
    .map(|(key, number)| (key.to_owned(), Value::from(number)))
    .collect()
}

/// The database's path, out of an agent of ours.
pub(super) fn database(path: &Path) -> Option<String> {
    let list = Value::from_file(path).ok()?;
    Some(list.as_dictionary()?.get(DATABASE)?.as_string()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timer::job::{AWKWARD_DATABASE, AWKWARD_PROGRAM, awkward};

    fn made() -> Vec<u8> {
        let zone = TimeZone::get("America/New_York").expect("zone");
        let now = "2026-11-21T17:56:00Z".parse().expect("time");
        text(&awkward(), &zone, now, Path::new("/Users/you/a & b.log")).expect("text")
    }

    #[test]
    fn moments_are_local_and_every_letter_reads_back() {
        let list = Value::from_reader_xml(made().as_slice()).expect("plist");
        let list = list.as_dictionary().expect("dictionary");
        let words: Vec<&str> = list["ProgramArguments"]
            .as_array()
            .expect("array")
            .iter()
            .filter_map(Value::as_string)
            .collect();
        assert_eq!(words, [AWKWARD_PROGRAM, "wake"]);
        assert_eq!(list[DATABASE].as_string(), Some(AWKWARD_DATABASE));
        let environment = list["EnvironmentVariables"].as_dictionary().expect("dictionary");
        assert_eq!(
            environment["PATH"].as_string(),
            Some(awkward().environment[0].1.as_str())
        );
        let moments: Vec<[i64; 4]> = list["StartCalendarInterval"]
            .as_array()
            .expect("array")
            .iter()
            .map(|moment| {
                let moment = moment.as_dictionary().expect("dictionary");
                ["Month", "Day", "Hour", "Minute"].map(|key| moment[key].as_signed_integer().expect("number"))
            })
            .collect();
        // 17:55 has passed; the rest of the day in New York, then the next Mondays and Wednesdays of Paris.
        assert_eq!(
            moments,
            [
                [11, 21, 13, 0],
                [11, 21, 13, 5],
                [11, 23, 2, 55],
                [11, 25, 2, 55],
                [11, 30, 2, 55],
                [12, 2, 2, 55]
            ]
        );
    }

    #[test]
    fn it_is_the_xml_that_apple_declares() {
        let text = String::from_utf8(made()).expect("text");
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
        assert!(text.contains("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">"));
        let options = roxmltree::ParsingOptions {
            allow_dtd: true,
            ..roxmltree::ParsingOptions::default()
        };
        let document = roxmltree::Document::parse_with_options(&text, options).expect("XML");
        let root = document.root_element();
        assert_eq!(
            (root.tag_name().name(), root.attribute("version")),
            ("plist", Some("1.0"))
        );
        for node in root.descendants().filter(roxmltree::Node::is_element) {
            let inside: Vec<&str> = node
                .children()
                .filter(roxmltree::Node::is_element)
                .map(|child| child.tag_name().name())
                .collect();
            // The DTD: plist (one object), dict (key, object)*, array (object)*, the others hold text or nothing.
            match node.tag_name().name() {
                "plist" => assert_eq!(inside.len(), 1),
                "dict" => {
                    assert_eq!(inside.len() % 2, 0);
                    assert!(inside.iter().step_by(2).all(|name| *name == "key"), "{inside:?}");
                    assert!(
                        inside.iter().skip(1).step_by(2).all(|name| *name != "key"),
                        "{inside:?}"
                    );
                }
                "array" => assert!(!inside.contains(&"key")),
                "true" => assert!(inside.is_empty() && node.text().is_none()),
                "key" | "string" | "integer" => assert!(inside.is_empty()),
                other => panic!("{other} is not used"),
            }
        }
    }

    /// Another reader's word, where Python is there.
    #[cfg(unix)]
    #[test]
    fn python_reads_the_same() {
        use std::time::Duration;

        let Some(python) = crate::find_program("python3", "/usr/local/bin:/usr/bin") else {
            return;
        };
        let temp = tempfile::tempdir().expect("temp");
        let file = temp.path().join("agent.plist");
        std::fs::write(&file, made()).expect("write");
        let program = "import plistlib, sys; d = plistlib.load(open(sys.argv[1], 'rb')); \
                       print(d['Label'], d['RunAtLoad'], d['ProgramArguments'][0], len(d['StartCalendarInterval']), d['StandardOutPath'])";
        let start = crate::Start {
            program: &python,
            args: &["-c", program, file.to_str().expect("path")],
            cwd: None,
            env: &[],
        };
        let said = crate::finish(&start, Duration::from_secs(20)).expect("run");
        assert_eq!(
            String::from_utf8_lossy(&said.out).trim(),
            format!("segue-wake-1a2b3c4d-3 True {AWKWARD_PROGRAM} 6 /Users/you/a & b.log")
        );
        assert_eq!(database(&file).as_deref(), Some(AWKWARD_DATABASE));
    }
}
