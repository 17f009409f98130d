//! Changes one value in a JSON text and leaves every other byte as the person wrote it: order, indentation, line ends.
//!
//! Pure. A change is an [`Edit`], which can be undone: what stood there comes back byte for byte. Texts with comments
//! or other mistakes are refused, never repaired.

use std::ops::Range;

use serde_json::Value;

/// One change: at this byte stood `was`, now stands `now`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Edit {
    pub(super) at: usize,
    pub(super) was: String,
    pub(super) now: String,
}

/// Why a text cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Odd {
    /// Not JSON, or not an object.
    #[error("{0}")]
    NotAnObject(String),
    /// A member on the way is something else than an object.
    #[error("\"{0}\" is not an object")]
    InTheWay(String),
}

impl Edit {
    /// The text with the change.
    pub(super) fn apply(&self, text: &str) -> String {
        replaced(text, self.at..self.at + self.was.len(), &self.now)
    }

    /// The text without the change; `None` when something else stands there by now.
    pub(super) fn undo(&self, text: &str) -> Option<String> {
        let there = self.at..self.at + self.now.len();
        (text.get(there.clone()) == Some(self.now.as_str())).then(|| replaced(text, there, &self.was))
    }
}

fn replaced(text: &str, range: Range<usize>, with: &str) -> String {
    let mut new = text.to_owned();
    new.replace_range(range, with);
    new
}

/// The text as a value, when it is an object. An empty text is an empty object.
pub(super) fn parse(text: &str) -> Result<Value, Odd> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    match serde_json::from_str(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err(Odd::NotAnObject("it is not an object".to_owned())),
        Err(error) => Err(Odd::NotAnObject(error.to_string())),
    }
}

/// Sets the value at a path of keys, making objects on the way. `None` when it is there already.
pub(super) fn set(text: &str, path: &[&str], value: &Value) -> Result<Option<Edit>, Odd> {
    let root = parse(text)?;
    if at(&root, path) == Some(value) {
        return Ok(None);
    }
    let Some(open) = text.find('{') else {
        let whole = nest(path, value);
        return Ok(Some(Edit {
            at: 0,
            was: text.to_owned(),
            now: format!("{}\n", pretty(&whole, "  ", "", "\n")),
        }));
    };
    let mut object = Object::read(text, open);
    for (depth, key) in path.iter().enumerate() {
        let rest = &path[depth + 1..];
        match object.member(text, key) {
            None => return Ok(Some(object.insertion(text, key, &nest(rest, value)))),
            Some(member) if rest.is_empty() => return Ok(Some(object.replacement(text, &member, value))),
            Some(member) if text[member.value.clone()].starts_with('{') => {
                object = Object::read(text, member.value.start);
            }
            Some(_) => return Err(Odd::InTheWay((*key).to_owned())),
        }
    }
    Ok(None)
}

/// Takes the value at a path out. `None` when it is not there.
pub(super) fn remove(text: &str, path: &[&str]) -> Result<Option<Edit>, Odd> {
    parse(text)?;
    let Some(open) = text.find('{') else {
        return Ok(None);
    };
    let mut object = Object::read(text, open);
    for (depth, key) in path.iter().enumerate() {
        let Some(index) = object.position(text, key) else {
            return Ok(None);
        };
        if depth + 1 == path.len() {
            return Ok(Some(object.removal(text, index)));
        }
        let value = object.members[index].value.clone();
        if !text[value.clone()].starts_with('{') {
            return Ok(None);
        }
        object = Object::read(text, value.start);
    }
    Ok(None)
}

/// The value at a path of keys.
pub(super) fn at<'a>(root: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(root, |value, key| value.get(key))
}

fn nest(path: &[&str], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, key| {
        Value::Object([((*key).to_owned(), inner)].into_iter().collect())
    })
}

/// Where an object of a text begins and ends, and where its members are.
struct Object {
    open: usize,
    close: usize,
    members: Vec<Member>,
}

#[derive(Clone)]
struct Member {
    key: Range<usize>,
    value: Range<usize>,
}

impl Object {
    /// Reads the object that begins at `open`. The text was parsed before, so it is sound.
    fn read(text: &str, open: usize) -> Object {
        let bytes = text.as_bytes();
        let mut members = Vec::new();
        let mut here = blank(bytes, open + 1);
        while bytes.get(here) == Some(&b'"') {
            let key = here..string_end(bytes, here);
            let value_start = blank(bytes, blank(bytes, key.end) + 1);
            let value = value_start..value_end(bytes, value_start);
            here = blank(bytes, value.end);
            members.push(Member { key, value });
            if bytes.get(here) == Some(&b',') {
                here = blank(bytes, here + 1);
            }
        }
        Object {
            open,
            close: here,
            members,
        }
    }

