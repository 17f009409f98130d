//! Go: `go.mod`, `go.work`.

use super::found::{Found, Known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, TestRunner};

const KNOWN: &[Known] = &[
    ("github.com/gin-gonic/gin", Framework, "Gin"),
    ("github.com/labstack/echo", Framework, "Echo"),
    ("github.com/gofiber/fiber", Framework, "Fiber"),
    ("github.com/go-chi/chi", Framework, "chi"),
    ("github.com/gorilla/mux", Framework, "gorilla/mux"),
    ("google.golang.org/grpc", Framework, "gRPC"),
    ("github.com/spf13/cobra", Framework, "Cobra"),
    ("github.com/charmbracelet/bubbletea", Framework, "Bubble Tea"),
    ("k8s.io/client-go", Framework, "Kubernetes client"),
    ("sigs.k8s.io/controller-runtime", Framework, "controller-runtime"),
    ("gorm.io/gorm", Database, "GORM"),
    ("github.com/jackc/pgx", Database, "PostgreSQL (pgx)"),
    ("github.com/lib/pq", Database, "PostgreSQL (pq)"),
    ("github.com/jmoiron/sqlx", Database, "sqlx"),
    ("go.mongodb.org/mongo-driver", Database, "MongoDB"),
    ("github.com/redis/go-redis", Database, "Redis"),
    ("github.com/stretchr/testify", TestRunner, "testify"),
    ("github.com/onsi/ginkgo", TestRunner, "Ginkgo"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    if folder.has("go.work") {
        found.add(folder, "go.work", BuildTool, "Go workspace", None);
    }
    let Some(text) = folder.text("go.mod") else {
        return;
    };
    let mut version = None;
    let mut in_require = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or("").trim();
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["go", number] => version = Some(*number),
            ["require", "("] => in_require = true,
            [")"] => in_require = false,
            ["require", module, number] => dependency(folder, found, module, number),
            [module, number] if in_require => dependency(folder, found, module, number),
            _ => {}
        }
    }
    if version.is_none() && !text.lines().any(|line| line.trim_start().starts_with("module ")) {
        return found.broken(folder, "go.mod", "it names no module");
    }
    found.add(folder, "go.mod", Language, "Go", version);
    found.add(folder, "go.mod", TestRunner, "go test", None);
}

/// `github.com/labstack/echo/v4` is Echo.
fn dependency(folder: &Folder, found: &mut Found, module: &str, version: &str) {
    let known = KNOWN.iter().find(|(key, _, _)| {
        module
            .strip_prefix(key)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with("/v"))
    });
    if let Some((_, kind, name)) = known {
        found.add(
            folder,
            "go.mod",
            *kind,
            name,
            Some(version.trim_start_matches('v')),
        );
    }
}
