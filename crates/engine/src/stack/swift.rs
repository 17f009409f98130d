//! Swift: `Package.swift`, Xcode projects, `Podfile`.

use super::found::Found;
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Framework, Language, PackageManager, TestRunner};

/// By the last part of a dependency's address.
const KNOWN: &[(&str, &str)] = &[
    ("vapor", "Vapor"),
    ("hummingbird", "Hummingbird"),
    ("swift-nio", "SwiftNIO"),
    ("swift-composable-architecture", "Composable Architecture"),
    ("swift-argument-parser", "ArgumentParser"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    let name = "Package.swift";
    if let Some(text) = folder.text(name) {
        let tools = text
            .lines()
            .next()
            .and_then(|line| line.split_once("swift-tools-version"))
            .map(|(_, rest)| rest.trim_start_matches([':', ' ']).trim());
        found.add(folder, name, Language, "Swift", tools);
        found.add(folder, name, PackageManager, "Swift Package Manager", None);
        if text.contains(".testTarget(") {
            found.add(folder, name, TestRunner, "swift test", None);
        }
        for call in text.split(".package(").skip(1) {
            let quoted: Vec<&str> = call.split('"').skip(1).step_by(2).take(2).collect();
            let Some(address) = quoted.first() else {
                continue;
            };
            let last = address.trim_end_matches(".git").rsplit('/').next().unwrap_or("");
            if let Some((_, shown)) = KNOWN.iter().find(|(key, _)| *key == last) {
                let version = quoted
                    .get(1)
                    .filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
                found.add(folder, name, Framework, shown, version.copied());
            }
        }
    }
    if folder.has("Podfile") {
        found.add(folder, "Podfile", PackageManager, "CocoaPods", None);
    }
    if folder.has("project.yml")
        && folder
            .text("project.yml")
            .is_some_and(|text| text.contains("targets:"))
    {
        found.add(folder, "project.yml", BuildTool, "XcodeGen", None);
    }
}
