//! C#, F# and Visual Basic: `*.csproj`, `*.fsproj`, `*.vbproj`, `global.json`.

use roxmltree::Document;

use super::found::{Found, Known, add_known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, TestRunner};

const KNOWN: &[Known] = &[
    ("Microsoft.AspNetCore.OpenApi", Framework, "ASP.NET Core"),
    ("Microsoft.AspNetCore.App", Framework, "ASP.NET Core"),
    ("Microsoft.Maui.Controls", Framework, ".NET MAUI"),
    ("Avalonia", Framework, "Avalonia"),
    ("MediatR", Framework, "MediatR"),
    ("Microsoft.EntityFrameworkCore", Database, "Entity Framework Core"),
    (
        "Npgsql.EntityFrameworkCore.PostgreSQL",
        Database,
        "PostgreSQL (Npgsql)",
    ),
    ("Dapper", Database, "Dapper"),
    ("xunit", TestRunner, "xUnit"),
    ("xunit.v3", TestRunner, "xUnit"),
    ("NUnit", TestRunner, "NUnit"),
    ("MSTest.TestFramework", TestRunner, "MSTest"),
    ("MSTest", TestRunner, "MSTest"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    for (end, language) in [(".csproj", "C#"), (".fsproj", "F#"), (".vbproj", "Visual Basic")] {
        let names: Vec<String> = folder.ending(end).map(str::to_owned).collect();
        for name in names {
            let Some(text) = folder.text(&name) else {
                continue;
            };
            match Document::parse(text.trim_start_matches('\u{feff}')) {
                Ok(document) => project(folder, found, &name, language, &document),
                Err(error) => found.broken(folder, &name, &error.to_string()),
            }
        }
    }
    if let Some(text) = folder.text("global.json")
        && let Ok(json) = serde_json::from_str::<serde_json::Value>(&text)
        && let Some(version) = json.pointer("/sdk/version").and_then(serde_json::Value::as_str)
    {
        found.add(folder, "global.json", BuildTool, ".NET SDK", Some(version));
    }
}

fn project(folder: &Folder, found: &mut Found, name: &str, language: &str, document: &Document) {
    let text_of = |tag: &str| {
        let node = document.descendants().find(|node| node.has_tag_name(tag))?;
        node.text().map(str::trim).filter(|text| !text.is_empty())
    };
    found.add(
        folder,
        name,
        Language,
        language,
        text_of("LangVersion").filter(|version| *version != "latest"),
    );
    let target = text_of("TargetFramework").or_else(|| text_of("TargetFrameworks"));
    found.add(folder, name, BuildTool, ".NET", target);
    let sdk = document.root_element().attribute("Sdk").unwrap_or("");
    if sdk.ends_with(".Web") {
        found.add(folder, name, Framework, "ASP.NET Core", None);
    }
    if sdk.ends_with(".BlazorWebAssembly") {
        found.add(folder, name, Framework, "Blazor", None);
    }
    let references = document
        .descendants()
        .filter(|node| matches!(node.tag_name().name(), "PackageReference" | "FrameworkReference"))
        .filter_map(|node| Some((node.attribute("Include")?, node.attribute("Version"))));
    add_known(found, folder, name, KNOWN, references);
}
