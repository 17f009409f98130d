//! Rust: `Cargo.toml`, `rust-toolchain.toml`.

use toml::{Table, Value};

use super::found::{Found, Known, add_known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, PackageManager, TestRunner};

const KNOWN: &[Known] = &[
    ("axum", Framework, "axum"),
    ("actix-web", Framework, "Actix Web"),
    ("rocket", Framework, "Rocket"),
    ("warp", Framework, "warp"),
    ("poem", Framework, "Poem"),
    ("salvo", Framework, "Salvo"),
    ("tonic", Framework, "tonic (gRPC)"),
    ("tokio", Framework, "Tokio"),
    ("async-std", Framework, "async-std"),
    ("embassy-executor", Framework, "Embassy"),
    ("tauri", Framework, "Tauri"),
    ("leptos", Framework, "Leptos"),
    ("yew", Framework, "Yew"),
    ("dioxus", Framework, "Dioxus"),
    ("bevy", Framework, "Bevy"),
    ("iced", Framework, "iced"),
    ("egui", Framework, "egui"),
    ("eframe", Framework, "eframe"),
    ("slint", Framework, "Slint"),
    ("ratatui", Framework, "Ratatui"),
    ("clap", Framework, "clap"),
    ("wasm-bindgen", Framework, "wasm-bindgen"),
    ("pyo3", Framework, "PyO3"),
    ("sqlx", Database, "SQLx"),
    ("diesel", Database, "Diesel"),
    ("sea-orm", Database, "SeaORM"),
    ("rusqlite", Database, "SQLite (rusqlite)"),
    ("redis", Database, "Redis"),
    ("mongodb", Database, "MongoDB"),
    ("insta", TestRunner, "insta"),
    ("proptest", TestRunner, "proptest"),
    ("criterion", TestRunner, "Criterion"),
    ("rstest", TestRunner, "rstest"),
];

const MANIFEST: &str = "Cargo.toml";

pub(super) fn look(folder: &Folder, found: &mut Found) {
    if folder.has("rust-toolchain.toml") || folder.has("rust-toolchain") {
        toolchain(folder, found);
    }
    let Some(text) = folder.text(MANIFEST) else {
        return;
    };
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return found.broken(folder, MANIFEST, error.message()),
    };
    let package = manifest.get("package");
    let workspace = manifest.get("workspace");
    let shared = workspace.and_then(|workspace| workspace.get("package"));
    let edition = [package, shared]
        .into_iter()
        .flatten()
        .find_map(|of| text_of(of.get("edition")?));
    found.add(
        folder,
        MANIFEST,
        Language,
        "Rust",
        edition.map(|edition| format!("edition {edition}")).as_deref(),
    );
    let least = [package, shared]
        .into_iter()
        .flatten()
        .find_map(|of| text_of(of.get("rust-version")?));
    if let Some(least) = least {
        found.add(folder, MANIFEST, BuildTool, "rustc", Some(&format!("≥ {least}")));
    }
    if folder.part.is_none() || workspace.is_some() {
        found.add(folder, MANIFEST, PackageManager, "Cargo", None);
        found.add(folder, MANIFEST, TestRunner, "cargo test", None);
    }
    for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
        add_table(folder, found, manifest.get(table));
    }
    add_table(
        folder,
        found,
        workspace.and_then(|workspace| workspace.get("dependencies")),
    );
    for target in manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flatten()
    {
        add_table(folder, found, target.1.get("dependencies"));
    }
}

fn add_table(folder: &Folder, found: &mut Found, table: Option<&Value>) {
    let Some(table) = table.and_then(Value::as_table) else {
        return;
    };
    let dependencies = table.iter().map(|(name, value)| {
        // `server = { package = "axum" }` is axum under another name.
        let name = value.get("package").and_then(Value::as_str).unwrap_or(name);
        (name, text_of(value).or_else(|| text_of(value.get("version")?)))
    });
    // A member that takes the workspace's version says nothing that the workspace did not.
    let own = dependencies.filter(|(_, version)| version.is_some() || folder.part.is_some());
    add_known(found, folder, MANIFEST, KNOWN, own);
}

fn toolchain(folder: &Folder, found: &mut Found) {
    let name = "rust-toolchain.toml";
    let Some(text) = folder.text(name) else {
        return;
    };
    match text.parse::<Table>() {
        Ok(table) => {
            let channel = table
                .get("toolchain")
                .and_then(|toolchain| text_of(toolchain.get("channel")?));
            found.add(folder, name, BuildTool, "rustc", channel);
        }
        Err(error) => found.broken(folder, name, error.message()),
    }
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str()
}
