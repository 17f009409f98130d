//! The members of a JSON object as they stand in the text, so that what is not changed stays byte for byte.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object, member by member, in order. A value is its JSON text.
#[derive(Debug, Default)]
pub(super) struct Members<'a>(Vec<(String, Cow<'a, str>)>);

impl<'a> Members<'a> {
    /// Reads an object; `None` when `text` is none.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The JSON text of a member. Of a name that stands twice the last one counts, as in JavaScript.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(key, _)| key == name);
        found.map(|(_, value)| &**value)
    }

    /// A member that is a string, without its quotes and escapes.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// Replaces a member where it stands, or appends it.
    pub(super) fn set(&mut self, name: &str, json: String) {
        match self.0.iter_mut().rev().find(|(key, _)| key == name) {
            Some((_, value)) => *value = Cow::Owned(json),
            None => self.0.push((name.to_owned(), Cow::Owned(json))),
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| key != name);
    }

    /// Every member's name and JSON text, to be changed in place.
    pub(super) fn each(&mut self) -> impl Iterator<Item = (&str, &mut Cow<'a, str>)> {
        self.0.iter_mut().map(|(key, value)| (&**key, value))
    }
}

/// Compact JSON, as Claude Code writes it.
impl fmt::Display for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (at, (key, value)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{}:{value}", quoted(key))?;
        }
        f.write_str("}")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Take;
        impl<'de> Visitor<'de> for Take {
            type Value = Vec<(String, Cow<'de, str>)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(24);
                while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                    members.push((key, Cow::Borrowed(value.get())));
                }
                Ok(members)
            }
        }
        from.deserialize_map(Take).map(Members)
    }
}

/// The elements of a list, each as its JSON text; `None` when `text` is no list.
pub(super) fn elements(text: &str) -> Option<Vec<&str>> {
    let raw: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(raw.into_iter().map(RawValue::get).collect())
}

/// A string as JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_changed_stays_byte_for_byte() {
        let line = r#"{"b":1.50,"a": {"x" : "\u00e9\ud83d"} ,"c":[ 1e3 ],"b":2}"#;
        let mut members = Members::of(line).unwrap();
        members.set("a", "null".to_owned());
        members.set("new", quoted("q\"\n"));
        members.remove("c");
        assert_eq!(members.get("b"), Some("2"));
        assert_eq!(members.to_string(), r#"{"b":1.50,"a":null,"b":2,"new":"q\"\n"}"#);
        assert_eq!(
            Members::of(line).unwrap().to_string(),
            r#"{"b":1.50,"a":{"x" : "\u00e9\ud83d"},"c":[ 1e3 ],"b":2}"#
        );
    }

    #[test]
    fn what_is_no_object_or_list_is_nothing() {
        for text in ["", "[]", "7", "{\"a\":}", "{} {}"] {
            assert!(Members::of(text).is_none(), "{text}");
        }
        assert_eq!(elements("{}"), None);
        assert_eq!(elements("[ 1, \"b\" ]"), Some(vec!["1", "\"b\""]));
    }
}
