//! One number, as several languages write it: `25,000`, `25.000`, `25 000`, `1.5`, `1,5`, `½`.
//!
//! Exact: a number is its digits and how many of them stand behind the point, never a float.

/// Digits, and how many of them stand behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    digits: u128,
    places: u32,
    /// One group of three behind a point or comma: `1.500` may be a thousand and a half, or one and a half.
    either: bool,
}

const WORDS: &[(&str, u128, u32)] = &[
    ("half an", 5, 1),
    ("half a", 5, 1),
    ("a half", 5, 1),
    ("half", 5, 1),
    ("einen halben", 5, 1),
    ("ein halber", 5, 1),
    ("eine halbe", 5, 1),
    ("halber", 5, 1),
    ("halbe", 5, 1),
    ("une demi-", 5, 1),
    ("une demi", 5, 1),
    ("medio", 5, 1),
    ("media", 5, 1),
    ("an", 1, 0),
    ("a", 1, 0),
    ("one", 1, 0),
    ("two", 2, 0),
    ("three", 3, 0),
    ("four", 4, 0),
    ("five", 5, 0),
    ("six", 6, 0),
    ("seven", 7, 0),
    ("eight", 8, 0),
    ("nine", 9, 0),
    ("ten", 10, 0),
    ("twelve", 12, 0),
    ("eineinhalb", 15, 1),
    ("anderthalb", 15, 1),
    ("einen", 1, 0),
    ("einem", 1, 0),
    ("eine", 1, 0),
    ("ein", 1, 0),
    ("zwei", 2, 0),
    ("drei", 3, 0),
    ("vier", 4, 0),
    ("une", 1, 0),
    ("un", 1, 0),
    ("deux", 2, 0),
    ("trois", 3, 0),
    ("una", 1, 0),
    ("dos", 2, 0),
    ("tres", 3, 0),
];

/// The number at the head of `text`, and where it ends.
pub(super) fn in_digits(text: &str) -> Option<(Number, usize)> {
    if let Some((number, end)) = fraction(text) {
        return Some((number, end));
    }
    let first = digits(text);
    if first == 0 {
        return None;
    }
    let mut written = text[..first].to_owned();
    let mut end = first;
    let mut separator = None;
    let mut groups = 0;
    while let Some((next, width)) = group(&text[end..], first) {
        if separator.is_some_and(|known| known != next) {
            break;
        }
        separator = Some(next);
        written.push_str(&text[end + width..end + width + 3]);
        end += width + 3;
        groups += 1;
    }
    let mut places = 0;
    let rest = &text[end..];
    let point = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | ',') && separator != Some(*c));
    if let Some(point) = point {
        let behind = digits(&rest[point.len_utf8()..]);
        if behind > 0 {
            written.push_str(&rest[1..1 + behind]);
            end += 1 + behind;
            places = u32::try_from(behind).ok()?;
        }
    }
    let number = Number {
        digits: written.parse().ok()?,
        places,
        either: groups == 1 && places == 0 && matches!(separator, Some('.' | ',')),
    };
    if number.places > 20 {
        return None;
    }
    match fraction(&text[end..]) {
        Some((half, width)) if number.places == 0 && groups == 0 => Some((number.plus(half)?, end + width)),
        _ => Some((number, end)),
    }
}

/// A number in words at the head of `text` ("half a", "two"), and where it ends.
pub(super) fn in_words(text: &str) -> Option<(Number, usize)> {
    let found = WORDS.iter().find(|(word, ..)| {
        super::starts_with(text, word)
            && text[word.len()..]
                .chars()
                .next()
                .is_some_and(|c| c == ' ' || word.ends_with('-'))
    });
    found.map(|&(word, digits, places)| (Number::new(digits, places), word.len()))
}

impl Number {
    fn new(digits: u128, places: u32) -> Number {
        Number {
            digits,
            places,
            either: false,
        }
    }

    /// This many of something of `numerator / denominator` whole ones each, rounded to the nearest, but never to nothing.
    pub(super) fn times(self, numerator: u128, denominator: u128) -> Option<u64> {
        // `1.5k` and `1.500k` are one and a half thousands; `1.500` alone is fifteen hundred.
        let behind_a_point = self.either && numerator > denominator;
        let places = if behind_a_point {
            self.places + 3
        } else {
            self.places
        };
        let below = denominator.checked_mul(10_u128.checked_pow(places)?)?;
        let above = self.digits.checked_mul(numerator)?;
        let rounded = above.checked_add(below / 2)? / below;
        u64::try_from(if rounded == 0 && above > 0 { 1 } else { rounded }).ok()
    }

    fn plus(self, half: Number) -> Option<Number> {
        let whole = self.digits.checked_mul(10_u128.checked_pow(half.places)?)?;
        Some(Number::new(whole.checked_add(half.digits)?, half.places))
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn fraction(text: &str) -> Option<(Number, usize)> {
    let first = text.chars().next()?;
    let (digits, places) = match first {
        '½' => (5, 1),
        '¼' => (25, 2),
        '¾' => (75, 2),
        _ => return None,
    };
    Some((Number::new(digits, places), first.len_utf8()))
}

/// What separates a group of exactly three digits at the head of `text`, and how wide it is.
fn group(text: &str, before: usize) -> Option<(char, usize)> {
    let separator = text.chars().next()?;
    let known = matches!(
        separator,
        ',' | '.' | '\'' | '’' | '_' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'
    );
    let width = separator.len_utf8();
    (known && before <= 3 && digits(&text[width..]) == 3).then_some((separator, width))
}
