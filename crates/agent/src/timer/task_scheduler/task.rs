//! A task as XML, after Microsoft's schema `http://schemas.microsoft.com/windows/2004/02/mit/task`, version 1.2. Pure.

use std::fmt::Write;

use jiff::Timestamp;

use crate::timer::TimerError;
use crate::timer::job::Job;

const NAMESPACE: &str = "http://schemas.microsoft.com/windows/2004/02/mit/task";
/// A task takes 48 triggers.
const MOST_TRIGGERS: usize = 48;

/// The task. Its times end with `Z`: they are UTC, whatever zone the machine is in.
pub(super) fn text(job: &Job, now: Timestamp) -> Result<String, TimerError> {
    let words = job.words()?;
    if words.iter().any(|word| word.contains('%')) {
        return Err(TimerError::Untakeable(
            "the Task Scheduler takes no path with a % in it".to_owned(),
        ));
    }
    let arguments: Vec<String> = words[1..].iter().map(|word| quoted(word)).collect();
    let mut triggers = String::new();
    for moment in job.written_out(now).into_iter().take(MOST_TRIGGERS) {
        let _infallible = write!(
            triggers,
            "    <TimeTrigger>\n      <Enabled>true</Enabled>\n      <StartBoundary>{}</StartBoundary>\n    </TimeTrigger>\n",
            moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        );
    }
    Ok(format!(
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="{NAMESPACE}">
  <RegistrationInfo>
    <Author>Segue</Author>
    <Description>{title}. Segue wrote this and removes it with the schedule.</Description>
    <Source>{database}</Source>
  </RegistrationInfo>
  <Triggers>
{triggers}  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT3H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"#,
        title = escaped(&job.title),
        database = escaped(&job.database()),
        program = escaped(words[0]),
        arguments = escaped(&arguments.join(" ")),
    ))
}

/// As `schtasks` reads it: UTF-16, little end first, with a mark that says so.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xFEFF)
        .chain(text.replace('\n', "\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// The database's path, out of a task of ours.
pub(super) fn database(xml: &str) -> Option<String> {
    let inside = xml.split_once("<Source>")?.1.split_once("</Source>")?.0;
    Some(
        inside
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&"),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// An argument as Windows programs take their command line apart (`CommandLineToArgvW`).
fn quoted(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '"']) {
        return word.to_owned();
    }
    let mut text = String::from('"');
    let mut backslashes = 0;
    for letter in word.chars() {
        if letter == '"' {
            // Backslashes count before a quotation mark only.
            text.push_str(&"\\".repeat(backslashes + 1));
        }
        backslashes = if letter == '\\' { backslashes + 1 } else { 0 };
        text.push(letter);
    }
    text.push_str(&"\\".repeat(backslashes));
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::timer::job::awkward;

    const PROGRAM: &str = r"C:\Users\you\it's & <mine>\$x\segue.exe";
    const DATABASE: &str = r"C:\Users\you\data & more\segue.db";

    fn job() -> Job {
        Job {
            program: PathBuf::from(PROGRAM),
            arguments: vec!["wake".to_owned(), r"C:\a b\".to_owned(), "x\"y".to_owned()],
            database: PathBuf::from(DATABASE),
            ..awkward()
        }
    }

    fn now() -> Timestamp {
        "2026-11-21T17:56:00Z".parse().expect("time")
    }

    #[test]
    fn it_is_what_the_schema_declares() {
        let text = text(&job(), now()).expect("text");
        let document = roxmltree::Document::parse(&text).expect("XML");
        let root = document.root_element();
        assert_eq!(root.tag_name().namespace(), Some(NAMESPACE));
        assert_eq!(
            (root.tag_name().name(), root.attribute("version")),
            ("Task", Some("1.2"))
        );
        let children = |node: roxmltree::Node<'_, '_>| -> Vec<String> {
            node.children()
                .filter(roxmltree::Node::is_element)
                .map(|child| child.tag_name().name().to_owned())
                .collect()
        };
        for node in root.descendants().filter(roxmltree::Node::is_element) {
            assert_eq!(node.tag_name().namespace(), Some(NAMESPACE));
            // What the schema allows in each, in its order where it is a sequence.
            let expected: &[&str] = match node.tag_name().name() {
                "Task" => &[
                    "RegistrationInfo",
                    "Triggers",
                    "Principals",
                    "Settings",
                    "Actions",
                ],
                "RegistrationInfo" => &["Author", "Description", "Source"],
                "Triggers" => &["TimeTrigger"; 6],
                "TimeTrigger" => &["Enabled", "StartBoundary"],
                "Principals" => &["Principal"],
                "Principal" => &["LogonType", "RunLevel"],
                "Settings" => &[
                    "MultipleInstancesPolicy",
                    "DisallowStartIfOnBatteries",
                    "StopIfGoingOnBatteries",
                    "StartWhenAvailable",
                    "ExecutionTimeLimit",
                ],
                "Actions" => &["Exec"],
                "Exec" => &["Command", "Arguments"],
                _ => &[],
            };
            assert_eq!(children(node), expected, "{}", node.tag_name().name());
        }
        let word = |name: &str| {
            root.descendants()
                .find(|node| node.tag_name().name() == name)
                .and_then(|node| node.text().map(str::to_owned))
                .expect("text")
        };
        assert_eq!(word("Command"), PROGRAM);
        assert_eq!(word("Arguments"), r#"wake "C:\a b\\" "x\"y""#);
        assert_eq!(word("StartBoundary"), "2026-11-21T18:00:00Z");
        assert_eq!(word("LogonType"), "InteractiveToken");
        let principal = root
            .descendants()
            .find(|node| node.tag_name().name() == "Principal")
            .and_then(|node| node.attribute("id"));
        let actions = root
            .descendants()
            .find(|node| node.tag_name().name() == "Actions")
            .and_then(|node| node.attribute("Context"));
        assert_eq!(principal, actions);
        assert_eq!(database(&text).as_deref(), Some(DATABASE));
    }

    #[test]
    fn it_is_utf16_with_its_mark() {
        let bytes = utf16("<a>ü</a>\n");
        assert_eq!(&bytes[..4], [0xFF, 0xFE, b'<', 0]);
        let units: Vec<u16> = bytes[2..]
            .chunks(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        assert_eq!(String::from_utf16(&units).expect("text"), "<a>ü</a>\r\n");
    }

    #[test]
    fn a_percent_sign_would_be_taken_for_a_variable() {
        let job = Job {
            program: PathBuf::from(r"C:\100%\segue.exe"),
            ..job()
        };
        assert!(text(&job, now()).is_err());
    }
}
