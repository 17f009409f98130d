//! A report as Markdown, for people and for Claude. Pure: the same report gives the same text.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use segue_meter::estimate::{Lesson, Range, TermGroup};
use segue_meter::words::{grouped, percent};

use super::lessons::weight;
use super::measure::Measure;
use crate::live_plan::words::exact;
use crate::view::{Report, ReportHead, ReportLine, TaskTypeFrom};

/// What a page is written from.
pub(super) struct Page<'a> {
    pub report: &'a Report,
    pub measure: &'a Measure,
    pub learned_version: Option<u32>,
    pub plan_title: Option<&'a str>,
    /// Reports before this one, latest first.
    pub before: &'a [ReportHead],
    pub zone: &'a TimeZone,
}

pub(super) fn write(page: &Page<'_>) -> String {
    let parts = [
        head(page),
        accuracy(page),
        variance(page),
        drivers(page.report),
        lessons(page),
        trend(page),
        sources(page),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}\n", parts.join("\n\n"))
}

fn head(page: &Page<'_>) -> String {
    let report = page.report;
    let from = match report.task_type_from {
        TaskTypeFrom::Inferred => "inferred",
        TaskTypeFrom::You => "as you said",
    };
    let mut facts = vec![
        format!("Finished {}", moment(report.finished_at, page.zone)),
        format!("{} ({from})", report.task_type),
    ];
    facts.extend(
        report
            .project_name
            .as_ref()
            .map(|name| format!("project {}", plain(name))),
    );
    facts.extend(
        page.plan_title
            .map(|title| format!("plan \u{201c}{}\u{201d}", plain(title))),
    );
    if report.revision > 1 {
        facts.push(format!("revision {}: the session went on", report.revision));
    }
    format!(
        "# Session report: {}\n\n{}\n\n{}",
        plain(&report.title),
        facts.join(" \u{b7} "),
        answer(page)
    )
}

/// The one sentence that says how it went.
fn answer(page: &Page<'_>) -> String {
    let report = page.report;
    let took = format!(
        "**{} fresh tokens, {} min, {}.**",
        exact(report.fresh),
        report.minutes,
        counted(u64::from(report.calls), "API call")
    );
    let (Some(range), Some(factor)) = (report.estimated, report.factor) else {
        return took;
    };
    let expected = match report.estimate {
        Some(_) => format!("Estimated were {}", between(&range)),
        None => format!(
            "No estimate was saved; the model as it stood before this session would have said {}",
            between(&range)
        ),
    };
    format!(
        "{took} {expected}: {}, {}.",
        times(factor),
        place(report.fresh, &range)
    )
}

fn accuracy(page: &Page<'_>) -> String {
    let report = page.report;
    let mut rows = vec![
        "| | estimated | took | factor | in the range | minutes |".to_owned(),
        "|---|---:|---:|---:|---|---:|".to_owned(),
    ];
    let by_phase = report.lines.iter().any(|line| !line.key.is_empty());
    if by_phase {
        rows.extend(report.lines.iter().map(row));
    }
    rows.push(row(&ReportLine {
        key: String::new(),
        title: "**All**".to_owned(),
        estimated: report.estimated,
        fresh: report.fresh,
        weighted: report.weighted,
        minutes: report.minutes,
        factor: report.factor,
        inside: report.inside,
    }));
    let heading = if by_phase {
        "Accuracy per phase"
    } else {
        "Accuracy"
    };
    format!("## {heading}\n\n{}", rows.join("\n"))
}

fn row(line: &ReportLine) -> String {
    let title = if line.key.is_empty() {
        line.title.clone()
    } else {
        format!("{} {}", line.key, plain(&line.title))
    };
    let estimated = line
        .estimated
        .map_or_else(|| "\u{2013}".to_owned(), |range| between(&range));
    let factor = line.factor.map_or_else(|| "\u{2013}".to_owned(), times);
    let inside = match (line.inside, line.estimated) {
        (Some(_), Some(range)) => place(line.fresh, &range),
        _ if line.fresh == 0 => "not begun",
        _ => "\u{2013}",
    };
    format!(
        "| {title} | {estimated} | {} | {factor} | {inside} | {} |",
        exact(line.fresh),
        line.minutes
    )
}

