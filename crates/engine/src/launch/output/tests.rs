//! What is shown of a record.

use std::io::Cursor;

use super::*;

const RECORD: &str = concat!(
    r#"{"type":"system","subtype":"init","claude_code_version":"2.1.329","model":"claude-opus-4-8"}"#,
    "\n",
    r#"{"type":"assistant","message":{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"I look."},{"type":"tool_use","name":"Bash","input":{"command":"npm test\nls"}}]}}"#,
    "\n",
    r#"{"type":"user","message":{"content":[{"type":"tool_result","is_error":true,"content":[{"type":"text","text":"1 failed"}]}]}}"#,
    "\n",
    "a hook says hello\n",
    r#"{"type":"rate_limit_event","rate_limit_info":{"status":"allowed"}}"#,
    "\n",
    r#"{"type":"segue","text":"You stopped it.","at":"2026-11-21T18:00:00Z"}"#,
    "\n",
    r#"{"type":"result","subtype":"error_during_execution","is_error":true}"#,
    "\n",
);

fn texts(page: &Page) -> Vec<(OutputKind, &str)> {
    page.lines
        .iter()
        .map(|line| (line.kind, line.text.as_str()))
        .collect()
}

#[test]
fn a_record_is_told_line_by_line() {
    let page = page(Cursor::new(RECORD), 0).expect("page");
    assert_eq!(
        texts(&page),
        [
            (OutputKind::Note, "Claude Code 2.1.329, claude-opus-4-8"),
            (OutputKind::Said, "I look."),
            (OutputKind::Tool, "Bash: npm test"),
            (OutputKind::Error, "1 failed"),
            (OutputKind::Note, "a hook says hello"),
            (OutputKind::Note, "You stopped it."),
            (OutputKind::Error, "error during execution"),
        ]
    );
    assert_eq!(page.lines[5].at, Some(Timestamp::constant(1_795_284_000, 0)));
    assert_eq!((page.next, page.at_end), (RECORD.len() as u64, true));
}

#[test]
fn a_torn_last_line_waits_for_its_end() {
    let whole = "{\"type\":\"result\",\"result\":\"Done.\"}\n";
    for cut in 1..whole.len() {
        let torn = format!("one\n{}", &whole[..cut]);
        let first = page(Cursor::new(&torn), 0).expect("page");
        assert_eq!(texts(&first), [(OutputKind::Note, "one")], "{cut}");
        assert_eq!((first.next, first.at_end), (4, true));
        let then = page(Cursor::new(format!("one\n{whole}")), first.next).expect("page");
        assert_eq!(texts(&then), [(OutputKind::Result, "Done.")]);
    }
}

#[test]
fn a_long_record_comes_in_pages_and_nothing_is_lost_between() {
    let line = format!(
        "{{\"type\":\"assistant\",\"message\":{{\"content\":[{{\"type\":\"text\",\"text\":\"{}\"}}]}}}}\n",
        "é".repeat(5_000)
    );
    let record = line.repeat(200);
    let (mut from, mut lines, mut pages) = (0, 0, 0);
    loop {
        let page = page(Cursor::new(&record), from).expect("page");
        assert!(page.next - from < PAGE + line.len() as u64);
        lines += page.lines.len();
        pages += 1;
        from = page.next;
        if page.at_end {
            break;
        }
    }
    assert_eq!((from, lines, pages), (record.len() as u64, 200, 4));
    let shown = page(Cursor::new(&record), 0).expect("page").lines[0].text.clone();
    assert_eq!(shown.chars().count(), LONGEST + 1);
}
