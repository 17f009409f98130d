//! Usage, grouped by calendar or by what it was spent on.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use segue_meter::price;
use segue_store::{Group, Store, Sums};

use crate::problem::{Code, Problem};
use crate::segue::Segue;
use crate::settings;
use crate::view::{Usage, UsageBy, UsageQuery, UsageRow, UsageSplit, UsageTotals};

pub(crate) fn usage(segue: &Segue, query: &UsageQuery) -> Result<Usage, Problem> {
    let zone = zone(segue, query)?;
    let since = query
        .since
        .as_deref()
        .map(|day| start_of(day, 0, &zone))
        .transpose()?;
    let until = query
        .until
        .as_deref()
        .map(|day| start_of(day, 1, &zone))
        .transpose()?;
    if let (Some(since), Some(until)) = (since, until)
        && since >= until
    {
        return Err(Problem::new(Code::BadInput, "the first day lies behind the last")
            .hint("Write --since before --until; both days count."));
    }
    let split = split(query.split);
    let store = &segue.store;
    let rows = match query.by {
        UsageBy::Day | UsageBy::Week | UsageBy::Month | UsageBy::HourOfWeek => {
            by_calendar(store, query.by, (since, until), split, &zone)?
        }
        UsageBy::Project => by_group(store, (since, until), Group::Project, split)?,
        UsageBy::Model => by_group(store, (since, until), Group::Model, split)?,
        UsageBy::Session => by_group(store, (since, until), Group::Session, split)?,
    };
    let rows = labelled(store, query, rows)?;
    Ok(Usage {
        by: query.by,
        time_zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        totals: total(&rows),
        rows,
        guessed_prices: guessed_prices(segue, since, until)?,
    })
}

/// A row before it has a label: key, split, sums.
type Raw = (String, String, Sums);

fn zone(segue: &Segue, query: &UsageQuery) -> Result<TimeZone, Problem> {
    match query.tz.as_deref().filter(|name| *name != "system") {
        None => settings::time_zone(&segue.store, &segue.world),
        Some(name) => TimeZone::get(name).map_err(|_| {
            Problem::new(Code::BadInput, format!("there is no time zone {name}"))
                .hint("Write a name such as Europe/Paris, America/New_York or UTC.")
        }),
    }
}

/// The instant at which a day begins, `plus` days later.
fn start_of(day: &str, plus: i64, zone: &TimeZone) -> Result<Timestamp, Problem> {
    let bad =
        || Problem::new(Code::BadInput, format!("\"{day}\" is not a day")).hint("Write it as 2026-11-21.");
    let date: Date = day.trim().parse().map_err(|_| bad())?;
    let date = date
        .checked_add(jiff::Span::new().days(plus))
        .map_err(|_| bad())?;
    Ok(date.to_zoned(zone.clone()).map_err(|_| bad())?.timestamp())
}

fn split(split: Option<UsageSplit>) -> Group {
    match split {
        None => Group::None,
        Some(UsageSplit::Model) => Group::Model,
        Some(UsageSplit::Project) => Group::Project,
    }
}

fn by_calendar(
    store: &Store,
    by: UsageBy,
    (since, until): (Option<Timestamp>, Option<Timestamp>),
    split: Group,
    zone: &TimeZone,
) -> Result<Vec<Raw>, Problem> {
    let mut sums: BTreeMap<(String, String), Sums> = BTreeMap::new();
    let mut calendar = Calendar {
        by,
        zone,
        key: String::new(),
        until: None,
    };
    for row in store.usage_by_quarter(since, until, Group::None, split)? {
        *sums
            .entry((calendar.key(row.at).to_owned(), row.split))
            .or_default() += row.sums;
    }
    Ok(sums
        .into_iter()
        .map(|((key, split), sums)| (key, split, sums))
        .collect())
}

/// Names the group of one instant after the other, in time order; the zone is asked once per local hour or day.
struct Calendar<'a> {
    by: UsageBy,
    zone: &'a TimeZone,
    key: String,
    until: Option<Timestamp>,
}

