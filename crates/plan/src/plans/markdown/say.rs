//! What a label says: amounts, statuses, dependencies, checks.

use super::absorb::Reader;
use super::after;
use super::draft::{Draft, Scope};
use super::exact;
use super::label::Said;
use super::words::{self, Field, Label};
use crate::plans::{Stated, quantity};

/// What became of a label.
pub(super) enum Taken {
    /// All of it was understood.
    Wholly,
    /// It was understood, but says more than that.
    Partly,
    /// Its value is below.
    Pending,
    /// The value goes on in the next lines.
    GoesOn(Label),
    /// It is no label here.
    No,
}

impl Reader<'_> {
    /// What a row of labels and values says; whether all of it was understood.
    pub(super) fn say_pair(
        &mut self,
        draft: &mut Draft,
        said: &Said<'_>,
        offset: usize,
        scope: Scope,
    ) -> bool {
        let taken = self.say(draft, said, offset, scope);
        matches!(taken, Taken::Wholly | Taken::GoesOn(_)) && !words::says_more(said.name)
    }

    /// What a label says.
    pub(super) fn say(&mut self, draft: &mut Draft, said: &Said<'_>, offset: usize, scope: Scope) -> Taken {
        let value = said.value.trim();
        let offset = self.source.offset_of(value).unwrap_or(offset);
        match said.label {
            Label::Field(_) if scope == Scope::Task => Taken::No,
            Label::Prompt | Label::Check | Label::Agent | Label::Priority | Label::Done | Label::Key
                if scope == Scope::Plan =>
            {
                Taken::No
            }
            Label::Field(_) | Label::Prompt | Label::Check if value.is_empty() => Taken::Pending,
            Label::Tasks if value.is_empty() && scope == Scope::Phase => Taken::Pending,
            Label::Status if value.is_empty() && scope != Scope::Task => Taken::Pending,
            _ if value.is_empty() => Taken::No,
            Label::Field(field) => {
                self.push_value(draft, field, value, offset);
                Taken::GoesOn(said.label)
            }
            Label::Prompt => {
                draft
                    .prompts
                    .push(exact::decode(after::code(value).unwrap_or(value)));
                Taken::GoesOn(said.label)
            }
            Label::Check => check(draft, value, scope, offset),
            Label::Status => status(draft, value, scope),
            Label::Done => match words::yes_or_no(value) {
                Some(done) => {
                    draft.done = Some(done);
                    Taken::Wholly
                }
                None if value.bytes().any(|byte| byte.is_ascii_digit()) => {
                    draft.marked = true;
                    Taken::Partly
                }
                None => Taken::No,
            },
            Label::Tokens | Label::Time | Label::Estimate => self.amount(draft, said, offset),
            Label::Budget => self.budget(draft, said, offset, scope),
            Label::After => {
                if draft.after.is_some() || scope == Scope::Plan {
                    return Taken::No;
                }
                draft.after = Some(after::wanted(value, offset));
                Taken::Wholly
            }
            Label::Parallel => match words::yes_or_no(value) {
                _ if scope == Scope::Plan => Taken::No,
                Some(parallel) => {
                    draft.parallel = Some(parallel);
                    Taken::Wholly
                }
                None => {
                    let no = quantity::starts_with(value, "no") || quantity::starts_with(value, "nein");
                    draft.parallel = Some(!no);
                    Taken::Partly
                }
            },
            Label::Agent if draft.agent.is_some() => Taken::No,
            Label::Priority if draft.priority.is_some() => Taken::No,
            Label::Agent => {
                draft.agent = Some(exact::decode(after::code(value).unwrap_or(value)));
                Taken::Wholly
            }
            Label::Priority => match priority(value) {
                Some(priority) => {
                    draft.priority = Some(priority);
                    if value.bytes().all(|byte| byte.is_ascii_digit()) {
                        Taken::Wholly
                    } else {
                        Taken::Partly
                    }
                }
                None => Taken::No,
            },
            Label::Key => {
                let code = after::code(value);
                if draft.exact_key || (code.is_none() && value.contains(' ')) {
                    return Taken::No;
                }
                draft.key = Some(code.map_or_else(|| exact::decode(value), exact::references));
                draft.exact_key = true;
                Taken::Wholly
            }
            Label::Tasks => Taken::No,
        }
    }

    /// An item in the line of its label: several when it is a list of paths.
    pub(super) fn push_value(&mut self, draft: &mut Draft, field: Field, value: &str, offset: usize) {
        let parts: Vec<&str> = value.split(',').map(str::trim).collect();
        let paths = parts.len() > 1
            && parts.iter().all(|part| {
                part.len() > 2
                    && part.starts_with('`')
                    && part.ends_with('`')
                    && part[1..part.len() - 1].find('`').is_none()
            });
        if paths {
            for part in parts {
                draft.push(field, part.to_owned(), offset);
            }
        } else {
            draft.push(field, value.to_owned(), offset);
        }
    }

    fn amount(&mut self, draft: &mut Draft, said: &Said<'_>, offset: usize) -> Taken {
        let lower = said.name.to_lowercase();
        let hours = lower.contains("hour") || lower.contains("stunden");
        let bare = match said.label {
            Label::Tokens => quantity::Bare::Tokens(1),
            Label::Time if hours => quantity::Bare::Minutes(60),
            Label::Time => quantity::Bare::Minutes(1),
            _ => quantity::Bare::No,
        };
        let (stated, rest) = quantity::leading(said.value, bare);
        if stated == Stated::default() {
            if said.label != Label::Estimate {
                self.notes.say(
                    offset,
                    format!(
                        "no amount was read from \"{}\"; it is kept as text",
                        said.value.trim()
                    ),
                );
            }
            return Taken::No;
        }
        if said.label == Label::Time
            && !hours
            && !lower.contains("min")
            && quantity::leading(said.value, quantity::Bare::No).0 == Stated::default()
        {
            self.notes.say(
                offset,
                format!(
                    "\"{}\" was taken as minutes; write \"min\" or \"h\" behind it",
                    said.value.trim()
                ),
            );
        }
        if stated
            .tokens
            .is_some_and(|amount| amount.high > 0 && amount.high < 1_000)
        {
            self.notes.say(
                offset,
                format!(
                    "\"{}\" is less than 1,000 tokens; write \"k\" behind it if thousands are meant",
                    said.value.trim()
                ),
            );
        }
        draft.stated_at = offset;
        if !draft.expect(stated) {
            self.notes.say(
                offset,
                "another amount was stated before; the first one counts".to_owned(),
            );
            return Taken::Partly;
        }
        if rest.is_empty() {
            Taken::Wholly
        } else {
            Taken::Partly
        }
    }

    fn budget(&mut self, draft: &mut Draft, said: &Said<'_>, offset: usize, scope: Scope) -> Taken {
        if said.value.contains(['$', '€', '£']) {
            return Taken::No;
        }
        if scope != Scope::Plan {
            let (tokens, rest) = quantity::tokens(said.value, 1);
            let Some(tokens) = tokens.filter(|_| draft.budget.is_none()) else {
                return Taken::No;
            };
            draft.budget = Some(tokens.high);
            return if rest.is_empty() && tokens.low == tokens.high {
                Taken::Wholly
            } else {
                Taken::Partly
            };
        }
        let said = Said {
            label: Label::Tokens,
            name: said.name,
            value: said.value,
        };
        self.amount(draft, &said, offset)
    }
}

