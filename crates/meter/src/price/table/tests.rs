use jiff::Timestamp;
use proptest::prelude::*;

use super::{Billed, Cost, FNV_START, PriceError, PriceTable, fnv};
use crate::tokens::Tokens;

const MILLION: u64 = 1_000_000;
const NOVEMBER: Timestamp = Timestamp::constant(1_795_000_000, 0); // 2026-11-18

fn billed(tokens: Tokens) -> Billed {
    Billed {
        tokens,
        web_searches: 0,
        fast: false,
        us_only: false,
        at: NOVEMBER,
    }
}

fn input(count: u64) -> Billed {
    billed(Tokens {
        input: count,
        ..Tokens::default()
    })
}

fn one_of_each() -> Tokens {
    Tokens {
        input: MILLION,
        output: MILLION,
        cache_write_5m: MILLION,
        cache_write_1h: MILLION,
        cache_read: MILLION,
    }
}

fn micros(model: &str, billed: Billed) -> u64 {
    PriceTable::bundled().cost(model, &billed).micros
}

#[test]
fn list_prices_of_a_million_tokens_of_each_class() {
    for (model, dollars) in [
        ("claude-fable-5-1", [10.0, 50.0, 12.5, 20.0, 1.0]),
        ("claude-opus-5-5", [4.0, 20.0, 5.0, 8.0, 0.2]),
        ("claude-opus-5", [5.0, 25.0, 6.25, 10.0, 0.5]),
        ("claude-opus-4-5-20251101", [5.0, 25.0, 6.25, 10.0, 0.5]),
        ("claude-opus-4-1-20250805", [15.0, 75.0, 18.75, 30.0, 1.5]),
        ("claude-sonnet-5-5", [2.0, 10.0, 2.5, 4.0, 0.2]),
        ("claude-sonnet-5", [2.0, 10.0, 2.5, 4.0, 0.2]),
        ("claude-sonnet-4-6", [3.0, 15.0, 3.75, 6.0, 0.3]),
        ("claude-haiku-4-5-20251001", [1.0, 5.0, 1.25, 2.0, 0.1]),
    ] {
        let each = one_of_each();
        let classes = [
            Tokens {
                input: each.input,
                ..Tokens::default()
            },
            Tokens {
                output: each.output,
                ..Tokens::default()
            },
            Tokens {
                cache_write_5m: each.cache_write_5m,
                ..Tokens::default()
            },
            Tokens {
                cache_write_1h: each.cache_write_1h,
                ..Tokens::default()
            },
            Tokens {
                cache_read: each.cache_read,
                ..Tokens::default()
            },
        ];
        for (tokens, dollars) in classes.into_iter().zip(dollars) {
            let cost = PriceTable::bundled().cost(model, &billed(tokens));
            let expected = Cost {
                micros: (dollars * 1e6) as u64,
                guessed: false,
            };
            assert_eq!(cost, expected, "{model} {tokens:?}");
        }
    }
}

#[test]
fn fast_mode_has_its_own_prices_where_it_exists() {
    for (model, expected) in [
        ("claude-opus-5", 93_500_000),
        ("claude-opus-4-8", 93_500_000),
        ("claude-opus-4-7", 280_500_000),
        ("claude-opus-4-6", 280_500_000),
        ("claude-haiku-4-5", 9_350_000),
    ] {
        let fast = Billed {
            fast: true,
            ..billed(one_of_each())
        };
        assert_eq!(micros(model, fast), expected, "{model}");
    }
    assert_eq!(
        micros(
            "claude-opus-4-8",
            Billed {
                fast: true,
                ..input(MILLION)
            }
        ),
        10_000_000
    );
}

#[test]
fn a_long_prompt_raises_the_price_of_the_whole_request() {
    let haiku = |tokens| micros("claude-haiku-5-5", billed(tokens));
    assert_eq!(
        haiku(Tokens {
            input: 100_000,
            ..Tokens::default()
        }),
        10_000
    );
    assert_eq!(
        haiku(Tokens {
            input: 100_001,
            ..Tokens::default()
        }),
        50_001
    ); // 50,000.5 rounded half up
    assert_eq!(
        haiku(Tokens {
            input: 50_000,
            cache_read: 50_001,
            ..Tokens::default()
        }),
        25_000 + 2_500
    );
    assert_eq!(
        haiku(Tokens {
            output: 200_000,
            ..Tokens::default()
        }),
        100_000,
        "answers do not count"
    );
}

#[test]
fn web_searches_cost_a_cent_each() {
    let searches = Billed {
        web_searches: 100,
        ..billed(Tokens::default())
    };
    assert_eq!(micros("claude-opus-5", searches), 1_000_000);
    assert_eq!(
        micros(
            "claude-opus-5",
            Billed {
                us_only: true,
                ..searches
            }
        ),
        1_000_000
    );
}

#[test]
fn inference_held_to_the_us_costs_a_tenth_more() {
    assert_eq!(
        micros(
            "claude-opus-5",
            Billed {
                us_only: true,
                ..input(MILLION)
            }
        ),
        5_500_000
    );
}

#[test]
fn fractions_are_rounded_half_up_once() {
    assert_eq!(
        micros(
            "claude-haiku-4-5",
            billed(Tokens {
                cache_read: 4,
                ..Tokens::default()
            })
        ),
        0
    );
    assert_eq!(
        micros(
            "claude-haiku-4-5",
            billed(Tokens {
                cache_read: 5,
                ..Tokens::default()
            })
        ),
        1
    );
    let both = Tokens {
        cache_read: 3,
        cache_write_5m: 1,
        ..Tokens::default()
    }; // 0.3 + 1.25
    assert_eq!(micros("claude-haiku-4-5", billed(both)), 2);
}

