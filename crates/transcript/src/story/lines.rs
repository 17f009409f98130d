//! How many lines an edit brought and took.

use serde_json::Value;

/// Lines added and removed: from the patch that Claude Code keeps, else from what the call says.
pub(super) fn changed(tool: &str, input: &Value, told: &Value) -> (u32, u32) {
    let patch = told["structuredPatch"]
        .as_array()
        .filter(|hunks| !hunks.is_empty());
    if let Some(hunks) = patch {
        return in_patch(hunks);
    }
    match tool {
        "Write" => (count(&input["content"]), 0),
        "NotebookEdit" => (count(&input["new_source"]), 0),
        "MultiEdit" => {
            let edits = input["edits"].as_array().into_iter().flatten();
            edits
                .map(replaced)
                .fold((0, 0), |(added, removed), (more, less)| {
                    (added + more, removed + less)
                })
        }
        _ => replaced(input),
    }
}

fn in_patch(hunks: &[Value]) -> (u32, u32) {
    let lines = hunks.iter().flat_map(|hunk| hunk["lines"].as_array()).flatten();
    lines
        .filter_map(Value::as_str)
        .fold((0, 0), |(added, removed), line| {
            (
                added + u32::from(line.starts_with('+')),
                removed + u32::from(line.starts_with('-')),
            )
        })
}

/// Of a replaced text, the lines that differ between its first and last difference.
fn replaced(edit: &Value) -> (u32, u32) {
    let text = |key: &str| edit[key].as_str().unwrap_or_default();
    let old: Vec<&str> = text("old_string").lines().collect();
    let new: Vec<&str> = text("new_string").lines().collect();
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let before = same(&mut old.iter().zip(&new));
    let after = same(&mut old[before..].iter().rev().zip(new[before..].iter().rev()));
    let left = |lines: &[&str]| u32::try_from(lines.len() - before - after).unwrap_or(u32::MAX);
    (left(&new), left(&old))
}

fn count(text: &Value) -> u32 {
    let lines = text.as_str().unwrap_or_default().lines().count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_are_counted_from_the_patch_or_the_texts() {
        let patch = json!({"structuredPatch": [{"lines": [" a", "-b", "+c", "+d"]}, {"lines": ["-e"]}]});
        assert_eq!(changed("Edit", &Value::Null, &patch), (2, 2));
        let edit = json!({"old_string": "a\nb\nc", "new_string": "a\nx\ny\nc"});
        assert_eq!(changed("Edit", &edit, &Value::Null), (2, 1));
        assert_eq!(
            changed("MultiEdit", &json!({"edits": [edit, edit]}), &Value::Null),
            (4, 2)
        );
        let create = json!({"structuredPatch": []});
        assert_eq!(
            changed("Write", &json!({"content": "one\ntwo\n"}), &create),
            (2, 0)
        );
        assert_eq!(changed("Edit", &json!({"old_string": 7}), &json!([1])), (0, 0));
    }
}