    /// The last member of that name: it is the one that counts.
    fn position(&self, text: &str, key: &str) -> Option<usize> {
        self.members.iter().rposition(|member| {
            serde_json::from_str::<String>(&text[member.key.clone()]).is_ok_and(|name| name == key)
        })
    }

    fn member(&self, text: &str, key: &str) -> Option<Member> {
        self.position(text, key).map(|index| self.members[index].clone())
    }

    fn replacement(&self, text: &str, member: &Member, value: &Value) -> Edit {
        let now = if in_lines(text) {
            pretty(
                value,
                unit(text),
                indent_of(text, member.key.start),
                line_end(text),
            )
        } else {
            value.to_string()
        };
        Edit {
            at: member.value.start,
            was: text[member.value.clone()].to_owned(),
            now,
        }
    }

    fn insertion(&self, text: &str, key: &str, value: &Value) -> Edit {
        let (unit, end) = (unit(text), line_end(text));
        let key = Value::from(key).to_string();
        match self.members.last() {
            Some(last) if text[self.open..last.key.start].contains('\n') => {
                let indent = indent_of(text, last.key.start);
                let colon = colon(text, last);
                Edit {
                    at: last.value.end,
                    was: String::new(),
                    now: format!(",{end}{indent}{key}{colon}{}", pretty(value, unit, indent, end)),
                }
            }
            Some(last) => {
                let colon = colon(text, last);
                let comma = if colon.ends_with(' ') { ", " } else { "," };
                Edit {
                    at: last.value.end,
                    was: String::new(),
                    now: format!("{comma}{key}{colon}{value}"),
                }
            }
            None if in_lines(text) || text.find('{') == Some(self.open) => {
                let outer = indent_of(text, self.open);
                let inner = format!("{outer}{unit}");
                Edit {
                    at: self.open + 1,
                    was: text[self.open + 1..self.close].to_owned(),
                    now: format!(
                        "{end}{inner}{key}: {}{end}{outer}",
                        pretty(value, unit, &inner, end)
                    ),
                }
            }
            None => Edit {
                at: self.open + 1,
                was: text[self.open + 1..self.close].to_owned(),
                now: format!("{key}:{value}"),
            },
        }
    }

    /// A member with the comma and the blanks that belong to it.
    fn removal(&self, text: &str, index: usize) -> Edit {
        let member = &self.members[index];
        let range = match (index.checked_sub(1), self.members.get(index + 1)) {
            (_, Some(next)) => member.key.start..next.key.start,
            (Some(before), None) => self.members[before].value.end..member.value.end,
            (None, None) => self.open + 1..self.close,
        };
        Edit {
            at: range.start,
            was: text[range].to_owned(),
            now: String::new(),
        }
    }
}

fn blank(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut here = open + 1;
    while let Some(byte) = bytes.get(here) {
        match byte {
            b'\\' => here += 2,
            b'"' => return here + 1,
            _ => here += 1,
        }
    }
    bytes.len()
}

fn value_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0usize;
    let mut here = start;
    while let Some(byte) = bytes.get(here) {
        match byte {
            b'"' => {
                here = string_end(bytes, here);
                if depth == 0 {
                    return here;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return if depth == 1 { here + 1 } else { here },
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return here,
            byte if depth == 0 && byte.is_ascii_whitespace() => return here,
            _ => {}
        }
        here += 1;
    }
    bytes.len()
}

/// What stands between a key and its value: `": "` mostly.
fn colon<'a>(text: &'a str, member: &Member) -> &'a str {
    let between = &text[member.key.end..member.value.start];
    if between.contains('\n') { ": " } else { between }
}