/// Commands: what stands in code, or the whole text.
pub(super) fn check(draft: &mut Draft, value: &str, scope: Scope, offset: usize) -> Taken {
    if let Some(command) = after::code(value) {
        draft.checks.push(exact::references(command));
        return Taken::Wholly;
    }
    let parts: Vec<&str> = value.split('`').collect();
    let in_code = parts.iter().skip(1).step_by(2).copied();
    let commands: Vec<&str> = in_code.filter(|part| !part.trim().is_empty()).collect();
    if parts.len() % 2 == 1 && !commands.is_empty() {
        let commands = commands.iter().map(|command| exact::references(command));
        draft.checks.extend(commands);
        let words = parts.iter().step_by(2).any(|part| {
            part.chars().any(char::is_alphanumeric) && !matches!(part.trim(), "and" | "und" | "then")
        });
        return if words { Taken::Partly } else { Taken::Wholly };
    }
    if scope == Scope::Task {
        draft.checks.push(exact::decode(value));
    } else {
        // Words, no command: what must hold.
        draft.push(Field::Success, value.to_owned(), offset);
    }
    Taken::Wholly
}

fn status(draft: &mut Draft, value: &str, scope: Scope) -> Taken {
    if scope == Scope::Task {
        draft.marked |= words::says_done(value);
        return Taken::No;
    }
    if draft
        .status
        .as_deref()
        .is_some_and(|known| known.bytes().any(|byte| byte.is_ascii_alphanumeric()))
    {
        return Taken::No;
    }
    draft.status = Some(exact::decode(value));
    Taken::Wholly
}

/// 0 to 9; "P0" goes first, as do high and critical.
pub(super) fn priority(value: &str) -> Option<u8> {
    let plain = words::plain(value);
    if let Ok(number) = value.parse::<u8>() {
        return (number <= 9).then_some(number);
    }
    if let Some(number) = value
        .trim()
        .strip_prefix(['P', 'p'])
        .and_then(|rest| rest.get(..1)?.parse::<u8>().ok())
    {
        return Some(9 - number);
    }
    match plain.as_str() {
        "critical" | "highest" | "urgent" | "kritisch" => Some(9),
        "high" | "hoch" | "haute" | "alta" => Some(7),
        "medium" | "normal" | "mittel" | "moyenne" | "media" => Some(5),
        "low" | "niedrig" | "basse" | "baja" => Some(2),
        "lowest" => Some(0),
        _ => None,
    }
}