impl Calendar<'_> {
    fn key(&mut self, at: Timestamp) -> &str {
        if self.until.is_none_or(|until| at >= until) {
            self.key = calendar_key(self.by, at, self.zone);
            self.until = self.end_of_part(at);
        }
        &self.key
    }

    /// When the key may change next; `None` at the edge of time, where every instant is asked for.
    fn end_of_part(&self, at: Timestamp) -> Option<Timestamp> {
        let local = at.to_zoned(self.zone.clone());
        let (end, step) = match self.by {
            UsageBy::HourOfWeek => {
                let whole_hour = jiff::ZonedRound::new()
                    .smallest(jiff::Unit::Hour)
                    .mode(jiff::RoundMode::Trunc);
                (local.round(whole_hour), jiff::Span::new().hours(1))
            }
            UsageBy::Day
            | UsageBy::Week
            | UsageBy::Month
            | UsageBy::Project
            | UsageBy::Model
            | UsageBy::Session => (local.start_of_day(), jiff::Span::new().days(1)),
        };
        Some(end.ok()?.checked_add(step).ok()?.timestamp())
    }
}

fn calendar_key(by: UsageBy, at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    match by {
        UsageBy::Week => {
            let week = local.date().iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        UsageBy::Month => local.strftime("%Y-%m").to_string(),
        // Sorted by the weekday's number, which the label leaves out.
        UsageBy::HourOfWeek => local.strftime("%u %a %H").to_string(),
        UsageBy::Day | UsageBy::Project | UsageBy::Model | UsageBy::Session => local.date().to_string(),
    }
}

fn by_group(
    store: &Store,
    (since, until): (Option<Timestamp>, Option<Timestamp>),
    key: Group,
    split: Group,
) -> Result<Vec<Raw>, Problem> {
    Ok(store.usage_by_group(since, until, key, split)?)
}

fn labelled(store: &Store, query: &UsageQuery, rows: Vec<Raw>) -> Result<Vec<UsageRow>, Problem> {
    let titles: HashMap<String, String> = match query.by {
        UsageBy::Session => store.session_titles()?.into_iter().collect(),
        UsageBy::Day
        | UsageBy::Week
        | UsageBy::Month
        | UsageBy::Project
        | UsageBy::Model
        | UsageBy::HourOfWeek => HashMap::new(),
    };
    let row = |(key, split, sums): Raw| {
        let label = label(query.by, &key, &titles);
        // The weekday's number only sorts.
        let key = if query.by == UsageBy::HourOfWeek {
            key[2..].to_owned()
        } else {
            key
        };
        UsageRow {
            key,
            label,
            split: query.split.map(|_| split),
            sums: view(sums),
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

fn label(by: UsageBy, key: &str, titles: &HashMap<String, String>) -> String {
    match by {
        UsageBy::Project if key.is_empty() => "(folder unknown)".to_owned(),
        UsageBy::Project => key.rsplit(['/', '\\']).next().unwrap_or(key).to_owned(),
        UsageBy::Session => titles.get(key).cloned().unwrap_or_else(|| key.to_owned()),
        UsageBy::HourOfWeek => key[2..].to_owned(),
        UsageBy::Day | UsageBy::Week | UsageBy::Month | UsageBy::Model => key.to_owned(),
    }
}

fn view(sums: Sums) -> UsageTotals {
    UsageTotals {
        input_tokens: sums.tokens.input,
        output_tokens: sums.tokens.output,
        cache_creation_tokens: sums.tokens.cache_write(),
        cache_read_tokens: sums.tokens.cache_read,
        total_tokens: sums.tokens.total(),
        cost_usd: sums.cost_micros as f64 / 1e6,
        responses: sums.responses,
    }
}

fn total(rows: &[UsageRow]) -> UsageTotals {
    let mut all = rows.iter().fold(UsageTotals::default(), |mut all, row| {
        all.input_tokens += row.sums.input_tokens;
        all.output_tokens += row.sums.output_tokens;
        all.cache_creation_tokens += row.sums.cache_creation_tokens;
        all.cache_read_tokens += row.sums.cache_read_tokens;
        all.total_tokens += row.sums.total_tokens;
        all.responses += row.sums.responses;
        // Added as whole micro-dollars, so that the total is the sum a person can check.
        all.cost_usd += (row.sums.cost_usd * 1e6).round();
        all
    });
    all.cost_usd /= 1e6;
    all
}

/// Models whose price is their family's because their name is unknown.
fn guessed_prices(
    segue: &Segue,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Vec<String>, Problem> {
    let now = segue.world.clock.now();
    let models = segue.store.models_used(since, until)?;
    let nothing = price::Billed {
        tokens: segue_meter::tokens::Tokens::default(),
        web_searches: 0,
        fast: false,
        us_only: false,
        at: now,
    };
    Ok(models
        .into_iter()
        .filter(|model| segue.prices.cost(model, &nothing).guessed)
        .collect())
}