/// Whether the person's text is written over several lines.
fn in_lines(text: &str) -> bool {
    text.trim().contains('\n')
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The blanks at the beginning of the line in which a byte stands.
fn indent_of(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let length = text[line..]
        .bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    &text[line..line + length]
}

/// One step of indentation: that of the first member of the whole text.
fn unit(text: &str) -> &str {
    let first = text
        .find('{')
        .map(|open| Object::read(text, open))
        .and_then(|root| {
            let member = root.members.first()?;
            text[root.open..member.key.start]
                .contains('\n')
                .then(|| indent_of(text, member.key.start))
        });
    first.filter(|indent| !indent.is_empty()).unwrap_or("  ")
}

/// A value over several lines, all but the first beginning with `indent`.
fn pretty(value: &Value, unit: &str, indent: &str, end: &str) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(unit.as_bytes());
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    match serde::Serialize::serialize(value, &mut writer) {
        Ok(()) => String::from_utf8_lossy(&bytes).replace('\n', &format!("{end}{indent}")),
        // A value always has a text; the short one is as true as the pretty one.
        Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HAND: &str =
        "{\n    \"theme\": \"dark\",\n    \"env\": {\"A\":  \"1\"},\n\n    \"hooks\": {\n    }\n}\n";

    fn changed(text: &str, path: &[&str], value: &Value) -> String {
        let edit = set(text, path, value).expect("sound").expect("a change");
        let new = edit.apply(text);
        assert_eq!(edit.undo(&new).as_deref(), Some(text), "undone byte for byte");
        assert_eq!(at(&parse(&new).expect("still JSON"), path), Some(value), "{new}");
        assert_eq!(set(&new, path, value), Ok(None), "twice is once");
        new
    }

    #[test]
    fn a_new_member_is_written_as_the_person_writes() {
        assert_eq!(
            changed(HAND, &["statusLine"], &json!({"type": "command"})),
            "{\n    \"theme\": \"dark\",\n    \"env\": {\"A\":  \"1\"},\n\n    \"hooks\": {\n    },\n    \"statusLine\": {\n        \"type\": \"command\"\n    }\n}\n"
        );
        assert_eq!(
            changed(HAND, &["env", "B"], &json!(2)),
            HAND.replace("{\"A\":  \"1\"}", "{\"A\":  \"1\", \"B\":  2}")
        );
        assert_eq!(
            changed(HAND, &["hooks", "a", "b"], &json!(true)),
            HAND.replace(
                "{\n    }\n}",
                "{\n        \"a\": {\n            \"b\": true\n        }\n    }\n}"
            )
        );
    }

    #[test]
    fn tabs_windows_line_ends_marks_and_one_liners_stay() {
        assert_eq!(
            changed("\u{feff}{\r\n\t\"a\": 1\r\n}", &["b"], &json!({"c": 1})),
            "\u{feff}{\r\n\t\"a\": 1,\r\n\t\"b\": {\r\n\t\t\"c\": 1\r\n\t}\r\n}"
        );
        assert_eq!(
            changed("{\"a\":1}", &["b"], &json!({"c": 1})),
            "{\"a\":1,\"b\":{\"c\":1}}"
        );
        assert_eq!(changed("{\"a\":{}}", &["a", "b"], &json!(1)), "{\"a\":{\"b\":1}}");
        assert_eq!(changed("{}", &["b"], &json!(1)), "{\n  \"b\": 1\n}");
        assert_eq!(changed("", &["b"], &json!(1)), "{\n  \"b\": 1\n}\n");
        assert_eq!(changed("{ }\n", &["b"], &json!(1)), "{\n  \"b\": 1\n}\n");
    }

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        let text = "{\"x\": \"a}\\\"]\", \"s\": {\"command\": \"old\", \"padding\": 0}, \"s2\": []}";
        assert_eq!(
            changed(text, &["s", "command"], &json!("new")),
            text.replace("old", "new")
        );
        // Of two members with one name the last counts, for Claude Code too.
        assert_eq!(
            changed("{\"a\":1,\"a\":2}", &["a"], &json!(3)),
            "{\"a\":1,\"a\":3}"
        );
        assert_eq!(changed("{\"\\u0061\":1}", &["a"], &json!(3)), "{\"\\u0061\":3}");
    }

    #[test]
    fn what_is_taken_out_takes_its_comma_along() {
        let gone = |text: &str, path: &[&str]| {
            let edit = remove(text, path).expect("sound").expect("it is there");
            let new = edit.apply(text);
            assert_eq!(edit.undo(&new).as_deref(), Some(text));
            parse(&new).expect("still JSON");
            new
        };
        assert_eq!(gone("{\n  \"a\": 1,\n  \"b\": 2\n}", &["b"]), "{\n  \"a\": 1\n}");
        assert_eq!(gone("{\n  \"a\": 1,\n  \"b\": 2\n}", &["a"]), "{\n  \"b\": 2\n}");
        assert_eq!(gone("{ \"a\": {\"b\": [1, {}]} }", &["a", "b"]), "{ \"a\": {} }");
        assert_eq!(remove("{\"a\":1}", &["b"]), Ok(None));
        assert_eq!(remove("{\"a\":1}", &["a", "b"]), Ok(None));
        assert_eq!(remove("", &["a"]), Ok(None));
    }

    #[test]
    fn what_is_not_plain_json_is_refused() {
        for text in ["{ // mine\n}", "[1]", "{\"a\":1,}", "{\"a\":1} x", "7"] {
            assert!(
                matches!(set(text, &["a"], &json!(2)), Err(Odd::NotAnObject(_))),
                "{text}"
            );
            assert!(remove(text, &["a"]).is_err(), "{text}");
        }
        assert_eq!(
            set("{\"a\":[]}", &["a", "b"], &json!(1)),
            Err(Odd::InTheWay("a".to_owned()))
        );
    }
}
