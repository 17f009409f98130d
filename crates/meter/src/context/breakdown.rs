//! What a context is made of.
//!
//! Owns the scaling from counted to exact tokens; promises that the categories add up to exactly the tokens that
//! Claude Code was billed for. Never counts text itself.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{BigItem, Breakdown, Category, CategoryTokens, opportunities};

/// How many of the biggest things are named.
const BIGGEST: usize = 12;

/// One thing in the context, as the tokenizer counted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Its category.
    pub category: Category,
    /// Tokens as counted, before scaling.
    pub tokens: u64,
    /// What a person calls it: a path, a command; things with the same label are shown as one. Empty: not listed.
    pub label: String,
    /// What it is.
    pub what: What,
    /// The turn it stands in, counted from 0 at the start of the live chain.
    pub turn: u32,
    /// A hash of its text: equal texts are equal here.
    pub fingerprint: u64,
}

/// What a thing in the context is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// System prompt or tool definitions.
    System,
    /// A memory file.
    Memory,
    /// A file that was read.
    FileRead {
        /// Its path.
        path: String,
    },
    /// What a shell command printed.
    Command {
        /// The command line.
        command: String,
    },
    /// The result of any other tool.
    ToolResult {
        /// The tool's name.
        tool: String,
    },
    /// What the person wrote.
    Prompt,
    /// What Claude wrote.
    Reply,
    /// The summary of a compaction.
    Summary,
    /// A file or reminder that was attached.
    Attachment,
    /// A file's text that Claude wrote.
    Generated {
        /// Its path.
        path: String,
    },
    /// Thinking.
    Thinking,
    /// The call of a tool, without its result.
    ToolCall,
    /// An image.
    Image,
}

/// Fewer counted tokens than this tell too little of the tokenizer's error.
const TELLING: u64 = 5_000;
/// No tokenizer is further off than this; a growth that says so had another reason.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 0.7..=1.6;

/// The tokenizer's error, by what `items` that came in between two answers added to the context; `None` when that does not tell.
#[must_use]
pub fn scale_of_growth(items: &[Counted], exact: u64) -> Option<f64> {
    let counted = items.iter().map(|item| item.tokens).sum::<u64>();
    let scale = exact as f64 / counted.max(1) as f64;
    (counted >= TELLING && PLAUSIBLE.contains(&scale)).then_some(scale)
}

/// The breakdown of a context of exactly `exact_total` tokens.
///
/// Transcripts of older releases carry no system prompt: what the exact total has beyond the counted items is that,
/// with the tool definitions; `grown`, the scale by growth, tells the tokenizer's error there. Otherwise the difference is
/// that error, and everything is scaled by it.
pub fn breakdown(
    items: &[Counted],
    exact_total: u64,
    grown: Option<f64>,
    computed_at: Timestamp,
) -> Breakdown {
    let counted_tokens = items.iter().map(|item| item.tokens).sum::<u64>();
    let mut sums = BTreeMap::<Category, u64>::new();
    for item in items {
        *sums.entry(item.category).or_default() += item.tokens;
    }
    let has_system = items.iter().any(|item| item.what == What::System);
    let as_counted = (exact_total as f64 / grown.unwrap_or(1.0)).round() as u64;
    if !has_system && counted_tokens < as_counted {
        *sums.entry(Category::System).or_default() += as_counted - counted_tokens;
    }
    let total = sums.values().sum::<u64>();
    let scale = if total == 0 {
        1.0
    } else {
        exact_total as f64 / total as f64
    };
    Breakdown {
        categories: categories(&apportioned(sums, total, exact_total), exact_total),
        scale,
        counted_tokens,
        biggest: biggest(items, scale),
        opportunities: opportunities(items, scale),
        computed_at,
    }
}

