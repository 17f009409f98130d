//! How long the plans of `tests/plans` take to be read and written: `cargo run --release -p segue-plan --example read_plans`.

use std::path::Path;
use std::time::{Duration, Instant};

use segue_plan::plans::{Format, read, write};

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/plans");
    let mut paths: Vec<_> = folder
        .read_dir()
        .expect("the plans of the tests")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.sort();
    println!("{:<22} {:>7} {:>9} {:>9}", "plan", "lines", "read", "write");
    for path in paths {
        let format = match path.extension().and_then(|end| end.to_str()) {
            Some("md") => Format::Markdown,
            Some("toml") => Format::Toml,
            _ => continue,
        };
        let text = std::fs::read_to_string(&path).expect("a readable plan");
        let plan = read(&text, format).expect("a plan").plan;
        let reading = best(|| drop(read(&text, format)));
        let writing = best(|| drop(write(&plan, format)));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let lines = text.lines().count();
        println!(
            "{name:<22} {lines:>7} {:>6} µs {:>6} µs",
            reading.as_micros(),
            writing.as_micros()
        );
    }
}

/// The best of 301 runs: what else the machine does at the time counts least.
fn best(mut work: impl FnMut()) -> Duration {
    let times = (0..301).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    });
    times.min().unwrap_or_default()
}