#[test]
fn unknown_models_cost_what_their_family_costs_and_say_so() {
    let table = PriceTable::bundled();
    for (model, micros) in [
        ("claude-opus-6", 5_000_000),
        ("claude-fable-5-2", 10_000_000),
        ("sonnet", 2_000_000),
        ("claude-haiku-6-20270101", 1_000_000),
        ("somebody-elses-model", 2_000_000),
    ] {
        assert_eq!(
            table.cost(model, &input(MILLION)),
            Cost {
                micros,
                guessed: true
            },
            "{model}"
        );
    }
    let early = Billed {
        at: Timestamp::UNIX_EPOCH,
        ..input(100_000)
    };
    let expected = Cost {
        micros: 10_000,
        guessed: true,
    };
    assert_eq!(
        table.cost("claude-haiku-5-5", &early),
        expected,
        "before its first day"
    );
}

#[test]
fn claude_codes_own_messages_are_free() {
    assert_eq!(
        PriceTable::bundled().cost("<synthetic>", &input(MILLION)),
        Cost::default()
    );
}

#[test]
fn every_name_of_a_model_has_its_price() {
    for name in [
        "us.anthropic.claude-opus-4-6-v1:0",
        "anthropic/claude-opus-4.6",
        "claude-opus-4-6@20260101",
        "claude-opus-4-6[1m]",
        "claude-opus-4-6-latest",
    ] {
        let expected = Cost {
            micros: 5_000_000,
            guessed: false,
        };
        assert_eq!(
            PriceTable::bundled().cost(name, &input(MILLION)),
            expected,
            "{name}"
        );
    }
}

const OWN: &str = r#"
[[model]]
name = "claude-opus-5"
from = "2026-12-01"
until = "2027-01-01"
input = 1.5
output = 2
write_5m = 3
write_1h = 4
read = 5
"#;

#[test]
fn a_persons_own_prices_win_on_the_days_they_cover() -> Result<(), Box<dyn std::error::Error>> {
    let table = PriceTable::with_override(OWN)?;
    for (at, micros) in [
        ("2026-11-30T23:59:59Z", 5_000_000),
        ("2026-12-01T00:00:00Z", 1_500_000),
        ("2026-12-31T23:59:59Z", 1_500_000),
        ("2027-01-01T00:00:00Z", 5_000_000),
    ] {
        let cost = table.cost(
            "claude-opus-5",
            &Billed {
                at: at.parse()?,
                ..input(MILLION)
            },
        );
        assert_eq!(
            cost,
            Cost {
                micros,
                guessed: false
            },
            "{at}"
        );
    }
    Ok(())
}

#[test]
fn a_persons_own_families_win() -> Result<(), PriceError> {
    let table =
        PriceTable::with_override("[family]\nqwen = \"claude-haiku-4-5\"\nunknown = \"claude-opus-5\"")?;
    assert_eq!(table.cost("qwen3:32b", &input(MILLION)).micros, 1_000_000);
    assert_eq!(table.cost("mystery", &input(MILLION)).micros, 5_000_000);
    Ok(())
}

#[test]
fn mistakes_in_a_persons_prices_are_named() {
    let said = |toml: &str| PriceTable::with_override(toml).expect_err(toml).to_string();
    assert!(said("[[model]]\nname = \"x\"").contains("missing field `input`"));
    assert!(said("[[modell]]").contains("unknown field `modell`"));
    assert_eq!(
        said(&OWN.replace("1.5", "-1.5")),
        "the price table gives claude-opus-5 a price of -1.5 dollars per million tokens; use 0 to 100000"
    );
    assert!(said(&OWN.replace("1.5", "nan")).contains("a price of NaN"));
    assert_eq!(
        said(&OWN.replace("2027", "2026")),
        "the price of claude-opus-5 would end on 2026-01-01, before it begins on 2026-12-01"
    );
    assert_eq!(
        said("[family]\nopus = \"opsu\""),
        "the family opus is priced like opsu, which has no price"
    );
}

#[test]
fn the_fingerprint_follows_the_text() -> Result<(), PriceError> {
    let bundled = PriceTable::bundled().fingerprint();
    assert_eq!(bundled, PriceTable::bundled().fingerprint());
    assert_ne!(bundled, PriceTable::with_override(OWN)?.fingerprint());
    assert_eq!(fnv(FNV_START, b"foobar"), 0x8594_4171_f739_67e8);
    Ok(())
}

fn any_tokens() -> impl Strategy<Value = Tokens> {
    let count = || 0_u64..10_000_000;
    (count(), count(), count(), count(), count()).prop_map(|(input, output, write_5m, write_1h, read)| {
        Tokens {
            input,
            output,
            cache_write_5m: write_5m,
            cache_write_1h: write_1h,
            cache_read: read,
        }
    })
}

proptest! {
    #[test]
    fn cost_is_linear_where_there_is_no_threshold(a in any_tokens(), b in any_tokens()) {
        let mut sum = a;
        sum += b;
        let of = |tokens| micros("claude-opus-4-5", billed(tokens));
        prop_assert!(of(sum).abs_diff(of(a) + of(b)) <= 1);
    }

    #[test]
    fn no_name_and_no_count_is_too_strange(name in ".{0,40}", tokens in any_tokens(), us_only: bool, fast: bool) {
        let billed = Billed { tokens, web_searches: u64::MAX, fast, us_only, at: NOVEMBER };
        PriceTable::bundled().cost(&name, &billed);
    }
}
