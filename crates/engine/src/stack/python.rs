//! Python: `pyproject.toml`, `requirements*.txt`, `setup.cfg`, `Pipfile`, lock files, `tox.ini`.

use toml::{Table, Value};

use super::found::{Found, Known, add_known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, PackageManager, TestRunner};

const KNOWN: &[Known] = &[
    ("django", Framework, "Django"),
    ("djangorestframework", Framework, "Django REST framework"),
    ("fastapi", Framework, "FastAPI"),
    ("flask", Framework, "Flask"),
    ("starlette", Framework, "Starlette"),
    ("litestar", Framework, "Litestar"),
    ("aiohttp", Framework, "aiohttp"),
    ("tornado", Framework, "Tornado"),
    ("sanic", Framework, "Sanic"),
    ("pydantic", Framework, "Pydantic"),
    ("celery", Framework, "Celery"),
    ("scrapy", Framework, "Scrapy"),
    ("streamlit", Framework, "Streamlit"),
    ("gradio", Framework, "Gradio"),
    ("torch", Framework, "PyTorch"),
    ("tensorflow", Framework, "TensorFlow"),
    ("jax", Framework, "JAX"),
    ("numpy", Framework, "NumPy"),
    ("pandas", Framework, "pandas"),
    ("polars", Framework, "Polars"),
    ("scikit-learn", Framework, "scikit-learn"),
    ("transformers", Framework, "Transformers"),
    ("langchain", Framework, "LangChain"),
    ("anthropic", Framework, "Anthropic SDK"),
    ("apache-airflow", Framework, "Airflow"),
    ("typer", Framework, "Typer"),
    ("click", Framework, "Click"),
    ("sqlalchemy", Database, "SQLAlchemy"),
    ("alembic", Database, "Alembic"),
    ("psycopg", Database, "PostgreSQL (psycopg)"),
    ("psycopg2", Database, "PostgreSQL (psycopg2)"),
    ("psycopg2-binary", Database, "PostgreSQL (psycopg2)"),
    ("asyncpg", Database, "PostgreSQL (asyncpg)"),
    ("pymongo", Database, "MongoDB"),
    ("redis", Database, "Redis"),
    ("pytest", TestRunner, "pytest"),
    ("tox", TestRunner, "tox"),
    ("nox", TestRunner, "nox"),
    ("hypothesis", TestRunner, "Hypothesis"),
    ("ruff", BuildTool, "Ruff"),
    ("mypy", BuildTool, "mypy"),
    ("pyright", BuildTool, "Pyright"),
];

const PROJECT: &str = "pyproject.toml";

pub(super) fn look(folder: &Folder, found: &mut Found) {
    for (lock, manager) in [
        ("poetry.lock", "Poetry"),
        ("uv.lock", "uv"),
        ("Pipfile.lock", "pipenv"),
        ("pdm.lock", "PDM"),
        ("pixi.lock", "pixi"),
        ("environment.yml", "conda"),
    ] {
        if folder.has(lock) {
            found.add(folder, lock, PackageManager, manager, None);
        }
    }
    if let Some(text) = folder.text(PROJECT) {
        match text.parse::<Table>() {
            Ok(manifest) => project(folder, found, &manifest),
            Err(error) => found.broken(folder, PROJECT, error.message()),
        }
    }
    if let Some(text) = folder.text("Pipfile") {
        match text.parse::<Table>() {
            Ok(manifest) => pipfile(folder, found, &manifest),
            Err(error) => found.broken(folder, "Pipfile", error.message()),
        }
    }
    let requirements: Vec<String> = folder
        .ending(".txt")
        .filter(|name| name.starts_with("requirements"))
        .map(str::to_owned)
        .collect();
    for name in requirements {
        if let Some(text) = folder.text(&name) {
            found.add(folder, &name, Language, "Python", None);
            found.add(folder, &name, PackageManager, "pip", None);
            add(folder, found, &name, text.lines());
        }
    }
    for name in ["setup.py", "setup.cfg"] {
        if folder.has(name) {
            found.add(folder, name, Language, "Python", None);
            found.add(folder, name, BuildTool, "setuptools", None);
        }
    }
    for (name, tool) in [
        ("tox.ini", "tox"),
        ("noxfile.py", "nox"),
        ("pytest.ini", "pytest"),
    ] {
        if folder.has(name) {
            found.add(folder, name, TestRunner, tool, None);
        }
    }
    if folder.has("manage.py")
        && folder
            .text("manage.py")
            .is_some_and(|text| text.contains("DJANGO_SETTINGS_MODULE"))
    {
        found.add(folder, "manage.py", Framework, "Django", None);
    }
}

