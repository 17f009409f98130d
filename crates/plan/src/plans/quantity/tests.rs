use super::*;

type Ends = Option<(u64, u64)>;

fn both(text: &str, bare: Bare) -> (Ends, Ends) {
    let found = stated(text, bare).unwrap_or_default();
    let pair = |amount: Amount| (amount.low, amount.high);
    (found.tokens.map(pair), found.minutes.map(pair))
}

#[test]
fn tokens_in_many_hands() {
    let table: &[(&str, u64, u64)] = &[
        ("25-32k", 25_000, 32_000),
        ("25k-32k", 25_000, 32_000),
        ("25–32K", 25_000, 32_000),
        ("25 — 32 k tokens", 25_000, 32_000),
        ("25,000 - 32,000 tokens", 25_000, 32_000),
        ("25.000 bis 32.000 Token", 25_000, 32_000),
        ("25 000 – 32 000 tokens", 25_000, 32_000),
        ("25'000 tokens", 25_000, 25_000),
        ("25_000 tokens", 25_000, 25_000),
        ("1,234,567 tokens", 1_234_567, 1_234_567),
        ("~40K tokens", 40_000, 40_000),
        ("≈ 40k", 40_000, 40_000),
        ("about 40k tokens", 40_000, 40_000),
        ("up to 60k tokens", 60_000, 60_000),
        ("0.1M", 100_000, 100_000),
        ("0,1M", 100_000, 100_000),
        ("1.250M tokens", 1_250_000, 1_250_000),
        ("0.1m tokens", 100_000, 100_000),
        ("1.5k", 1_500, 1_500),
        ("1,5k", 1_500, 1_500),
        ("12.5-17.5k tokens", 12_500, 17_500),
        ("900-1.2k tokens", 900, 1_200),
        ("25k to 32k", 25_000, 32_000),
        ("between 25k and 32k tokens", 25_000, 32_000),
        ("25k-32,000", 25_000, 32_000),
        ("30k ± 5k", 25_000, 35_000),
        ("32-25k", 25_000, 32_000),
        ("40k+", 40_000, 40_000),
        ("1.2 Mio. Token", 1_200_000, 1_200_000),
        ("50 tausend Token", 50_000, 50_000),
        ("80k-token", 80_000, 80_000),
    ];
    for &(text, low, high) in table {
        assert_eq!(both(text, Bare::No), (Some((low, high)), None), "{text}");
    }
}

#[test]
fn times_in_many_hands() {
    let table: &[(&str, u64, u64)] = &[
        ("1-1.5h", 60, 90),
        ("1–1,5 Std.", 60, 90),
        ("45 min", 45, 45),
        ("30m", 30, 30),
        ("30-45m", 30, 45),
        ("~2 hours", 120, 120),
        ("90–120 minutes", 90, 120),
        ("half a day", 240, 240),
        ("half an hour", 30, 30),
        ("½ day", 240, 240),
        ("1½ hours", 90, 90),
        ("1h30", 90, 90),
        ("1h30m", 90, 90),
        ("1 h 30 min", 90, 90),
        ("2 hours and 15 minutes", 135, 135),
        ("1:30 h", 90, 90),
        ("1h-1h30", 60, 90),
        ("45 min - 1.5 h", 45, 90),
        ("2h-3", 120, 180),
        ("an hour", 60, 60),
        ("two hours", 120, 120),
        ("a day", 480, 480),
        ("1-2 days", 480, 960),
        ("2 weeks", 4_800, 4_800),
        ("2-hour", 120, 120),
        ("anderthalb Stunden", 90, 90),
        ("ein halber Tag", 240, 240),
        ("2 à 3 heures", 120, 180),
        ("entre 1 et 2 h", 60, 60),
        ("de 30 minutos", 0, 0),
        ("90 seconds", 2, 2),
        ("10 s", 1, 1),
        ("est. 2h", 120, 120),
        ("max. 3 Stunden", 180, 180),
        ("1-1.5 hrs", 60, 90),
    ];
    for &(text, low, high) in table {
        let expected = ((low, high) != (0, 0) && !text.starts_with("entre")).then_some((low, high));
        assert_eq!(both(text, Bare::No), (None, expected), "{text}");
    }
}

#[test]
fn both_at_once() {
    for text in [
        "1-1.5h, 25-32k",
        "25-32k tokens / 1-1.5h",
        "~1-1.5 hours · 25k–32k tokens",
        "1-1.5h and 25-32k",
    ] {
        assert_eq!(
            both(text, Bare::No),
            (Some((25_000, 32_000)), Some((60, 90))),
            "{text}"
        );
    }
}

#[test]
fn a_bare_number_counts_what_its_label_counts() {
    assert_eq!(both("25-32", Bare::Tokens(1_000)), (Some((25_000, 32_000)), None));
    assert_eq!(both("30.000", Bare::Tokens(1)), (Some((30_000, 30_000)), None));
    assert_eq!(
        both("1.2m", Bare::Tokens(1)),
        (Some((1_200_000, 1_200_000)), None)
    );
    assert_eq!(both("1.5", Bare::Minutes(60)), (None, Some((90, 90))));
    assert_eq!(both("90", Bare::Minutes(1)), (None, Some((90, 90))));
    assert_eq!(both("2h", Bare::Tokens(1)), (None, Some((120, 120))));
}

#[test]
fn what_is_no_amount_is_left_alone() {
    for text in [
        "",
        "10km",
        "10k lines",
        "v2",
        "2",
        "phase 1",
        "3D",
        "k",
        "-",
        "a",
        "an",
        "100%",
        "5 GB",
        "1h of coffee",
        "99999999999999999999999999999999999999999999 tokens",
        "1.000000000000000000000000001 h",
        "é",
        "½x",
        "25-",
    ] {
        assert_eq!(stated(text, Bare::No), None, "{text}");
    }
}

#[test]
fn a_remark_behind_the_amount_is_handed_back() {
    let (found, rest) = leading("25-32k (mostly reading)", Bare::Tokens(1));
    assert_eq!(
        found.tokens,
        Some(Amount {
            low: 25_000,
            high: 32_000
        })
    );
    assert_eq!(rest.trim(), "(mostly reading)");
    assert_eq!(leading("later", Bare::Tokens(1)), (Stated::default(), "later"));
}

#[test]
fn what_is_written_is_read() {
    for value in [0, 1, 12, 999, 1_000, 1_234, 25_000, 1_000_000, u64::MAX] {
        for amount in [
            Amount {
                low: value,
                high: value,
            },
            Amount {
                low: value / 2,
                high: value,
            },
        ] {
            assert_eq!(tokens(&write_tokens(amount), 1), (Some(amount), ""), "{amount:?}");
            assert_eq!(
                stated(&write_minutes(amount), Bare::No).and_then(|found| found.minutes),
                Some(amount)
            );
        }
    }
}
