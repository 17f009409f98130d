//! Elixir: `mix.exs`.

use super::found::{Found, Known, add_known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, TestRunner};

const KNOWN: &[Known] = &[
    ("phoenix", Framework, "Phoenix"),
    ("phoenix_live_view", Framework, "Phoenix LiveView"),
    ("absinthe", Framework, "Absinthe"),
    ("nerves", Framework, "Nerves"),
    ("oban", Framework, "Oban"),
    ("ash", Framework, "Ash"),
    ("ecto_sql", Database, "Ecto"),
    ("ecto", Database, "Ecto"),
    ("postgrex", Database, "PostgreSQL (postgrex)"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    let name = "mix.exs";
    let Some(text) = folder.text(name) else {
        return;
    };
    let version = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("elixir:"))
        .and_then(|rest| rest.split('"').nth(1));
    found.add(folder, name, Language, "Elixir", version);
    found.add(folder, name, BuildTool, "Mix", None);
    found.add(folder, name, TestRunner, "ExUnit", None);
    for line in text.lines().map(str::trim) {
        // {:phoenix, "~> 1.7"},
        let Some(rest) = line.strip_prefix("{:") else {
            continue;
        };
        let Some((dependency, rest)) = rest.split_once(',') else {
            continue;
        };
        let version = rest
            .split('"')
            .nth(1)
            .filter(|version| version.contains(|c: char| c.is_ascii_digit()) && !version.contains('/'));
        add_known(found, folder, name, KNOWN, [(dependency.trim(), version)]);
    }
}
