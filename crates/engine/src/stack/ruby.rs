//! Ruby: `Gemfile`, `.ruby-version`.

use super::found::{Found, Known, add_known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, PackageManager, TestRunner};

const KNOWN: &[Known] = &[
    ("rails", Framework, "Rails"),
    ("sinatra", Framework, "Sinatra"),
    ("hanami", Framework, "Hanami"),
    ("jekyll", Framework, "Jekyll"),
    ("sidekiq", Framework, "Sidekiq"),
    ("turbo-rails", Framework, "Hotwire Turbo"),
    ("pg", Database, "PostgreSQL (pg)"),
    ("mysql2", Database, "MySQL (mysql2)"),
    ("sqlite3", Database, "SQLite"),
    ("redis", Database, "Redis"),
    ("rspec", TestRunner, "RSpec"),
    ("rspec-rails", TestRunner, "RSpec"),
    ("minitest", TestRunner, "Minitest"),
    ("capybara", TestRunner, "Capybara"),
    ("rake", BuildTool, "Rake"),
    ("rubocop", BuildTool, "RuboCop"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    let Some(text) = folder.text("Gemfile") else {
        return;
    };
    let mut language = folder
        .text(".ruby-version")
        .map(|version| version.trim().trim_start_matches("ruby-").to_owned());
    found.add(folder, "Gemfile", PackageManager, "Bundler", None);
    for line in text.lines().map(str::trim) {
        let mut quoted = line.split(['"', '\'']).skip(1).step_by(2);
        match line.split_whitespace().next() {
            Some("ruby") => language = quoted.next().map(str::to_owned).or(language),
            Some("gem") => {
                if let Some(name) = quoted.next() {
                    let version = quoted.next().filter(|version| {
                        version.contains(|c: char| c.is_ascii_digit()) && !version.contains('/')
                    });
                    add_known(found, folder, "Gemfile", KNOWN, [(name, version)]);
                }
            }
            _ => {}
        }
    }
    found.add(folder, "Gemfile", Language, "Ruby", language.as_deref());
}