/// Shares of `exact` in proportion to `sums`, whole and adding up to it: the largest remainders are rounded up.
fn apportioned(sums: BTreeMap<Category, u64>, total: u64, exact: u64) -> Vec<(Category, u64)> {
    if total == 0 {
        return if exact == 0 {
            Vec::new()
        } else {
            vec![(Category::System, exact)]
        };
    }
    let (total, exact) = (u128::from(total), u128::from(exact));
    let mut shares = sums
        .into_iter()
        .map(|(category, sum)| {
            (
                category,
                u128::from(sum) * exact / total,
                u128::from(sum) * exact % total,
            )
        })
        .collect::<Vec<_>>();
    let missing = exact - shares.iter().map(|(_, share, _)| share).sum::<u128>();
    shares.sort_by_key(|(category, _, rest)| (std::cmp::Reverse(*rest), *category));
    for (_, share, _) in shares
        .iter_mut()
        .take(usize::try_from(missing).unwrap_or(usize::MAX))
    {
        *share += 1;
    }
    shares
        .into_iter()
        .map(|(category, share, _)| (category, u64::try_from(share).unwrap_or(u64::MAX)))
        .collect()
}

fn categories(shares: &[(Category, u64)], exact: u64) -> Vec<CategoryTokens> {
    let mut categories = shares
        .iter()
        .filter(|(_, tokens)| *tokens > 0)
        .map(|(category, tokens)| CategoryTokens {
            category: *category,
            tokens: *tokens,
            percent: *tokens as f64 * 100.0 / exact.max(1) as f64,
        })
        .collect::<Vec<_>>();
    categories.sort_by_key(|c| (std::cmp::Reverse(c.tokens), c.category));
    categories
}

/// Things of the same name and category count as one.
fn biggest(items: &[Counted], scale: f64) -> Vec<BigItem> {
    let mut groups = BTreeMap::<(Category, &str), (u32, u64)>::new();
    for item in items.iter().filter(|item| !item.label.is_empty()) {
        let (count, tokens) = groups.entry((item.category, &item.label)).or_default();
        *count += 1;
        *tokens += item.tokens;
    }
    let mut biggest = groups
        .into_iter()
        .map(|((category, label), (count, tokens))| BigItem {
            label: label.to_owned(),
            category,
            count,
            tokens: scaled(tokens, scale),
        })
        .collect::<Vec<_>>();
    biggest.sort_by_key(|item| std::cmp::Reverse(item.tokens));
    biggest.truncate(BIGGEST);
    biggest
}

