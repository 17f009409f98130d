//! Real-looking manifests, and what they say.

use std::path::Path;

use super::*;
use crate::view::StackKind;

/// Files of a project.
type Files = &'static [(&'static str, &'static str)];

fn write(root: &Path, files: Files) {
    for (name, text) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().expect("parent")).expect("folders");
        std::fs::write(path, text).expect("write");
    }
}

fn found(files: Files) -> Detected {
    let temp = tempfile::tempdir().expect("temp");
    write(temp.path(), files);
    detect(temp.path())
}

/// "part: Name version" of a kind.
fn of_kind(detected: &Detected, kind: StackKind) -> Vec<String> {
    let items = detected.items.iter().filter(|item| item.kind == kind);
    items
        .map(|item| {
            let part = item
                .part
                .as_ref()
                .map(|part| format!("{part}: "))
                .unwrap_or_default();
            let version = item
                .version
                .as_ref()
                .map(|version| format!(" {version}"))
                .unwrap_or_default();
            format!("{part}{}{version}", item.name)
        })
        .collect()
}

/// Each line: kind and what is expected of it, separated by "; ".
fn check(what: &str, files: Files, expected: &[(StackKind, &str)]) {
    let detected = found(files);
    for (kind, names) in expected {
        let got = of_kind(&detected, *kind).join("; ");
        assert_eq!(&got, names, "{what}, {kind:?}: {detected:#?}");
    }
    assert!(detected.notes.is_empty(), "{what}: {:?}", detected.notes);
}

use StackKind::{
    BuildTool, Ci, Container, Database, Framework, Infrastructure, Language, PackageManager, TestRunner,
};

#[test]
fn rust_workspace() {
    check(
        "rust",
        &[
            (
                "Cargo.toml",
                "[workspace]\nmembers = [\"crates/*\"]\n[workspace.package]\nedition = \"2024\"\nrust-version = \"1.85\"\n[workspace.dependencies]\naxum = { version = \"0.8\", features = [\"ws\"] }\ntokio = \"1.44\"\n",
            ),
            ("Cargo.lock", ""),
            (
                "crates/api/Cargo.toml",
                "[package]\nname = \"api\"\nedition.workspace = true\n[dependencies]\naxum.workspace = true\nsqlx = { version = \"0.8\", features = [\"postgres\"] }\n[dev-dependencies]\ninsta = \"1\"\n",
            ),
            (
                "crates/desktop/Cargo.toml",
                "[package]\nname = \"desktop\"\nedition = \"2021\"\n[dependencies]\nshell = { package = \"tauri\", version = \"2.1\" }\n",
            ),
            ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.86.0\"\n"),
            (
                "target/debug/Cargo.toml",
                "[package]\nname = \"no\"\n[dependencies]\nbevy = \"1\"\n",
            ),
        ],
        &[
            (
                Language,
                "Rust edition 2024; crates/api: Rust; crates/desktop: Rust edition 2021",
            ),
            (
                Framework,
                "Tokio 1.44; axum 0.8; crates/api: axum; crates/desktop: Tauri 2.1",
            ),
            (Database, "crates/api: SQLx 0.8"),
            (BuildTool, "rustc 1.86.0; rustc ≥ 1.85"),
            (TestRunner, "cargo test; crates/api: insta 1"),
            (PackageManager, "Cargo"),
        ],
    );
}

#[test]
fn javascript_by_lock_file() {
    for (lock, manager) in [
        ("package-lock.json", "npm"),
        ("pnpm-lock.yaml", "pnpm"),
        ("yarn.lock", "Yarn"),
        ("bun.lock", "Bun"),
        ("bun.lockb", "Bun"),
    ] {
        let temp = tempfile::tempdir().expect("temp");
        std::fs::write(temp.path().join("package.json"), "{\"name\":\"x\"}").expect("write");
        std::fs::write(temp.path().join(lock), "").expect("write");
        assert_eq!(of_kind(&detect(temp.path()), PackageManager), [manager], "{lock}");
    }
}

