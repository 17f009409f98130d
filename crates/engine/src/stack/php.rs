//! PHP: `composer.json`.

use serde_json::{Map, Value};

use super::found::{Found, Known, add_known};
use super::walk::Folder;
use crate::view::StackKind::{BuildTool, Database, Framework, Language, PackageManager, TestRunner};

const KNOWN: &[Known] = &[
    ("laravel/framework", Framework, "Laravel"),
    ("symfony/framework-bundle", Framework, "Symfony"),
    ("symfony/symfony", Framework, "Symfony"),
    ("slim/slim", Framework, "Slim"),
    ("cakephp/cakephp", Framework, "CakePHP"),
    ("codeigniter4/framework", Framework, "CodeIgniter"),
    ("drupal/core-recommended", Framework, "Drupal"),
    ("drupal/core", Framework, "Drupal"),
    ("livewire/livewire", Framework, "Livewire"),
    ("doctrine/orm", Database, "Doctrine"),
    ("phpunit/phpunit", TestRunner, "PHPUnit"),
    ("pestphp/pest", TestRunner, "Pest"),
    ("behat/behat", TestRunner, "Behat"),
    ("phpstan/phpstan", BuildTool, "PHPStan"),
];

pub(super) fn look(folder: &Folder, found: &mut Found) {
    let name = "composer.json";
    let Some(text) = folder.text(name) else {
        return;
    };
    let manifest: Map<String, Value> = match serde_json::from_str(&text) {
        Ok(manifest) => manifest,
        Err(error) => return found.broken(folder, name, &error.to_string()),
    };
    let dependencies: Vec<(&str, Option<&str>)> = ["require", "require-dev"]
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_object())
        .flatten()
        .map(|(name, version)| (name.as_str(), version.as_str()))
        .collect();
    let php = dependencies.iter().find(|(name, _)| *name == "php");
    found.add(
        folder,
        name,
        Language,
        "PHP",
        php.and_then(|(_, version)| *version),
    );
    found.add(folder, name, PackageManager, "Composer", None);
    add_known(found, folder, name, KNOWN, dependencies);
}
