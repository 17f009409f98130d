//! Quota windows as Claude Code reports them, in whichever of its three dialects.
//!
//! The statusline writes percent and epoch seconds, the usage endpoint percent and ISO times, the stream fractions of one
//! and epoch seconds. All become [`LimitReading`]. Windows without a name of ours keep the one they came with.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::limit_text::from_epoch_seconds;

/// One quota window at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitReading {
    /// "five_hour", "seven_day", "seven_day_opus", "seven_day_sonnet", … or "model:" and the model's display name.
    pub window: String,
    /// Percent used, 0 to 100 and sometimes above; `None` when the window has not started.
    pub used_percent: Option<f64>,
    /// When the window starts anew; `None` when it has not started.
    pub resets_at: Option<Timestamp>,
}

/// The account's two windows; when these are null they have not started, when another is null the plan has none.
const ALWAYS_THERE: [&str; 2] = ["five_hour", "seven_day"];

/// Above this a "percentage" is something else: 2.1.1xx once sent the reset's epoch there (claude-code issue 52326).
const ABSURD_PERCENT: f64 = 1000.0;

/// Reads `rate_limits` of the statusline: `{"five_hour":{"used_percentage":37,"resets_at":1795229588},…}`.
#[must_use]
pub fn from_statusline(limits: &Value) -> Vec<LimitReading> {
    windows(limits, |window| number(window, "used_percentage"))
}

/// Reads `unifiedWindows` of a `rate_limit_event`: `{"five_hour":{"utilization":0.91,"resetsAt":1795229092},…}`.
#[must_use]
pub fn from_stream(windows_seen: &Value) -> Vec<LimitReading> {
    windows(windows_seen, |window| {
        number(window, "utilization").map(|part| part * 100.0)
    })
}

/// Reads the usage endpoint's answer, as `get_usage` and `cachedUsageUtilization` pass it on:
/// `{"five_hour":{"utilization":37,"resets_at":"2026-11-21T05:00:00+00:00"},…,"model_scoped":[…],"limits":[…]}`.
#[must_use]
pub fn from_usage_endpoint(limits: &Value) -> Vec<LimitReading> {
    let mut readings = windows(limits, |window| number(window, "utilization"));
    for (list, percent) in [("model_scoped", "utilization"), ("limits", "percent")] {
        for one in limits.get(list).and_then(Value::as_array).into_iter().flatten() {
            if let Some(reading) = scoped_to_model(one, percent)
                && readings.iter().all(|known| known.window != reading.window)
            {
                readings.push(reading);
            }
        }
    }
    readings
}

/// One reading per member that looks like a window; money (`extra_usage`) does not.
fn windows(limits: &Value, percent: impl Fn(&Map<String, Value>) -> Option<f64>) -> Vec<LimitReading> {
    let mut readings = Vec::new();
    for (name, window) in limits.as_object().into_iter().flatten() {
        match window {
            Value::Object(window) if !window.contains_key("is_enabled") => {
                let used_percent = percent(window);
                if used_percent.is_some_and(|used| !(0.0..ABSURD_PERCENT).contains(&used)) {
                    continue;
                }
                let resets_at = time(window);
                // An empty member of a name we do not know is a shape we do not know.
                if used_percent.is_some() || resets_at.is_some() || ALWAYS_THERE.contains(&name.as_str()) {
                    readings.push(LimitReading {
                        window: name.clone(),
                        used_percent,
                        resets_at,
                    });
                }
            }
            Value::Null if ALWAYS_THERE.contains(&name.as_str()) => {
                readings.push(LimitReading {
                    window: name.clone(),
                    used_percent: None,
                    resets_at: None,
                });
            }
            _ => {}
        }
    }
    readings
}

/// A weekly limit of one model, named by what the person sees.
fn scoped_to_model(entry: &Value, percent: &str) -> Option<LimitReading> {
    let entry = entry.as_object()?;
    let name = entry
        .get("display_name")
        .or_else(|| entry.get("scope")?.get("model")?.get("display_name"))?
        .as_str()?;
    let used_percent = number(entry, percent);
    Some(LimitReading {
        window: format!("model:{name}"),
        used_percent,
        resets_at: time(entry),
    })
}

fn number(window: &Map<String, Value>, key: &str) -> Option<f64> {
    window.get(key)?.as_f64()
}

/// `resets_at` or `resetsAt`, as ISO text or epoch seconds.
fn time(window: &Map<String, Value>) -> Option<Timestamp> {
    match window.get("resets_at").or_else(|| window.get("resetsAt"))? {
        Value::String(text) => text.parse().ok(),
        Value::Number(epoch) => from_epoch_seconds(epoch.as_f64().filter(|at| *at > 0.0)? as u64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(readings: &[LimitReading]) -> Vec<String> {
        readings
            .iter()
            .map(|r| {
                format!(
                    "{} {:?} {}",
                    r.window,
                    r.used_percent,
                    r.resets_at.map_or("-".to_owned(), |t| t.to_string())
                )
            })
            .collect()
    }

    #[test]
    fn the_three_dialects_say_the_same() {
        let expected = ["five_hour Some(37.5) 2026-11-21T05:00:00Z"];
        let epoch = 1_795_237_200;
        let statusline = json!({"five_hour": {"used_percentage": 37.5, "resets_at": epoch}});
        let stream = json!({"five_hour": {"utilization": 0.375, "resetsAt": epoch, "status": "allowed"}});
        let endpoint = json!({"five_hour": {"utilization": 37.5, "resets_at": "2026-11-21T05:00:00+00:00"}});
        assert_eq!(told(&from_statusline(&statusline)), expected);
        assert_eq!(told(&from_stream(&stream)), expected);
        assert_eq!(told(&from_usage_endpoint(&endpoint)), expected);
    }

    #[test]
    fn null_means_not_started_for_the_accounts_own_windows_and_absent_for_others() {
        let limits = json!({"five_hour": null, "seven_day": {"utilization": null, "resets_at": null},
            "seven_day_opus": null, "extra_usage": {"is_enabled": true, "utilization": 2.4}, "note": "x"});
        assert_eq!(
            told(&from_usage_endpoint(&limits)),
            ["five_hour None -", "seven_day None -"]
        );
    }

    #[test]
    fn limits_of_one_model_are_named_by_what_is_shown() {
        let limits = json!({"model_scoped": [{"display_name": "Fable", "utilization": 12, "resets_at": null}],
            "limits": [{"kind": "weekly_scoped", "percent": 12, "scope": {"model": {"display_name": "Fable"}}},
                       {"kind": "weekly_scoped", "percent": 80, "scope": {"model": {"display_name": "Opus"}}},
                       {"kind": "other", "percent": 1}]});
        assert_eq!(
            told(&from_usage_endpoint(&limits)),
            ["model:Fable Some(12.0) -", "model:Opus Some(80.0) -"]
        );
    }

    #[test]
    fn an_epoch_in_the_place_of_a_percentage_is_no_reading() {
        let limits = json!({"five_hour": {"used_percentage": 1_795_229_588, "resets_at": 1_795_229_588}});
        assert_eq!(from_statusline(&limits), []);
    }
}