fn variance(page: &Page<'_>) -> String {
    let (report, whole) = (page.report, &page.measure.whole);
    let rows = [
        (
            "fresh tokens",
            Some(whole.fresh),
            report.fresh,
            exact as fn(u64) -> String,
        ),
        (
            "quota tokens, in half units",
            Some(whole.weighted),
            report.weighted,
            exact,
        ),
        (
            "minutes",
            Some(minutes(&whole.millis)),
            report.minutes,
            |minutes| minutes.to_string(),
        ),
        ("API calls", Some(whole.calls), u64::from(report.calls), |calls| {
            calls.to_string()
        }),
    ];
    let mut lines = vec!["## Variance".to_owned(), String::new()];
    for (name, expected, actual, show) in rows {
        let Some(expected) = expected.filter(|range| range.mid > 0) else {
            continue;
        };
        lines.push(format!(
            "- {name}: {} against ~{} ({} to {}), {}",
            show(actual),
            show(expected.mid),
            show(expected.low),
            show(expected.high),
            times(actual as f64 / expected.mid as f64)
        ));
    }
    lines.extend(calls_or_size(report, page.measure));
    lines.extend(largest(report));
    lines.join("\n")
}

/// Whether it was more calls than expected, or larger ones.
fn calls_or_size(report: &Report, measure: &Measure) -> Option<String> {
    let (calls, fresh) = (measure.whole.calls.mid, measure.whole.fresh.mid);
    if calls == 0 || fresh == 0 || report.calls == 0 || report.fresh == 0 {
        return None;
    }
    let of_calls = f64::from(report.calls) / calls as f64;
    let of_size = (report.fresh as f64 / f64::from(report.calls)) / (fresh as f64 / calls as f64);
    Some(format!(
        "- That is {} the calls, each {} as large as expected",
        times(of_calls),
        times(of_size)
    ))
}

/// The phase that moved the total most.
fn largest(report: &Report) -> Option<String> {
    let off = |line: &&ReportLine| {
        let expected = line.estimated.map_or(0, |range| range.mid);
        line.fresh.abs_diff(expected)
    };
    let begun = report
        .lines
        .iter()
        .filter(|line| !line.key.is_empty() && line.factor.is_some());
    let line = begun.max_by_key(off)?;
    let expected = line.estimated?.mid;
    let (amount, word) = if line.fresh >= expected {
        (line.fresh - expected, "more")
    } else {
        (expected - line.fresh, "less")
    };
    (amount > 0).then(|| {
        format!(
            "- Phase {} \u{201c}{}\u{201d} moved it most: {} {word} than the middle of its estimate",
            line.key,
            plain(&line.title),
            exact(amount)
        )
    })
}

fn drivers(report: &Report) -> String {
    if report.drivers.is_empty() {
        return "## What drove it\n\nNothing out of the ordinary was seen: no command that failed again and again, no file read over and over."
            .to_owned();
    }
    let lines = report.drivers.iter().map(|driver| {
        let cost = driver
            .tokens
            .map(|tokens| format!(": about {} tokens", exact(tokens)))
            .unwrap_or_default();
        format!("- {}{cost}", upper(&driver.words))
    });
    format!(
        "## What drove it\n\nLikely reasons, from the transcript; they may overlap.\n\n{}",
        lines.collect::<Vec<_>>().join("\n")
    )
}

fn lessons(page: &Page<'_>) -> String {
    let heading = "## What the model learned";
    let lessons = &page.report.lessons;
    let Some(version) = page.learned_version else {
        return format!("{heading}\n\nIt has not learned from this session yet.");
    };
    if lessons.is_empty() {
        return format!("{heading}\n\nNothing new: model {version} says what it said before.");
    }
    let rows = lessons.iter().map(|lesson| {
        format!(
            "| {} | {} | {} | {} |",
            name(lesson),
            weight(lesson.before, lesson.unit),
            weight(lesson.after, lesson.unit),
            lesson.sessions
        )
    });
    format!(
        "{heading}\n\nModel {version} has learned from it; the largest changes:\n\n| weight | before | after | sessions |\n|---|---:|---:|---:|\n{}",
        rows.collect::<Vec<_>>().join("\n")
    )
}

/// "task type: planning", "speed: project shop".
fn name(lesson: &Lesson) -> String {
    let about = plain(&lesson.name);
    match lesson.group {
        TermGroup::Project => about,
        group => format!("{}: {about}", self::group(group)),
    }
}

