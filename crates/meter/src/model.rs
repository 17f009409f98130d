//! Model names: the many ways one model is written, reduced to one.
//!
//! Owns the reading of names; promises that the same model under any provider gets the same canonical name.

/// Which line of models a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// The small ones.
    Haiku,
    /// The middle ones.
    Sonnet,
    /// The large ones.
    Opus,
    /// The largest ones.
    Fable,
}

impl Family {
    /// The family named in a model's name.
    pub fn of(name: &str) -> Option<Family> {
        let name = name.to_ascii_lowercase();
        [
            ("haiku", Family::Haiku),
            ("sonnet", Family::Sonnet),
            ("opus", Family::Opus),
            ("fable", Family::Fable),
        ]
        .into_iter()
        .find_map(|(word, family)| name.contains(word).then_some(family))
    }
}

/// The name without provider, date, release word and window: `us.anthropic.claude-haiku-4-5-20251001-v1:0`,
/// `anthropic/claude-haiku-4.5`, `claude-haiku-4-5@20251001` and `claude-haiku-4-5[1m]` are all `claude-haiku-4-5`.
pub fn canonical(name: &str) -> String {
    let name = name.trim().to_ascii_lowercase();
    let name = name.rsplit('/').next().unwrap_or(&name);
    let name = name.split(['[', '@', ':']).next().unwrap_or(name);
    let name = name.rsplit_once("anthropic.").map_or(name, |(_, model)| model);
    let mut name = name.replace('.', "-");
    while let Some((head, tail)) = name.rsplit_once('-') {
        if !is_suffix(tail) {
            break;
        }
        name.truncate(head.len());
    }
    name
}

fn is_suffix(word: &str) -> bool {
    let is_date = word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    let is_revision = word
        .strip_prefix('v')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    is_date || is_revision || word == "latest"
}

/// Whether the name asks for the window of a million tokens (`opus[1m]`).
pub fn asks_for_1m(name: &str) -> bool {
    name.to_ascii_lowercase().contains("[1m]")
}

/// Major and minor number of a model: `claude-opus-5-5` is (5, 5), `claude-3-5-sonnet` (3, 5), `claude-sonnet-5` (5, 0).
pub fn generation(name: &str) -> Option<(u32, u32)> {
    let name = canonical(name);
    let mut numbers = name.split('-').skip_while(|part| part.parse::<u32>().is_err());
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next().and_then(|part| part.parse().ok()).unwrap_or(0);
    Some((major, minor))
}

/// Models up to 4.6, which keep a window of 200,000 tokens in every release.
pub fn is_older_generation(name: &str) -> bool {
    Family::of(name).is_some() && generation(name).is_some_and(|generation| generation <= (4, 6))
}

#[cfg(test)]
mod tests {
    use super::{Family, canonical, generation, is_older_generation};

    #[test]
    fn one_model_has_one_name() {
        for (written, name) in [
            ("claude-haiku-4-5", "claude-haiku-4-5"),
            ("claude-haiku-4-5-20251001", "claude-haiku-4-5"),
            ("claude-haiku-4-5@20251001", "claude-haiku-4-5"),
            ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5"),
            ("anthropic.claude-haiku-4-5", "claude-haiku-4-5"),
            ("anthropic/claude-haiku-4.5", "claude-haiku-4-5"),
            ("vertex_ai/claude-haiku-4-5@20251001", "claude-haiku-4-5"),
            ("Claude-Opus-5[1m]", "claude-opus-5"),
            ("claude-3-5-sonnet-latest", "claude-3-5-sonnet"),
            ("opus[1m]", "opus"),
            ("20251001", "20251001"),
            ("", ""),
        ] {
            assert_eq!(canonical(written), name, "{written}");
        }
    }

    #[test]
    fn generations_are_read_before_and_after_the_family() {
        for (name, expected) in [
            ("claude-opus-5-5", Some((5, 5))),
            ("claude-sonnet-5", Some((5, 0))),
            ("claude-sonnet-4-20250514", Some((4, 0))),
            ("claude-3-5-sonnet-20241022", Some((3, 5))),
            ("opus", None),
        ] {
            assert_eq!(generation(name), expected, "{name}");
        }
        assert!(is_older_generation("claude-opus-4-6") && !is_older_generation("claude-opus-4-8"));
        assert!(
            !is_older_generation("gpt-4"),
            "only Claude's own numbering is known"
        );
    }

    #[test]
    fn families_are_found_anywhere_in_the_name() {
        assert_eq!(Family::of("claude-3-5-haiku-latest"), Some(Family::Haiku));
        assert_eq!(Family::of("Fable"), Some(Family::Fable));
        assert_eq!(Family::of("qwen3"), None);
    }
}
