//! A text, read as Markdown and as TOML; what was understood is written and read again, in both formats.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue_plan::plans::{Format, check, read, write};

fuzz_target!(|text: &str| {
    for format in [Format::Markdown, Format::Toml] {
        let Ok(reading) = read(text, format) else { continue };
        let _ = check(&reading.plan);
        for format in [Format::Markdown, Format::Toml] {
            let written = write(&reading.plan, format);
            let again = read(&written, format).expect("what is written is a plan").plan;
            assert_eq!(write(&again, format), written, "what is written is stable");
        }
    }
});