#[test]
fn javascript_frameworks() {
    for (dependencies, language, frameworks, builds, tests) in [
        (
            r#""react":"^19.1.0","vite":"^7.0.0","vitest":"^3.2.4","typescript":"~5.8.3""#,
            "TypeScript ~5.8.3",
            "React ^19.1.0",
            "Vite ^7.0.0",
            "Vitest ^3.2.4",
        ),
        (
            r#""next":"15.3.1","react":"19.1.0","jest":"^30""#,
            "JavaScript",
            "Next.js 15.3.1; React 19.1.0",
            "",
            "Jest ^30",
        ),
        (
            r#""vue":"^3.5.13","nuxt":"^3.17.0","@playwright/test":"^1.52.0""#,
            "JavaScript",
            "Nuxt ^3.17.0; Vue ^3.5.13",
            "",
            "Playwright ^1.52.0",
        ),
        (
            r#""svelte":"^5.30.0","@sveltejs/kit":"^2.20.0""#,
            "JavaScript",
            "Svelte ^5.30.0; SvelteKit ^2.20.0",
            "",
            "",
        ),
        (
            r#""express":"^5.1.0","mocha":"^11.0.0""#,
            "JavaScript",
            "Express ^5.1.0",
            "",
            "Mocha ^11.0.0",
        ),
        (
            r#""@nestjs/core":"^11.1.0","@nestjs/common":"^11.1.0""#,
            "JavaScript",
            "NestJS ^11.1.0",
            "",
            "",
        ),
        (
            r#""@angular/core":"^19.2.0","karma":"~6.4.0","jasmine":"*""#,
            "JavaScript",
            "Angular ^19.2.0",
            "",
            "Jasmine; Karma ~6.4.0",
        ),
    ] {
        let temp = tempfile::tempdir().expect("temp");
        let text = format!("{{\"name\":\"x\",\"dependencies\":{{{dependencies}}}}}");
        std::fs::write(temp.path().join("package.json"), text).expect("write");
        let detected = detect(temp.path());
        for (kind, expected) in [
            (Language, language),
            (Framework, frameworks),
            (BuildTool, builds),
            (TestRunner, tests),
        ] {
            assert_eq!(of_kind(&detected, kind).join("; "), expected, "{dependencies}");
        }
    }
}

#[test]
fn javascript_monorepo() {
    check(
        "pnpm monorepo",
        &[
            (
                "package.json",
                r#"{"private":true,"packageManager":"pnpm@9.15.0+sha512.abc","engines":{"node":">=20"},"devDependencies":{"turbo":"^2.4.0"}}"#,
            ),
            ("pnpm-workspace.yaml", "packages:\n  - apps/*\n"),
            ("pnpm-lock.yaml", ""),
            (
                "apps/web/package.json",
                r#"{"dependencies":{"next":"^15.0.0","ui":"workspace:*"},"devDependencies":{"typescript":"^5.7.0"}}"#,
            ),
            (
                "apps/web/node_modules/react/package.json",
                r#"{"dependencies":{"vue":"1"}}"#,
            ),
            (
                "packages/ui/package.json",
                r#"{"peerDependencies":{"react":"^18 || ^19"},"scripts":{"test":"node --test"}}"#,
            ),
            ("packages/ui/tsconfig.json", "{}"),
        ],
        &[
            (PackageManager, "pnpm 9.15.0"),
            (BuildTool, "Node.js >=20; Turborepo ^2.4.0"),
            (
                Framework,
                "apps/web: Next.js ^15.0.0; packages/ui: React ^18 || ^19",
            ),
            (
                Language,
                "JavaScript; apps/web: TypeScript ^5.7.0; packages/ui: TypeScript",
            ),
            (TestRunner, "packages/ui: node --test"),
        ],
    );
}

