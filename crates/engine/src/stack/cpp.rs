//! C and C++: `CMakeLists.txt`, `meson.build`, `Makefile`, `conanfile`, `vcpkg.json`.

use super::found::Found;
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Framework, Language, PackageManager, TestRunner};

pub(super) fn look(folder: &Folder, found: &mut Found) {
    if let Some(text) = folder.text("CMakeLists.txt") {
        cmake(folder, found, &text);
    }
    if let Some(text) = folder.text("meson.build") {
        meson(folder, found, &text);
    }
    for name in ["Makefile", "GNUmakefile", "makefile"] {
        if folder.has(name) && folder.part.is_none() {
            found.add(folder, name, BuildTool, "Make", None);
            let text = folder.text(name).unwrap_or_default();
            if text.contains("$(CXX)") {
                found.add(folder, name, Language, "C++", None);
            } else if text.contains("$(CC)") {
                found.add(folder, name, Language, "C", None);
            }
        }
    }
    for (name, manager) in [
        ("conanfile.txt", "Conan"),
        ("conanfile.py", "Conan"),
        ("vcpkg.json", "vcpkg"),
    ] {
        if folder.has(name) {
            found.add(folder, name, PackageManager, manager, None);
        }
    }
    if folder.has("BUILD.bazel") || folder.has("MODULE.bazel") || folder.has("WORKSPACE.bazel") {
        let names = ["MODULE.bazel", "WORKSPACE.bazel", "BUILD.bazel"];
        let name = names.iter().find(|name| folder.has(name)).unwrap_or(&names[0]);
        found.add(folder, name, BuildTool, "Bazel", None);
    }
}

fn cmake(folder: &Folder, found: &mut Found, text: &str) {
    let source = "CMakeLists.txt";
    let text: String = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or(""))
        .collect::<Vec<_>>()
        .join("\n");
    let calls = calls(&text);
    let has_project = calls.iter().any(|(name, _)| name == "project");
    if folder.part.is_some() && !has_project {
        // A subfolder's file belongs to the project above it.
        return packages(folder, found, source, &calls);
    }
    let least = calls
        .iter()
        .find(|(name, _)| name == "cmake_minimum_required")
        .and_then(|(_, arguments)| arguments.get(1).cloned())
        .map(|version| format!("≥ {version}"));
    found.add(folder, source, BuildTool, "CMake", least.as_deref());
    let standard = |variable: &str| {
        calls.iter().find_map(|(name, arguments)| {
            (name == "set" && arguments.first()? == variable).then(|| arguments.get(1).cloned())?
        })
    };
    let project: Vec<String> = calls
        .iter()
        .filter(|(name, _)| name == "project")
        .flat_map(|(_, arguments)| arguments.clone())
        .collect();
    let says = |language: &str| project.iter().skip(1).any(|word| word == language);
    let named = says("C") || says("CXX") || says("CUDA") || says("Fortran");
    let cxx = standard("CMAKE_CXX_STANDARD");
    // Without LANGUAGES, CMake means both.
    if has_project && (says("CXX") || !named) || cxx.is_some() {
        found.add(
            folder,
            source,
            Language,
            "C++",
            cxx.map(|number| format!("C++{number}")).as_deref(),
        );
    }
    let c = standard("CMAKE_C_STANDARD");
    if says("C") || c.is_some() {
        found.add(
            folder,
            source,
            Language,
            "C",
            c.map(|number| format!("C{number}")).as_deref(),
        );
    }
    packages(folder, found, source, &calls);
}

fn packages(folder: &Folder, found: &mut Found, source: &str, calls: &[(String, Vec<String>)]) {
    for (name, arguments) in calls {
        let Some(first) = arguments.first() else {
            continue;
        };
        match (name.as_str(), first.as_str()) {
            ("find_package", "Qt6") => found.add(folder, source, Framework, "Qt", Some("6")),
            ("find_package", "Qt5") => found.add(folder, source, Framework, "Qt", Some("5")),
            ("find_package", "Boost") => found.add(folder, source, Framework, "Boost", version(arguments)),
            ("find_package", "GTest") => {
                found.add(folder, source, TestRunner, "GoogleTest", version(arguments))
            }
            ("find_package", "Catch2") => found.add(folder, source, TestRunner, "Catch2", version(arguments)),
            ("find_package", "doctest") => {
                found.add(folder, source, TestRunner, "doctest", version(arguments))
            }
            ("fetchcontent_declare", "googletest") => {
                found.add(folder, source, TestRunner, "GoogleTest", None)
            }
            ("fetchcontent_declare", "Catch2") => found.add(folder, source, TestRunner, "Catch2", None),
            ("add_test", _) => found.add(folder, source, TestRunner, "CTest", None),
            _ => {}
        }
    }
}

fn version(arguments: &[String]) -> Option<&str> {
    arguments
        .get(1)
        .map(String::as_str)
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// `name(first second …)`, names in lower case.
fn calls(text: &str) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let name = rest[..open]
            .trim_end()
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
            .unwrap_or("")
            .to_lowercase();
        let Some(close) = rest[open..].find(')') else {
            break;
        };
        let words = rest[open + 1..open + close]
            .split_whitespace()
            .map(|word| word.trim_matches('"').to_owned());
        all.push((name, words.collect()));
        rest = &rest[open + close + 1..];
    }
    all
}

fn meson(folder: &Folder, found: &mut Found, text: &str) {
    let source = "meson.build";
    let Some(rest) = text.split_once("project(").map(|(_, rest)| rest) else {
        return;
    };
    let project = &rest[..rest.find("\n\n").unwrap_or(rest.len()).min(rest.len())];
    let words: Vec<&str> = project.split('\'').skip(1).step_by(2).collect();
    found.add(folder, source, BuildTool, "Meson", None);
    let standard = |prefix: &str| words.iter().find_map(|word| word.strip_prefix(prefix));
    if words.contains(&"cpp") {
        let version = standard("cpp_std=").map(|number| number.replace("c++", "C++"));
        found.add(folder, source, Language, "C++", version.as_deref());
    }
    if words.contains(&"c") {
        let version = standard("c_std=").map(|number| number.replacen('c', "C", 1));
        found.add(folder, source, Language, "C", version.as_deref());
    }
}
