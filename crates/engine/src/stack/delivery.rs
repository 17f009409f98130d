//! What checks, ships and runs it: continuous integration, containers, infrastructure, task runners.

use super::found::Found;
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Ci, Container, Database, Infrastructure};

/// Images that are databases: the beginning of the name, and what it is.
const DATABASES: &[(&str, &str)] = &[
    ("postgres", "PostgreSQL"),
    ("pgvector", "PostgreSQL"),
    ("timescale", "PostgreSQL"),
    ("mysql", "MySQL"),
    ("mariadb", "MariaDB"),
    ("mongo", "MongoDB"),
    ("redis", "Redis"),
    ("valkey", "Valkey"),
    ("elasticsearch", "Elasticsearch"),
    ("opensearch", "OpenSearch"),
    ("clickhouse", "ClickHouse"),
    ("rabbitmq", "RabbitMQ"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    containers(folder, found);
    infrastructure(folder, found);
    if folder.part.is_none() {
        checks(folder, found);
        for (name, tool) in [
            ("justfile", "just"),
            ("Justfile", "just"),
            ("Taskfile.yml", "Task"),
            ("flake.nix", "Nix"),
            ("mise.toml", "mise"),
            ("Earthfile", "Earthly"),
        ] {
            if folder.has(name) {
                found.add(folder, name, BuildTool, tool, None);
            }
        }
    }
}

fn checks(folder: &Folder, found: &mut Found) {
    for name in folder.names_in(".github/workflows") {
        if name.ends_with(".yml") || name.ends_with(".yaml") {
            found.add(
                folder,
                &format!(".github/workflows/{name}"),
                Ci,
                "GitHub Actions",
                None,
            );
        }
    }
    if folder
        .names_in(".circleci")
        .iter()
        .any(|name| name == "config.yml")
    {
        found.add(folder, ".circleci/config.yml", Ci, "CircleCI", None);
    }
    for (name, system) in [
        (".gitlab-ci.yml", "GitLab CI"),
        ("Jenkinsfile", "Jenkins"),
        ("azure-pipelines.yml", "Azure Pipelines"),
        ("bitbucket-pipelines.yml", "Bitbucket Pipelines"),
        (".travis.yml", "Travis CI"),
        (".drone.yml", "Drone"),
        (".woodpecker.yml", "Woodpecker"),
        ("buildkite.yml", "Buildkite"),
    ] {
        if folder.has(name) {
            found.add(folder, name, Ci, system, None);
        }
    }
}

fn containers(folder: &Folder, found: &mut Found) {
    for name in ["Dockerfile", "Containerfile"] {
        if let Some(text) = folder.text(name) {
            let base = text
                .lines()
                .rev()
                .find_map(|line| line.trim().strip_prefix("FROM "))
                .and_then(|rest| rest.split_whitespace().find(|word| !word.starts_with("--")));
            found.add(
                folder,
                name,
                Container,
                "Docker",
                base.filter(|base| !base.contains('$')),
            );
        }
    }
    for name in [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yml",
        "docker-compose.yaml",
    ] {
        let Some(text) = folder.text(name) else {
            continue;
        };
        found.add(folder, name, Container, "Docker Compose", None);
        for line in text.lines() {
            let Some(image) = line.trim().strip_prefix("image:") else {
                continue;
            };
            image_of(folder, found, name, image.trim().trim_matches(['"', '\'']));
        }
    }
}

/// `docker.io/library/postgres:16-alpine` is PostgreSQL 16-alpine.
fn image_of(folder: &Folder, found: &mut Found, manifest: &str, image: &str) {
    let last = image.rsplit('/').next().unwrap_or(image);
    let (name, tag) = last.split_once(':').unwrap_or((last, ""));
    let tag = Some(tag).filter(|tag| !tag.is_empty() && *tag != "latest" && !tag.contains('$'));
    if let Some((_, shown)) = DATABASES.iter().find(|(key, _)| name.starts_with(key)) {
        found.add(folder, manifest, Database, shown, tag);
    }
}

fn infrastructure(folder: &Folder, found: &mut Found) {
    let terraform: Vec<String> = folder.ending(".tf").map(str::to_owned).collect();
    if let Some(first) = terraform.first() {
        // The block that says the version stands in any of the files.
        let version = terraform.iter().take(10).find_map(|name| {
            let text = folder.text(name)?;
            let line = text
                .lines()
                .map(str::trim)
                .find(|line| line.starts_with("required_version"))?;
            Some((name.clone(), line.split('"').nth(1)?.to_owned()))
        });
        match version {
            Some((name, version)) => found.add(folder, &name, Infrastructure, "Terraform", Some(&version)),
            None => found.add(folder, first, Infrastructure, "Terraform", None),
        }
    }
    for (name, tool) in [
        ("Chart.yaml", "Helm"),
        ("kustomization.yaml", "Kustomize"),
        ("Pulumi.yaml", "Pulumi"),
        ("serverless.yml", "Serverless Framework"),
        ("ansible.cfg", "Ansible"),
        ("fly.toml", "Fly.io"),
        ("vercel.json", "Vercel"),
        ("netlify.toml", "Netlify"),
        ("wrangler.toml", "Cloudflare Workers"),
        ("cdk.json", "AWS CDK"),
    ] {
        if folder.has(name) {
            found.add(folder, name, Infrastructure, tool, None);
        }
    }
}
