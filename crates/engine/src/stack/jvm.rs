//! Java and Kotlin: `pom.xml`, `build.gradle(.kts)`, `gradle/libs.versions.toml`, `build.sbt`.

use roxmltree::{Document, Node};

use super::found::{Found, Known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, TestRunner};

/// By the beginning of `group:artifact`.
const KNOWN: &[Known] = &[
    ("org.springframework.boot:", Framework, "Spring Boot"),
    ("org.springframework:", Framework, "Spring"),
    ("io.quarkus:", Framework, "Quarkus"),
    ("io.micronaut:", Framework, "Micronaut"),
    ("io.ktor:", Framework, "Ktor"),
    ("io.vertx:", Framework, "Vert.x"),
    ("jakarta.platform:", Framework, "Jakarta EE"),
    ("androidx.compose", Framework, "Jetpack Compose"),
    ("org.jetbrains.compose", Framework, "Compose Multiplatform"),
    ("org.hibernate", Database, "Hibernate"),
    ("org.postgresql:", Database, "PostgreSQL"),
    ("com.mysql:", Database, "MySQL"),
    ("org.jooq:", Database, "jOOQ"),
    ("org.junit.jupiter:", TestRunner, "JUnit 5"),
    ("junit:junit", TestRunner, "JUnit 4"),
    ("org.testng:", TestRunner, "TestNG"),
    ("io.kotest:", TestRunner, "Kotest"),
    ("org.mockito:", TestRunner, "Mockito"),
    ("org.testcontainers:", TestRunner, "Testcontainers"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    if let Some(text) = folder.text("pom.xml") {
        match Document::parse(&text) {
            Ok(document) => pom(folder, found, document.root_element()),
            Err(error) => found.broken(folder, "pom.xml", &error.to_string()),
        }
    }
    for name in ["build.gradle", "build.gradle.kts"] {
        if let Some(text) = folder.text(name) {
            gradle(folder, found, name, &text);
        }
    }
    if folder.has("settings.gradle") || folder.has("settings.gradle.kts") {
        let name = if folder.has("settings.gradle") {
            "settings.gradle"
        } else {
            "settings.gradle.kts"
        };
        found.add(folder, name, BuildTool, "Gradle", wrapper(folder).as_deref());
    }
    if folder.has("build.sbt") {
        found.add(folder, "build.sbt", Language, "Scala", None);
        found.add(folder, "build.sbt", BuildTool, "sbt", None);
    }
}

fn pom(folder: &Folder, found: &mut Found, project: Node) {
    let source = "pom.xml";
    found.add(folder, source, BuildTool, "Maven", None);
    let properties = child(project, "properties");
    let property = |name: &str| properties.and_then(|all| text(child(all, name)?));
    // `${spring.version}` is a property of the same file, or nobody's.
    let resolved = |version: Option<&str>| -> Option<String> {
        let version = version?;
        match version.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => property(name).map(str::to_owned),
            None => Some(version.to_owned()),
        }
    };
    let java = ["maven.compiler.release", "java.version", "maven.compiler.source"]
        .iter()
        .find_map(|name| property(name));
    let kotlin = property("kotlin.version");
    if kotlin.is_some() {
        found.add(folder, source, Language, "Kotlin", kotlin);
    }
    found.add(folder, source, Language, "Java", resolved(java).as_deref());
    let named = project
        .descendants()
        .filter(|node| node.is_element() && matches!(node.tag_name().name(), "dependency" | "parent"));
    for node in named {
        let part = |name: &str| child(node, name).and_then(text);
        let (Some(group), Some(artifact)) = (part("groupId"), part("artifactId")) else {
            continue;
        };
        let version = resolved(part("version"));
        dependency(
            folder,
            found,
            source,
            &format!("{group}:{artifact}"),
            version.as_deref(),
        );
    }
}

fn child<'a, 'b>(node: Node<'a, 'b>, name: &str) -> Option<Node<'a, 'b>> {
    node.children()
        .find(|one| one.is_element() && one.tag_name().name() == name)
}

fn text<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.text().map(str::trim).filter(|text| !text.is_empty())
}

/// Gradle files are programs: only what stands in quotes is read.
fn gradle(folder: &Folder, found: &mut Found, name: &str, all: &str) {
    found.add(folder, name, BuildTool, "Gradle", wrapper(folder).as_deref());
    let (mut kotlin, mut java) = (name.ends_with(".kts") && all.contains("kotlin("), None);
    let mut kotlin_version = None;
    for line in all.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        if line.contains("org.jetbrains.kotlin")
            || line.contains("kotlin(\"jvm\")")
            || line.contains("kotlin(\"android\")")
        {
            kotlin = true;
            kotlin_version = kotlin_version.or_else(|| after_version(line));
        }
        if line.contains("org.springframework.boot") && line.contains("version") {
            found.add(folder, name, Framework, "Spring Boot", after_version(line));
        }
        if line.contains("com.android.application") || line.contains("com.android.library") {
            found.add(folder, name, Framework, "Android", after_version(line));
        }
        if let Some(release) = line
            .split("JavaLanguageVersion.of(")
            .nth(1)
            .and_then(|rest| rest.split(')').next())
        {
            java = Some(release.trim());
        }
        for quoted in quoted(line).filter(|quoted| quoted.contains(':') && !quoted.contains(' ')) {
            let mut parts = quoted.splitn(3, ':');
            let (Some(group), Some(artifact)) = (parts.next(), parts.next()) else {
                continue;
            };
            let version = parts.next().filter(|version| !version.contains('$'));
            dependency(folder, found, name, &format!("{group}:{artifact}"), version);
        }
        if line.contains("useJUnitPlatform") {
            found.add(folder, name, TestRunner, "JUnit 5", None);
        }
    }
    if kotlin {
        found.add(folder, name, Language, "Kotlin", kotlin_version);
    }
    if !kotlin || java.is_some() {
        found.add(folder, name, Language, "Java", java);
    }
}

/// `gradle-8.10-bin.zip` in the wrapper's properties.
fn wrapper(folder: &Folder) -> Option<String> {
    let text = folder.text("gradle/wrapper/gradle-wrapper.properties")?;
    let rest = text.split("gradle-").nth(1)?;
    rest.split(['-', '.'])
        .take_while(|part| part.chars().all(|c| c.is_ascii_digit()))
        .map(str::to_owned)
        .reduce(|all, part| format!("{all}.{part}"))
        .filter(|version| !version.is_empty())
}

/// The quoted text behind the word `version`.
fn after_version(line: &str) -> Option<&str> {
    quoted(line.split_once("version")?.1).next()
}

fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split(['"', '\'']).skip(1).step_by(2)
}

fn dependency(folder: &Folder, found: &mut Found, manifest: &str, name: &str, version: Option<&str>) {
    if let Some((_, kind, shown)) = KNOWN.iter().find(|(key, _, _)| name.starts_with(key)) {
        found.add(folder, manifest, *kind, shown, version);
    }
}
