//! Cuts inside a message's content. What no cut names keeps its bytes.

use super::cuts::{Cuts, Kind};
use super::members::{Members, elements, quoted};

/// What was cut in a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changed {
    /// The new content, when something was cut.
    pub content: Option<String>,
    /// Whether a tool's result was.
    pub result: bool,
}

/// Applies the cuts to the content (a string or a list of blocks, as JSON) of the record `uuid`.
pub(super) fn cut(content: &str, uuid: &str, cuts: &mut Cuts<'_>) -> Changed {
    let placeholder = cuts.text(uuid);
    if placeholder.is_none() && !cuts.has_results() {
        return Changed::default();
    }
    match (content.starts_with('"'), placeholder) {
        (true, Some(placeholder)) => {
            cuts.made(Kind::Text, uuid);
            Changed {
                content: Some(quoted(placeholder)),
                result: false,
            }
        }
        (true, None) => Changed::default(),
        (false, _) => match elements(content) {
            Some(blocks) => cut_blocks(&blocks, uuid, placeholder, cuts),
            None => Changed::default(),
        },
    }
}

fn cut_blocks(blocks: &[&str], uuid: &str, mut placeholder: Option<&str>, cuts: &mut Cuts<'_>) -> Changed {
    let cuts_text = placeholder.is_some();
    let (mut out, mut text, mut result) = (Vec::with_capacity(blocks.len()), false, false);
    for block in blocks {
        let members = Members::of(block).unwrap_or_default();
        match members.text("type").as_deref() {
            // The first text says what was there, the others go.
            Some("text") if cuts_text => {
                text = true;
                let instead = placeholder.take();
                out.extend(instead.map(|it| format!(r#"{{"type":"text","text":{}}}"#, quoted(it))));
            }
            Some("tool_result") => {
                let cut = cut_result(members, cuts);
                result |= cut.is_some();
                out.push(cut.unwrap_or_else(|| (*block).to_owned()));
            }
            _ => out.push((*block).to_owned()),
        }
    }
    if text {
        cuts.made(Kind::Text, uuid);
    }
    Changed {
        content: (text || result).then(|| format!("[{}]", out.join(","))),
        result,
    }
}

fn cut_result(mut block: Members<'_>, cuts: &mut Cuts<'_>) -> Option<String> {
    let id = block.text("tool_use_id")?;
    let placeholder = cuts.result(&id)?;
    cuts.made(Kind::Result, &id);
    block.set("content", quoted(placeholder));
    Some(block.to_string())
}
