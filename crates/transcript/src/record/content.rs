//! What a message's content is made of, without keeping the content.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::prompt::typed;
use crate::loose::{Nested, Text, nothing_from};

/// A message's content: a string, or a list of blocks.
#[derive(Debug, Default)]
pub(super) struct Content<'a> {
    /// The string, or the first text block.
    pub text: Option<Cow<'a, str>>,
    /// Whether some text of it was typed by a person, or an image was pasted.
    pub typed: bool,
    /// Whether it holds a tool's result.
    pub tool_result: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Block<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    text: Text<'a>,
}

impl<'a> Content<'a> {
    fn of_text(text: Cow<'a, str>) -> Self {
        Content {
            typed: typed(&text).is_some(),
            text: Some(text),
            tool_result: false,
        }
    }

    fn add(&mut self, block: Block<'a>) {
        match block.kind.as_str() {
            "text" => {
                self.typed |= typed(block.text.as_str()).is_some();
                if self.text.is_none() {
                    self.text = block.text.0;
                }
            }
            "tool_result" => self.tool_result = true,
            "image" | "document" => self.typed = true,
            _ => {}
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Content<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Take<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Take<'a> {
            type Value = Content<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Content<'a>, E> {
                Ok(Content::of_text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Content<'a>, E> {
                Ok(Content::of_text(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E>(self, text: String) -> Result<Content<'a>, E> {
                Ok(Content::of_text(Cow::Owned(text)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Content<'a>, A::Error> {
                let mut content = Content::default();
                while let Some(block) = list.next_element::<Nested<Block<'a>>>()? {
                    if let Some(block) = block.0 {
                        content.add(block);
                    }
                }
                Ok(content)
            }
            nothing_from!(bool numbers null object);
        }
        from.deserialize_any(Take(PhantomData))
    }
}
