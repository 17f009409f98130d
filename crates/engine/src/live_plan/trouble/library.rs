//! Commands that bring a library into a project.

/// How such commands begin, up to the names.
const ADDS: &[&str] = &[
    "npm install",
    "npm i",
    "npm add",
    "pnpm add",
    "yarn add",
    "bun add",
    "deno add",
    "cargo add",
    "pip install",
    "pip3 install",
    "python -m pip install",
    "python3 -m pip install",
    "uv add",
    "uv pip install",
    "poetry add",
    "go get",
    "bundle add",
    "gem install",
    "composer require",
    "dotnet add package",
];

/// The libraries that a command names, as "serde, tokio"; `None` when it brings none.
pub(super) fn added(command: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for part in command.split(['\n', ';', '|', '&']) {
        let part = part.trim();
        let Some(rest) = ADDS
            .iter()
            .find_map(|add| part.strip_prefix(add)?.strip_prefix(' '))
        else {
            continue;
        };
        let words: Vec<&str> = rest.split_whitespace().collect();
        // What is listed in a file, or what the project is itself, is not new.
        if words.iter().any(|word| {
            matches!(
                *word,
                "-r" | "--requirement" | "-e" | "--editable" | "." | "./..."
            )
        }) {
            continue;
        }
        let mut after_option = false;
        for word in words {
            let is_option = word.starts_with('-');
            let is_value = after_option;
            after_option = matches!(
                word,
                "--features"
                    | "-F"
                    | "-p"
                    | "--package"
                    | "--registry"
                    | "--prefix"
                    | "--path"
                    | "--git"
                    | "-t"
                    | "--group"
                    | "-w"
            );
            if !is_option && !is_value && !word.contains(['>', '$', '"', '\'']) {
                names.push(word);
            }
        }
    }
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::added;

    #[test]
    fn names_are_found_and_lists_are_not_new() {
        for (command, expected) in [
            ("cargo add serde --features derive tokio", Some("serde, tokio")),
            ("cd web && npm install -D vitest", Some("vitest")),
            ("npm install", None),
            ("npm i", None),
            ("pip install -r requirements.txt", None),
            ("pip install -e .", None),
            ("go get ./...", None),
            ("uv add httpx && uv run pytest", Some("httpx")),
            ("echo cargo add", None),
            ("npm installer x", None),
        ] {
            assert_eq!(added(command).as_deref(), expected, "{command}");
        }
    }
}