#[test]
fn python() {
    check(
        "uv and FastAPI",
        &[
            (
                "pyproject.toml",
                "[project]\nname = \"api\"\nrequires-python = \">=3.12\"\ndependencies = [\"fastapi[standard]>=0.115,<1\", \"SQLAlchemy~=2.0 ; python_version > '3.8'\"]\n[dependency-groups]\ndev = [\"pytest>=8.3\", {include-group = \"x\"}]\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n",
            ),
            ("uv.lock", "version = 1\n"),
        ],
        &[
            (Language, "Python >=3.12"),
            (Framework, "FastAPI >=0.115,<1"),
            (Database, "SQLAlchemy ~=2.0"),
            (TestRunner, "pytest >=8.3"),
            (PackageManager, "uv"),
            (BuildTool, "Hatch"),
        ],
    );
    check(
        "poetry and Django",
        &[
            (
                "pyproject.toml",
                "[tool.poetry]\nname = \"shop\"\n[tool.poetry.dependencies]\npython = \"^3.11\"\nDjango = \"^5.1\"\npsycopg = {version = \"^3.2\", extras = [\"binary\"]}\n[tool.poetry.group.dev.dependencies]\npytest = \"*\"\n",
            ),
            ("poetry.lock", ""),
            ("tox.ini", "[tox]\n"),
        ],
        &[
            (Language, "Python ^3.11"),
            (Framework, "Django ^5.1"),
            (Database, "PostgreSQL (psycopg) ^3.2"),
            (TestRunner, "pytest; tox"),
            (PackageManager, "Poetry"),
        ],
    );
    check(
        "pip and Flask",
        &[
            (
                "requirements.txt",
                "# web\nFlask==3.1.0\nredis>=5 # cache\n-r other.txt\n",
            ),
            ("requirements-dev.txt", "pytest\n"),
        ],
        &[
            (Language, "Python"),
            (Framework, "Flask 3.1.0"),
            (Database, "Redis >=5"),
            (TestRunner, "pytest"),
            (PackageManager, "pip"),
        ],
    );
    check(
        "pipenv",
        &[
            (
                "Pipfile",
                "[packages]\nflask = \"*\"\n[requires]\npython_version = \"3.12\"\n",
            ),
            ("Pipfile.lock", "{}"),
        ],
        &[
            (Language, "Python 3.12"),
            (Framework, "Flask"),
            (PackageManager, "pipenv"),
        ],
    );
}

#[test]
fn go() {
    check(
        "go",
        &[
            (
                "go.mod",
                "module example.com/shop\n\ngo 1.24.1\n\nrequire (\n\tgithub.com/labstack/echo/v4 v4.13.3\n\tgithub.com/jackc/pgx/v5 v5.7.2 // indirect\n)\nrequire github.com/stretchr/testify v1.10.0\n",
            ),
            ("tools/go.mod", "module example.com/tools\ngo 1.23\n"),
        ],
        &[
            (Language, "Go 1.24.1; tools: Go 1.23"),
            (Framework, "Echo 4.13.3"),
            (Database, "PostgreSQL (pgx) 5.7.2"),
            (TestRunner, "go test; testify 1.10.0; tools: go test"),
        ],
    );
}

#[test]
fn java_and_kotlin() {
    check(
        "maven and Spring",
        &[(
            "pom.xml",
            r#"<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.4.2</version></parent>
  <artifactId>shop</artifactId>
  <properties><java.version>21</java.version><junit.version>5.11.4</junit.version></properties>
  <dependencies>
    <dependency><groupId>org.postgresql</groupId><artifactId>postgresql</artifactId></dependency>
    <dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>${junit.version}</version></dependency>
  </dependencies>
</project>"#,
        )],
        &[
            (Language, "Java 21"),
            (BuildTool, "Maven"),
            (Framework, "Spring Boot 3.4.2"),
            (Database, "PostgreSQL"),
            (TestRunner, "JUnit 5 5.11.4"),
        ],
    );
    check(
        "gradle and Kotlin",
        &[
            ("settings.gradle.kts", "rootProject.name = \"app\"\n"),
            (
                "build.gradle.kts",
                "plugins {\n  kotlin(\"jvm\") version \"2.1.10\"\n}\njava { toolchain { languageVersion.set(JavaLanguageVersion.of(21)) } }\ndependencies {\n  implementation(\"io.ktor:ktor-server-core:3.0.3\")\n  testImplementation(\"io.kotest:kotest-runner-junit5:5.9.1\")\n}\ntasks.test { useJUnitPlatform() }\n",
            ),
            (
                "gradle/wrapper/gradle-wrapper.properties",
                "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.12-bin.zip\n",
            ),
        ],
        &[
            (Language, "Java 21; Kotlin 2.1.10"),
            (BuildTool, "Gradle 8.12"),
            (Framework, "Ktor 3.0.3"),
            (TestRunner, "JUnit 5; Kotest 5.9.1"),
        ],
    );
}

