//! What a project is built with, from its manifests: languages, frameworks, test runners, build tools, package
//! managers, databases, continuous integration, containers, infrastructure.
//!
//! One file per ecosystem. Promises: nothing is guessed from file endings, every item names its manifest, versions are
//! as the manifest writes them; a manifest that cannot be read is a note. Bounded: see [`walk`]. Never starts a program.

mod cpp;
mod delivery;
mod dotnet;
mod elixir;
mod found;
mod go;
mod javascript;
mod jvm;
mod php;
mod python;
mod ruby;
mod rust;
mod swift;
mod walk;

use std::path::Path;

use crate::view::StackItem;

pub(crate) use self::found::Detected;
use self::found::Found;
use self::walk::Folder;
pub(crate) use self::walk::is_source;

/// Looks at one folder's manifests.
type Look = fn(&Folder, &mut Found);

/// Every ecosystem.
const ECOSYSTEMS: &[Look] = &[
    rust::look,
    javascript::look,
    python::look,
    go::look,
    jvm::look,
    cpp::look,
    dotnet::look,
    ruby::look,
    php::look,
    swift::look,
    elixir::look,
    delivery::look,
];

/// Detects a project's stack.
pub(crate) fn detect(root: &Path) -> Detected {
    let mut found = Found::default();
    walk::folders(root, &mut |folder| {
        for look in ECOSYSTEMS {
            look(folder, &mut found);
        }
    });
    found.finish()
}

/// One line of words: "Rust 2024, axum 0.8, tokio 1; cargo".
pub(crate) fn in_words(items: &[StackItem]) -> Vec<String> {
    let mut lines: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for item in items {
        let part = item.part.as_deref();
        let name = match &item.version {
            Some(version) => format!("{} {version}", item.name),
            None => item.name.clone(),
        };
        match lines.iter_mut().find(|(of, _)| *of == part) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => lines.push((part, vec![name])),
        }
    }
    lines
        .into_iter()
        .map(|(part, names)| match part {
            Some(part) => format!("{part}: {}", names.join(", ")),
            None => names.join(", "),
        })
        .collect()
}

#[cfg(test)]
mod tests;