/// Counted tokens as exact ones, rounded.
pub(super) fn scaled(tokens: u64, scale: f64) -> u64 {
    (tokens as f64 * scale).round() as u64
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{Counted, What, breakdown, scale_of_growth, scaled};
    use crate::context::Category;

    const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);

    fn item(category: Category, what: What, tokens: u64, label: &str) -> Counted {
        Counted {
            category,
            tokens,
            label: label.to_owned(),
            what,
            turn: 0,
            fingerprint: tokens,
        }
    }

    fn read(path: &str, tokens: u64) -> Counted {
        item(
            Category::FileReads,
            What::FileRead {
                path: path.to_owned(),
            },
            tokens,
            path,
        )
    }

    #[test]
    fn without_a_system_prompt_the_growth_tells_the_tokenizers_error() {
        let items = [read("a", 6_000), read("b", 4_000)];
        let grown = scale_of_growth(&items, 12_000);
        assert_eq!(grown, Some(1.2));
        let found = breakdown(&items, 30_000, grown, NOW);
        assert_eq!(scaled(10_000, found.scale), 12_000);
        let system = found.categories.iter().find(|c| c.category == Category::System);
        assert_eq!(system.map(|c| c.tokens), Some(18_000));
        // Too little, or not the tokenizer's doing.
        assert_eq!(scale_of_growth(&items[1..], 5_000), None);
        assert_eq!(scale_of_growth(&items, 40_000), None);
    }

    fn shares(items: &[Counted], exact: u64) -> Vec<(Category, u64)> {
        breakdown(items, exact, None, NOW)
            .categories
            .iter()
            .map(|c| (c.category, c.tokens))
            .collect()
    }

    #[test]
    fn what_is_missing_from_a_transcript_is_the_system_prompt() {
        let items = [
            read("a.rs", 3_000),
            item(Category::Conversation, What::Prompt, 1_000, ""),
        ];
        let found = breakdown(&items, 20_000, None, NOW);
        assert_eq!(
            found
                .categories
                .iter()
                .map(|c| (c.category, c.tokens, c.percent))
                .collect::<Vec<_>>(),
            [
                (Category::System, 16_000, 80.0),
                (Category::FileReads, 3_000, 15.0),
                (Category::Conversation, 1_000, 5.0)
            ]
        );
        assert_eq!(
            (found.scale, found.counted_tokens, found.computed_at),
            (1.0, 4_000, NOW)
        );
    }

    #[test]
    fn with_a_system_prompt_the_difference_is_the_tokenizers_error() {
        let items = [
            item(Category::System, What::System, 4_000, ""),
            read("a.rs", 4_000),
        ];
        let found = breakdown(&items, 10_000, None, NOW);
        assert_eq!(
            shares(&items, 10_000),
            [(Category::System, 5_000), (Category::FileReads, 5_000)]
        );
        assert_eq!((found.scale, found.biggest[0].tokens), (1.25, 5_000));
    }

    #[test]
    fn too_much_counted_is_scaled_down() {
        let items = [
            read("a.rs", 3_000),
            item(Category::Thinking, What::Thinking, 1_000, ""),
        ];
        assert_eq!(
            shares(&items, 1_000),
            [(Category::FileReads, 750), (Category::Thinking, 250)]
        );
    }

    #[test]
    fn an_empty_context_and_an_uncounted_one() {
        assert_eq!(shares(&[], 0), []);
        assert_eq!(shares(&[], 12_000), [(Category::System, 12_000)]);
        assert_eq!(
            shares(&[item(Category::System, What::System, 0, "")], 7),
            [(Category::System, 7)]
        );
    }

    #[test]
    fn the_same_file_is_one_big_item() {
        let mut items = (0..20)
            .map(|i| read(&format!("small{i}.rs"), 10 + i))
            .collect::<Vec<_>>();
        items.extend([read("mod0.py", 400), read("mod0.py", 300)]);
        let found = breakdown(&items, 50_000, None, NOW);
        assert_eq!(found.biggest.len(), 12);
        let first = &found.biggest[0];
        assert_eq!(
            (first.label.as_str(), first.count, first.tokens),
            ("mod0.py", 2, 700)
        );
        assert_eq!(found.biggest[1].label, "small19.rs");
    }

    fn any_category() -> impl Strategy<Value = Category> {
        prop::sample::select(vec![
            Category::MemoryFiles,
            Category::FileReads,
            Category::ToolResults,
            Category::Conversation,
            Category::GeneratedCode,
            Category::Thinking,
        ])
    }

    proptest! {
        #[test]
        fn categories_add_up_to_the_exact_total(
            counted in prop::collection::vec((any_category(), 0_u64..50_000), 0..40),
            system in prop::option::of(0_u64..30_000),
            exact in 0_u64..2_000_000,
        ) {
            let mut items =
                counted.into_iter().map(|(c, tokens)| item(c, What::Reply, tokens, "")).collect::<Vec<_>>();
            items.extend(system.map(|tokens| item(Category::System, What::System, tokens, "")));
            let found = breakdown(&items, exact, None, NOW);
            prop_assert_eq!(found.categories.iter().map(|c| c.tokens).sum::<u64>(), exact);
            let percent = found.categories.iter().map(|c| c.percent).sum::<f64>();
            prop_assert!(exact == 0 || (percent - 100.0).abs() < 1e-6);
        }
    }
}