#[test]
fn c_and_cpp() {
    check(
        "cmake",
        &[
            (
                "CMakeLists.txt",
                "cmake_minimum_required(VERSION 3.24)\nproject(engine VERSION 1.0 LANGUAGES C CXX)\nset(CMAKE_CXX_STANDARD 20)\n# find_package(Qt5)\nfind_package(Qt6 REQUIRED COMPONENTS Core)\nfind_package(Boost 1.83 REQUIRED)\nadd_subdirectory(tests)\n",
            ),
            (
                "tests/CMakeLists.txt",
                "find_package(GTest REQUIRED)\nadd_test(NAME unit COMMAND unit)\n",
            ),
            ("conanfile.txt", ""),
        ],
        &[
            (Language, "C; C++ C++20"),
            (BuildTool, "CMake ≥ 3.24"),
            (Framework, "Boost 1.83; Qt 6"),
            (TestRunner, "tests: CTest; tests: GoogleTest"),
            (PackageManager, "Conan"),
        ],
    );
    check(
        "meson",
        &[(
            "meson.build",
            "project('tool', 'c', 'cpp',\n  version: '1.2',\n  default_options: ['cpp_std=c++20'])\n",
        )],
        &[(Language, "C; C++ C++20"), (BuildTool, "Meson")],
    );
    check(
        "make",
        &[("Makefile", "tool: main.o\n\t$(CC) -o tool main.o\n")],
        &[(Language, "C"), (BuildTool, "Make")],
    );
}

#[test]
fn dotnet_ruby_php_swift_elixir() {
    check(
        "dotnet",
        &[
            (
                "src/Api/Api.csproj",
                "\u{feff}<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup><ItemGroup><PackageReference Include=\"Microsoft.EntityFrameworkCore\" Version=\"9.0.1\" /></ItemGroup></Project>",
            ),
            (
                "tests/Tests.csproj",
                "<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup><PackageReference Include=\"xunit\" Version=\"2.9.3\" /></ItemGroup></Project>",
            ),
        ],
        &[
            (Language, "src/Api: C#; tests: C#"),
            (Framework, "src/Api: ASP.NET Core"),
            (Database, "src/Api: Entity Framework Core 9.0.1"),
            (BuildTool, "src/Api: .NET net9.0; tests: .NET"),
            (TestRunner, "tests: xUnit 2.9.3"),
        ],
    );
    check(
        "ruby",
        &[
            (
                "Gemfile",
                "source \"https://rubygems.org\"\nruby \"3.4.1\"\ngem \"rails\", \"~> 8.0.1\"\ngem 'pg'\ngroup :test do\n  gem \"rspec-rails\", \"~> 7.1\"\nend\n",
            ),
            ("Gemfile.lock", ""),
        ],
        &[
            (Language, "Ruby 3.4.1"),
            (Framework, "Rails ~> 8.0.1"),
            (Database, "PostgreSQL (pg)"),
            (TestRunner, "RSpec ~> 7.1"),
            (PackageManager, "Bundler"),
        ],
    );
    check(
        "php",
        &[(
            "composer.json",
            r#"{"require":{"php":"^8.3","laravel/framework":"^11.0"},"require-dev":{"phpunit/phpunit":"^11.5"}}"#,
        )],
        &[
            (Language, "PHP ^8.3"),
            (Framework, "Laravel ^11.0"),
            (TestRunner, "PHPUnit ^11.5"),
            (PackageManager, "Composer"),
        ],
    );
    check(
        "swift",
        &[(
            "Package.swift",
            "// swift-tools-version: 6.0\nimport PackageDescription\nlet package = Package(name: \"api\", dependencies: [\n .package(url: \"https://github.com/vapor/vapor.git\", from: \"4.110.0\"),\n], targets: [ .testTarget(name: \"Tests\") ])\n",
        )],
        &[
            (Language, "Swift 6.0"),
            (Framework, "Vapor 4.110.0"),
            (TestRunner, "swift test"),
            (PackageManager, "Swift Package Manager"),
        ],
    );
    check(
        "elixir",
        &[(
            "mix.exs",
            "defmodule Shop.MixProject do\n  def project do\n    [\n      app: :shop,\n      elixir: \"~> 1.18\",\n    ]\n  end\n  defp deps do\n    [\n      {:phoenix, \"~> 1.7.18\"},\n      {:postgrex, \">= 0.0.0\"}\n    ]\n  end\nend\n",
        )],
        &[
            (Language, "Elixir ~> 1.18"),
            (Framework, "Phoenix ~> 1.7.18"),
            (Database, "PostgreSQL (postgrex) >= 0.0.0"),
            (BuildTool, "Mix"),
            (TestRunner, "ExUnit"),
        ],
    );
}

