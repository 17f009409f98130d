//! JavaScript and TypeScript: `package.json`, lock files, `deno.json`, `pnpm-workspace.yaml`.

use serde_json::{Map, Value};

use super::found::{Found, Known, add_known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, PackageManager, TestRunner};

const KNOWN: &[Known] = &[
    ("react", Framework, "React"),
    ("react-native", Framework, "React Native"),
    ("expo", Framework, "Expo"),
    ("preact", Framework, "Preact"),
    ("vue", Framework, "Vue"),
    ("svelte", Framework, "Svelte"),
    ("@sveltejs/kit", Framework, "SvelteKit"),
    ("solid-js", Framework, "Solid"),
    ("@angular/core", Framework, "Angular"),
    ("next", Framework, "Next.js"),
    ("nuxt", Framework, "Nuxt"),
    ("astro", Framework, "Astro"),
    ("gatsby", Framework, "Gatsby"),
    ("@remix-run/react", Framework, "Remix"),
    ("react-router", Framework, "React Router"),
    ("express", Framework, "Express"),
    ("fastify", Framework, "Fastify"),
    ("koa", Framework, "Koa"),
    ("hono", Framework, "Hono"),
    ("@nestjs/core", Framework, "NestJS"),
    ("@hapi/hapi", Framework, "hapi"),
    ("electron", Framework, "Electron"),
    ("@tauri-apps/api", Framework, "Tauri"),
    ("three", Framework, "three.js"),
    ("tailwindcss", Framework, "Tailwind CSS"),
    ("@trpc/server", Framework, "tRPC"),
    ("graphql", Framework, "GraphQL"),
    ("@apollo/server", Framework, "Apollo Server"),
    ("prisma", Database, "Prisma"),
    ("@prisma/client", Database, "Prisma"),
    ("drizzle-orm", Database, "Drizzle"),
    ("typeorm", Database, "TypeORM"),
    ("sequelize", Database, "Sequelize"),
    ("mongoose", Database, "MongoDB (mongoose)"),
    ("pg", Database, "PostgreSQL (pg)"),
    ("mysql2", Database, "MySQL (mysql2)"),
    ("better-sqlite3", Database, "SQLite (better-sqlite3)"),
    ("redis", Database, "Redis"),
    ("ioredis", Database, "Redis (ioredis)"),
    ("vite", BuildTool, "Vite"),
    ("webpack", BuildTool, "webpack"),
    ("rollup", BuildTool, "Rollup"),
    ("esbuild", BuildTool, "esbuild"),
    ("parcel", BuildTool, "Parcel"),
    ("tsup", BuildTool, "tsup"),
    ("@rspack/core", BuildTool, "Rspack"),
    ("turbo", BuildTool, "Turborepo"),
    ("nx", BuildTool, "Nx"),
    ("lerna", BuildTool, "Lerna"),
    ("vitest", TestRunner, "Vitest"),
    ("jest", TestRunner, "Jest"),
    ("mocha", TestRunner, "Mocha"),
    ("ava", TestRunner, "AVA"),
    ("jasmine", TestRunner, "Jasmine"),
    ("karma", TestRunner, "Karma"),
    ("cypress", TestRunner, "Cypress"),
    ("@playwright/test", TestRunner, "Playwright"),
    ("playwright", TestRunner, "Playwright"),
    ("@testing-library/react", TestRunner, "Testing Library"),
];

/// Lock file and the package manager that writes it.
const LOCKS: &[(&str, &str)] = &[
    ("package-lock.json", "npm"),
    ("npm-shrinkwrap.json", "npm"),
    ("pnpm-lock.yaml", "pnpm"),
    ("yarn.lock", "Yarn"),
    ("bun.lock", "Bun"),
    ("bun.lockb", "Bun"),
];

const MANIFEST: &str = "package.json";

pub(super) fn look(folder: &Folder, found: &mut Found) {
    for (lock, manager) in LOCKS {
        if folder.has(lock) && folder.has(MANIFEST) {
            found.add(folder, lock, PackageManager, manager, None);
        }
    }
    for name in ["deno.json", "deno.jsonc"] {
        if folder.has(name) {
            found.add(folder, name, Language, "TypeScript", None);
            found.add(folder, name, BuildTool, "Deno", None);
        }
    }
    let Some(text) = folder.text(MANIFEST) else {
        return;
    };
    match serde_json::from_str::<Map<String, Value>>(&text) {
        Ok(manifest) => package(folder, found, &manifest),
        Err(error) => found.broken(folder, MANIFEST, &error.to_string()),
    }
}

fn package(folder: &Folder, found: &mut Found, manifest: &Map<String, Value>) {
    let dependencies: Vec<(&str, Option<&str>)> = ["dependencies", "devDependencies", "peerDependencies"]
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_object())
        .flatten()
        .map(|(name, version)| (name.as_str(), version.as_str().and_then(plain_version)))
        .collect();
    let typescript = dependencies.iter().find(|(name, _)| *name == "typescript");
    match typescript {
        Some((_, version)) => found.add(folder, MANIFEST, Language, "TypeScript", *version),
        None if folder.has("tsconfig.json") => {
            found.add(folder, "tsconfig.json", Language, "TypeScript", None)
        }
        None => found.add(folder, MANIFEST, Language, "JavaScript", None),
    }
    if let Some(node) = manifest
        .get("engines")
        .and_then(|engines| engines.get("node")?.as_str())
    {
        found.add(folder, MANIFEST, BuildTool, "Node.js", Some(node));
    }
    // "pnpm@9.1.0+sha512.…"
    if let Some((manager, version)) = manifest
        .get("packageManager")
        .and_then(Value::as_str)
        .and_then(|text| text.split_once('@'))
    {
        let name = match manager {
            "yarn" => "Yarn",
            "bun" => "Bun",
            other => other,
        };
        let version = version.split('+').next();
        found.add(folder, MANIFEST, PackageManager, name, version);
    }
    add_known(found, folder, MANIFEST, KNOWN, dependencies);
    let test = manifest
        .get("scripts")
        .and_then(|scripts| scripts.get("test")?.as_str());
    if test.is_some_and(|script| script.contains("node --test")) {
        found.add(folder, MANIFEST, TestRunner, "node --test", None);
    }
    if test.is_some_and(|script| script.contains("bun test")) {
        found.add(folder, MANIFEST, TestRunner, "bun test", None);
    }
}

/// A version that says something: not a path, a link or `workspace:*`.
fn plain_version(version: &str) -> Option<&str> {
    let version = version.strip_prefix("npm:").unwrap_or(version);
    let bad = version.contains(['/', ':']) || matches!(version, "*" | "latest" | "next" | "");
    (!bad).then_some(version)
}
