//! The rules a plan must keep: keys are unique, what is waited for exists, and nothing waits for itself.

use std::collections::HashMap;

use super::{Phase, Plan, PlanError, Task};

/// Checks a plan that was read.
///
/// # Errors
/// Which key is there twice, which one is unknown, or who waits for whom in a circle.
pub fn check(plan: &Plan) -> Result<(), PlanError> {
    let keys = keys(plan)?;
    known(plan, &keys)?;
    no_circle(plan, &keys)
}

/// Who owns a key.
#[derive(Debug, Clone, Copy)]
enum Owner<'a> {
    Phase(&'a Phase),
    Task(&'a Task),
}

impl Owner<'_> {
    fn line(self) -> u32 {
        match self {
            Owner::Phase(phase) => phase.line,
            Owner::Task(task) => task.line,
        }
    }
}

type Keys<'a> = HashMap<&'a str, Owner<'a>>;

fn keys(plan: &Plan) -> Result<Keys<'_>, PlanError> {
    let mut keys = Keys::new();
    for phase in &plan.phases {
        enter(&mut keys, &phase.key, Owner::Phase(phase))?;
        for task in &phase.tasks {
            enter(&mut keys, &task.key, Owner::Task(task))?;
        }
    }
    Ok(keys)
}

fn enter<'a>(keys: &mut Keys<'a>, key: &'a str, owner: Owner<'a>) -> Result<(), PlanError> {
    if key.trim().is_empty() {
        return Err(error(
            owner.line(),
            "a phase or task has an empty key".to_owned(),
            "Give it a number, like 2 or 2.1.",
        ));
    }
    match keys.insert(key, owner) {
        None => Ok(()),
        Some(first) => {
            let first = match first.line() {
                0 => String::new(),
                line => format!(" (first in line {line})"),
            };
            Err(error(
                owner.line(),
                format!("the key \"{key}\" is there twice{first}"),
                "Number phases and tasks so that each key is there once.",
            ))
        }
    }
}

fn known(plan: &Plan, keys: &Keys<'_>) -> Result<(), PlanError> {
    for phase in &plan.phases {
        for wanted in &phase.after {
            match keys.get(wanted.as_str()) {
                Some(Owner::Phase(_)) => {}
                Some(Owner::Task(_)) => {
                    return Err(error(
                        phase.line,
                        format!("phase {} waits for {wanted}, which is a task", phase.key),
                        "A phase waits for phases; let a task of it wait for the other task.",
                    ));
                }
                None => return Err(unknown(phase.line, "phase", &phase.key, wanted)),
            }
        }
        for task in &phase.tasks {
            for wanted in &task.after {
                if !keys.contains_key(wanted.as_str()) {
                    return Err(unknown(task.line, "task", &task.key, wanted));
                }
            }
        }
    }
    Ok(())
}

fn unknown(line: u32, what: &str, key: &str, wanted: &str) -> PlanError {
    error(
        line,
        format!("{what} {key} waits for \"{wanted}\", which is not in the plan"),
        "Name the key of a phase or task of this plan, like 2 or 2.1.",
    )
}

/// A point of the plan's course: a phase begins, a task is done, a phase is done.
type Point = usize;

/// Each point, and the points it waits for.
struct Course<'a> {
    keys: Vec<&'a str>,
    lines: Vec<u32>,
    waits_for: Vec<Vec<Point>>,
}

impl<'a> Course<'a> {
    fn point(&mut self, key: &'a str, line: u32) -> Point {
        self.keys.push(key);
        self.lines.push(line);
        self.waits_for.push(Vec::new());
        self.keys.len() - 1
    }
}

fn no_circle(plan: &Plan, keys: &Keys<'_>) -> Result<(), PlanError> {
    let course = course(plan, keys);
    let Some(circle) = circle(&course.waits_for) else {
        return Ok(());
    };
    let mut path: Vec<&str> = circle.iter().map(|&point| course.keys[point]).collect();
    path.dedup();
    let first = path[0];
    if path.len() == 1 || path[path.len() - 1] != first {
        path.push(first);
    }
    let line = circle.iter().map(|&point| course.lines[point]).min().unwrap_or(0);
    Err(error(
        line,
        format!("phases or tasks wait for each other: {}", path.join(" → ")),
        "Take one of these dependencies out.",
    ))
}

/// A phase begins when those before it are done; its tasks run after that, and it is done when they are.
fn course<'a>(plan: &'a Plan, keys: &Keys<'_>) -> Course<'a> {
    let mut course = Course {
        keys: Vec::new(),
        lines: Vec::new(),
        waits_for: Vec::new(),
    };
    let mut begins = HashMap::new();
    let mut done = HashMap::new();
    for phase in &plan.phases {
        begins.insert(phase.key.as_str(), course.point(&phase.key, phase.line));
        done.insert(phase.key.as_str(), course.point(&phase.key, phase.line));
        for task in &phase.tasks {
            done.insert(task.key.as_str(), course.point(&task.key, task.line));
        }
    }
    debug_assert!(
        keys.keys().all(|key| done.contains_key(key)),
        "every key has a point"
    );
    for phase in &plan.phases {
        let (from, to) = (begins[phase.key.as_str()], done[phase.key.as_str()]);
        course.waits_for[to].push(from);
        course.waits_for[from].extend(phase.after.iter().map(|key| done[key.as_str()]));
        for task in &phase.tasks {
            let point = done[task.key.as_str()];
            course.waits_for[to].push(point);
            course.waits_for[point].push(from);
            course.waits_for[point].extend(task.after.iter().map(|key| done[key.as_str()]));
        }
    }
    course
}

/// How far a point was looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looked {
    Never,
    OnPath,
    Wholly,
}

/// A circle, as the points on it; without recursion, for plans of any length.
fn circle(waits_for: &[Vec<Point>]) -> Option<Vec<Point>> {
    let mut looked = vec![Looked::Never; waits_for.len()];
    for start in 0..waits_for.len() {
        if looked[start] != Looked::Never {
            continue;
        }
        looked[start] = Looked::OnPath;
        let mut path: Vec<(Point, usize)> = vec![(start, 0)];
        while let Some((point, next)) = path.last_mut() {
            let Some(&before) = waits_for[*point].get(*next) else {
                looked[*point] = Looked::Wholly;
                path.pop();
                continue;
            };
            *next += 1;
            match looked[before] {
                Looked::Wholly => {}
                Looked::Never => {
                    looked[before] = Looked::OnPath;
                    path.push((before, 0));
                }
                Looked::OnPath => {
                    let points = path.iter().map(|(point, _)| *point);
                    return Some(points.skip_while(|&point| point != before).collect());
                }
            }
        }
    }
    None
}

fn error(line: u32, what: String, hint: &str) -> PlanError {
    PlanError {
        line: line.max(1),
        column: 1,
        what,
        hint: hint.to_owned(),
    }
}

#[cfg(test)]
mod tests;