#[test]
fn delivery() {
    check(
        "delivery",
        &[
            (
                "Dockerfile",
                "FROM --platform=linux/amd64 rust:1.86 AS build\nRUN x\nFROM debian:bookworm-slim\n",
            ),
            (
                "compose.yaml",
                "services:\n  db:\n    image: \"docker.io/library/postgres:16-alpine\"\n  cache:\n    image: redis\n",
            ),
            (".github/workflows/ci.yml", "on: push\n"),
            (".gitlab-ci.yml", ""),
            ("Jenkinsfile", ""),
            (".circleci/config.yml", ""),
            (
                "infra/main.tf",
                "terraform {\n  required_version = \">= 1.9\"\n}\n",
            ),
            ("infra/.terraform/modules/x/main.tf", ""),
        ],
        &[
            (Container, "Docker debian:bookworm-slim; Docker Compose"),
            (Database, "PostgreSQL 16-alpine; Redis"),
            (Ci, "CircleCI; GitHub Actions; GitLab CI; Jenkins"),
            (Infrastructure, "infra: Terraform >= 1.9"),
        ],
    );
}

#[test]
fn broken_manifests_are_notes_and_nothing_is_guessed() {
    let detected = found(&[
        ("Cargo.toml", "[package\n"),
        ("package.json", "{ not json"),
        ("pom.xml", "<project>"),
        ("main.py", "print()"),
        ("src/lib.rs", ""),
    ]);
    assert!(detected.items.is_empty(), "{:?}", detected.items);
    assert_eq!(detected.notes.len(), 3, "{:?}", detected.notes);
    assert!(
        detected.notes[0].starts_with("Cargo.toml cannot be read: "),
        "{:?}",
        detected.notes
    );
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_other_repositories_are_not_followed() {
    let temp = tempfile::tempdir().expect("temp");
    write(
        temp.path(),
        &[
            ("go.mod", "module x\ngo 1.24\n"),
            ("inner/.git/HEAD", ""),
            ("inner/go.mod", "module y\ngo 1.20\n"),
        ],
    );
    std::os::unix::fs::symlink(temp.path(), temp.path().join("again")).expect("link");
    assert_eq!(of_kind(&detect(temp.path()), Language), ["Go 1.24"]);
}

#[test]
fn in_words_each_part_is_one_line() {
    let detected = found(&[
        ("go.mod", "module x\ngo 1.24\n"),
        ("web/package.json", "{\"dependencies\":{\"svelte\":\"^5\"}}"),
    ]);
    assert_eq!(
        in_words(&detected.items),
        ["Go 1.24, go test", "web: JavaScript, Svelte ^5"]
    );
}
