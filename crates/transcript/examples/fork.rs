//! Forks a transcript by hand: `fork SOURCE TARGET < plan.json`, prints what was done as JSON. For the contract tests.
//!
//! The plan: `{"sessionId", "fromSession", "title"?, "contextTokens", "at"?, "cuts": [{"result"|"text": id, "placeholder"} | {"attachment": id}]}`.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, stdin};

use segue_transcript::fork::{Cut, ForkPlan, write_fork};
use serde_json::{Value, from_reader, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1);
    let (Some(source), Some(target)) = (paths.next(), paths.next()) else {
        return Err("usage: fork SOURCE TARGET < plan.json".into());
    };
    let plan = plan(&from_reader(stdin().lock())?)?;
    let target = BufWriter::new(File::create(target)?);
    let forked = write_fork(File::open(source)?, &plan, target)?;
    println!(
        "{}",
        json!({
            "records": forked.records, "skipped": forked.skipped,
            "cutsMade": forked.cuts_made, "cutsNotFound": forked.cuts_not_found,
            "bytesRead": forked.bytes_read, "bytesWritten": forked.bytes_written,
        })
    );
    Ok(())
}

fn plan(json: &Value) -> Result<ForkPlan, Box<dyn Error>> {
    Ok(ForkPlan {
        session_id: text(&json["sessionId"]),
        from_session: text(&json["fromSession"]),
        title: json["title"].as_str().map(str::to_owned),
        cuts: json["cuts"].as_array().into_iter().flatten().map(cut).collect(),
        context_tokens: json["contextTokens"].as_u64().unwrap_or(u64::MAX),
        at: json["at"].as_str().unwrap_or("2026-11-21T12:00:00Z").parse()?,
    })
}

fn cut(json: &Value) -> Cut {
    let placeholder = text(&json["placeholder"]);
    if json["result"].is_string() {
        let tool_use_id = text(&json["result"]);
        Cut::Result {
            tool_use_id,
            placeholder,
        }
    } else if json["text"].is_string() {
        let uuid = text(&json["text"]);
        Cut::Text { uuid, placeholder }
    } else {
        Cut::Attachment {
            uuid: text(&json["attachment"]),
        }
    }
}

fn text(json: &Value) -> String {
    json.as_str().unwrap_or_default().to_owned()
}
