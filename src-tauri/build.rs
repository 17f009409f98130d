//! Tauri's build step: capabilities, Windows resources, the embedded front end.
//!
//! The front end is embedded from `ui/dist`. Where it has not been built (clippy on a fresh clone), a page that says so
//! stands in for it, so that Rust alone can be checked.

use std::path::Path;
use std::{fs, io};

const STAND_IN: &str = "<!doctype html><meta charset=utf-8><title>Segue</title>\
<p>The window is not built into this program. Run <code>npm run ui:build</code>, then build again.\n";

fn main() -> io::Result<()> {
    let page = Path::new("../ui/dist/index.html");
    if !page.exists() {
        println!(
            "cargo::warning=ui/dist is missing: a stand-in page is embedded (npm run ui:build makes the real one)"
        );
        fs::create_dir_all("../ui/dist")?;
        fs::write(page, STAND_IN)?;
    }
    println!("cargo::rerun-if-changed=../ui/dist");
    tauri_build::build();
    Ok(())
}
