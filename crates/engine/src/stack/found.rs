//! What was found, while it is gathered.

use std::collections::BTreeSet;

use super::walk::Folder;
use crate::view::{StackItem, StackKind};

/// A project's stack, and what could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Detected {
    /// By part and kind.
    pub items: Vec<StackItem>,
    /// In words.
    pub notes: Vec<String>,
}

/// Gathers items; the same one twice counts once.
#[derive(Default)]
pub(super) struct Found {
    items: BTreeSet<StackItem>,
    notes: BTreeSet<String>,
}

impl Found {
    /// Adds an item of a folder's manifest.
    pub(super) fn add(
        &mut self,
        folder: &Folder,
        manifest: &str,
        kind: StackKind,
        name: &str,
        version: Option<&str>,
    ) {
        self.items.insert(StackItem {
            kind,
            name: name.to_owned(),
            version: version
                .map(str::trim)
                .filter(|version| !version.is_empty())
                .map(str::to_owned),
            source: folder.source(manifest),
            part: folder.part.clone(),
        });
    }

    /// A manifest that cannot be read.
    pub(super) fn broken(&mut self, folder: &Folder, manifest: &str, why: &str) {
        let why = why.lines().next().unwrap_or("").trim();
        self.notes
            .insert(format!("{} cannot be read: {why}", folder.source(manifest)));
    }

    /// In order: the project's own, then its parts; languages first. Of the same thing with and without a version in
    /// the same part, the one with it stays.
    pub(super) fn finish(self) -> Detected {
        let versioned: BTreeSet<_> = self
            .items
            .iter()
            .filter(|item| item.version.is_some())
            .map(|item| (item.part.clone(), item.kind, item.name.clone()))
            .collect();
        let mut items: Vec<_> = self
            .items
            .into_iter()
            .filter(|item| {
                item.version.is_some()
                    || !versioned.contains(&(item.part.clone(), item.kind, item.name.clone()))
            })
            .collect();
        items.sort_by(|a, b| {
            (&a.part, a.kind, &a.name, &a.version, &a.source)
                .cmp(&(&b.part, b.kind, &b.name, &b.version, &b.source))
        });
        items.dedup_by(|a, b| {
            (&a.part, a.kind, &a.name, &a.version) == (&b.part, b.kind, &b.name, &b.version)
        });
        Detected {
            items,
            notes: self.notes.into_iter().collect(),
        }
    }
}

/// What a dependency's name says: name in manifests, kind, name for people.
pub(super) type Known = (&'static str, StackKind, &'static str);

/// Adds every known dependency.
pub(super) fn add_known<'a>(
    found: &mut Found,
    folder: &Folder,
    manifest: &str,
    known: &[Known],
    dependencies: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
) {
    for (name, version) in dependencies {
        if let Some((_, kind, shown)) = known.iter().find(|(key, _, _)| *key == name) {
            found.add(folder, manifest, *kind, shown, version);
        }
    }
}