fn project(folder: &Folder, found: &mut Found, manifest: &Table) {
    let project = manifest.get("project");
    let tool = manifest.get("tool");
    let poetry = tool.and_then(|tool| tool.get("poetry"));
    let wanted = project
        .and_then(|project| project.get("requires-python"))
        .or_else(|| poetry.and_then(|poetry| poetry.get("dependencies")?.get("python")));
    if project.is_some() || poetry.is_some() {
        found.add(
            folder,
            PROJECT,
            Language,
            "Python",
            wanted.and_then(Value::as_str),
        );
    }
    if poetry.is_some() {
        found.add(folder, PROJECT, PackageManager, "Poetry", None);
    }
    if tool.and_then(|tool| tool.get("uv")).is_some() {
        found.add(folder, PROJECT, PackageManager, "uv", None);
    }
    if tool.and_then(|tool| tool.get("pytest")).is_some() {
        found.add(folder, PROJECT, TestRunner, "pytest", None);
    }
    if tool.and_then(|tool| tool.get("tox")).is_some() {
        found.add(folder, PROJECT, TestRunner, "tox", None);
    }
    let backend = manifest
        .get("build-system")
        .and_then(|build| build.get("build-backend")?.as_str());
    if let Some(backend) = backend {
        let name = match backend.split(['.', '_']).next().unwrap_or(backend) {
            "hatchling" => "Hatch",
            "setuptools" => "setuptools",
            "poetry" => "Poetry",
            "flit" => "Flit",
            "maturin" => "maturin",
            "pdm" => "PDM",
            "uv" => "uv",
            other => other,
        };
        found.add(folder, PROJECT, BuildTool, name, None);
    }
    let strings = |value: Option<&Value>| -> Vec<String> {
        let list = value.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|one| one.as_str().map(str::to_owned)).collect()
    };
    let mut lines = strings(project.and_then(|project| project.get("dependencies")));
    let groups = [
        project.and_then(|project| project.get("optional-dependencies")),
        manifest.get("dependency-groups"),
    ];
    for (_, group) in groups.into_iter().flatten().filter_map(Value::as_table).flatten() {
        lines.extend(strings(Some(group)));
    }
    add(folder, found, PROJECT, lines.iter().map(String::as_str));
    let poetry_groups = poetry
        .and_then(|poetry| poetry.get("group"))
        .and_then(Value::as_table);
    let tables = [
        poetry.and_then(|poetry| poetry.get("dependencies")),
        poetry.and_then(|poetry| poetry.get("dev-dependencies")),
    ];
    let tables = tables.into_iter().flatten().chain(
        poetry_groups
            .into_iter()
            .flatten()
            .filter_map(|(_, group)| group.get("dependencies")),
    );
    for table in tables.filter_map(Value::as_table) {
        add_table(folder, found, PROJECT, table);
    }
}

fn pipfile(folder: &Folder, found: &mut Found, manifest: &Table) {
    let version = manifest
        .get("requires")
        .and_then(|requires| requires.get("python_version")?.as_str());
    found.add(folder, "Pipfile", Language, "Python", version);
    found.add(folder, "Pipfile", PackageManager, "pipenv", None);
    for table in ["packages", "dev-packages"] {
        if let Some(table) = manifest.get(table).and_then(Value::as_table) {
            add_table(folder, found, "Pipfile", table);
        }
    }
}

fn add_table(folder: &Folder, found: &mut Found, manifest: &str, table: &Table) {
    for (name, value) in table {
        let version = value
            .as_str()
            .or_else(|| value.get("version")?.as_str())
            .filter(|version| *version != "*");
        add_known(found, folder, manifest, KNOWN, [(plain(name).as_str(), version)]);
    }
}

/// Requirement lines: `fastapi[all]>=0.110,<1 ; python_version > "3.8"  # why`.
fn add<'a>(folder: &Folder, found: &mut Found, manifest: &str, lines: impl Iterator<Item = &'a str>) {
    for line in lines {
        let line = line.split(['#', ';']).next().unwrap_or("").trim();
        let end = line
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')))
            .unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        let version = rest
            .find(['=', '<', '>', '~', '!'])
            .map(|at| rest[at..].trim().trim_start_matches("=="));
        add_known(found, folder, manifest, KNOWN, [(plain(name).as_str(), version)]);
    }
}

/// Names are the same in any case, with `-`, `_` or `.`.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}