fn group(group: TermGroup) -> &'static str {
    match group {
        TermGroup::TaskType => "task type",
        TermGroup::Size => "project size",
        TermGroup::Familiarity => "familiarity",
        TermGroup::Quality => "quality",
        TermGroup::Person => "you",
        TermGroup::Project => "project",
        TermGroup::Model => "model",
        TermGroup::Stated => "what plans state",
        TermGroup::Rate => "speed",
        TermGroup::Calls => "size of a call",
        TermGroup::Weight => "quota weight",
    }
}

fn trend(page: &Page<'_>) -> String {
    if page.before.is_empty() {
        return String::new();
    }
    let own = ReportHead {
        session: page.report.session.clone(),
        title: page.report.title.clone(),
        project_name: page.report.project_name.clone(),
        finished_at: page.report.finished_at,
        fresh: page.report.fresh,
        estimated: page.report.estimated,
        factor: page.report.factor,
        inside: page.report.inside,
        task_type: page.report.task_type,
    };
    let rows = std::iter::once(&own).chain(page.before).map(|head| {
        let inside = match head.inside {
            Some(true) => "yes",
            Some(false) => "no",
            None => "\u{2013}",
        };
        format!(
            "| {} | {} | {} | {} | {} | {inside} |",
            moment(head.finished_at, page.zone),
            plain(&head.title),
            head.task_type,
            exact(head.fresh),
            head.factor.map_or_else(|| "\u{2013}".to_owned(), times)
        )
    });
    format!(
        "## Trend\n\n| finished | session | type | took | factor | in the range |\n|---|---|---|---:|---:|---|\n{}",
        rows.collect::<Vec<_>>().join("\n")
    )
}

fn sources(page: &Page<'_>) -> String {
    let report = page.report;
    let own = &report.totals.tokens;
    let share = |part: u64| percent(part as f64 * 100.0 / report.fresh.max(1) as f64);
    let mut lines = vec![
        "## Where the numbers come from".to_owned(),
        String::new(),
        format!(
            "- Tokens are the sums of the {} that Claude Code wrote for session `{}`, sub-agents included, each counted once; `segue usage --by session` shows the same.",
            counted(report.totals.responses, "answer"),
            report.session
        ),
        format!(
            "- Fresh tokens are input ({}, {}), output ({}, {}) and cache writes ({}, {}). {} tokens were read from the cache besides.",
            grouped(own.input),
            share(own.input),
            grouped(own.output),
            share(own.output),
            grouped(own.cache_write()),
            share(own.cache_write()),
            grouped(own.cache_read)
        ),
        "- Quota tokens weigh classes and models as Claude Code's limits do, in half units. Minutes leave out pauses."
            .to_owned(),
    ];
    if report.lines.iter().any(|line| !line.key.is_empty()) {
        lines.push("- Each answer belongs to the phase that was worked on when it came; the phases add up to the whole.".to_owned());
    }
    lines.push(match &report.estimate {
        Some(head) => format!(
            "- The estimate is number {}, made {} by model {}. Its range holds 8 of 10 such sessions.",
            head.id,
            moment(head.made_at, page.zone),
            head.model_version
        ),
        None => "- Nobody saved an estimate: the range is what the model as it stood before the session says now. It had learned nothing of it.".to_owned(),
    });
    lines.join("\n")
}

fn minutes(millis: &Range) -> Range {
    let minutes = |millis: u64| (millis + 30_000) / 60_000;
    Range {
        low: minutes(millis.low),
        mid: minutes(millis.mid),
        high: minutes(millis.high),
    }
}

fn between(range: &Range) -> String {
    format!(
        "~{} ({} to {})",
        exact(range.mid),
        exact(range.low),
        exact(range.high)
    )
}

fn place(actual: u64, range: &Range) -> &'static str {
    match actual {
        actual if actual < range.low => "below the range",
        actual if actual > range.high => "above the range",
        _ => "in the range",
    }
}

fn times(factor: f64) -> String {
    format!("{factor:.2}\u{d7}")
}

fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Without what would break a table or begin something in Markdown.
fn plain(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line.replace('|', "\\|").replace('<', "&lt;")
}

fn upper(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
