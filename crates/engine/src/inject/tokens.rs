//! Counts tokens in microseconds, rather too many than too few: a tokenizer takes a tenth of a second to load, which a
//! hook does not have.

/// Letters that one token holds: short words are one token each.
const ONE_TOKEN: usize = 7;
/// Letters that each further token of a long word holds.
const PER_TOKEN: usize = 4;

/// About how many tokens a text has.
pub(super) fn count(text: &str) -> u64 {
    let mut tokens = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut take = |is: fn(char) -> bool| -> usize {
            let mut length = 1;
            while chars.peek().is_some_and(|next| is(*next)) {
                chars.next();
                length += 1;
            }
            length
        };
        tokens += match c {
            // A space belongs to the word behind it; indentation is a token.
            ' ' => usize::from(take(|c| c == ' ') > 1),
            c if c.is_ascii_uppercase() => word(take(|c| c.is_ascii_lowercase())),
            c if c.is_ascii_lowercase() => word(take(|c| c.is_ascii_lowercase())),
            c if c.is_ascii_digit() => take(|c| c.is_ascii_digit()).div_ceil(2),
            c if c.is_ascii() => 1,
            // Other alphabets: about three letters a token; signs of three bytes and more one to three tokens each.
            c if c.len_utf8() == 2 => take(|c| c.len_utf8() == 2).div_ceil(3),
            c if c.len_utf8() == 3 => 1,
            _ => 3,
        };
    }
    tokens as u64
}

fn word(letters: usize) -> usize {
    1 + letters.saturating_sub(ONE_TOKEN).div_ceil(PER_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::count;

    /// Whole documents, code and lines as they are told.
    const SAMPLES: &[(&str, &str)] = &[
        ("architecture", include_str!("../../../../ARCHITECTURE.md")),
        ("guide", include_str!("../../../../docs/guide/context.md")),
        ("json", include_str!("../../../../docs/json.md")),
        ("code", include_str!("../inject.rs")),
        ("sentences", include_str!("../decisions/sentence/tests.rs")),
        ("manifests", include_str!("../stack/tests.rs")),
        (
            "paths",
            "- src/components/SessionList.svelte\n- /home/dev/work/api-server/internal/http/handler_test.go\n- crates/engine/src/inject/tokens.rs\n",
        ),
        (
            "names",
            "- `cargo test -p segue-engine` worked 14 times\n- Next.js 15.3.1, @nestjs/core ^11.1.0, PostgreSQL 16-alpine\n- 8650b7a2-19f5-4be0-9c3e-0f9d2a61c7aa\n",
        ),
        (
            "german",
            "Wir verwenden ab jetzt überall Ganzzahlen für Beträge, weil Gleitkommazahlen ungenau sind.\n",
        ),
        (
            "french",
            "À partir de maintenant, les dates sont stockées en UTC, parce que les fuseaux changent.\n",
        ),
        (
            "russian",
            "Мы решили использовать очередь вместо опроса, потому что так проще.\n",
        ),
        (
            "greek",
            "Αποφασίσαμε να κρατήσουμε την κρυφή μνήμη στη βάση δεδομένων.\n",
        ),
        ("hebrew", "החלטנו לשמור את המטמון במסד הנתונים כי זה פשוט יותר.\n"),
        (
            "arabic",
            "قررنا الاحتفاظ بذاكرة التخزين المؤقت في قاعدة البيانات.\n",
        ),
        (
            "chinese",
            "我们决定使用 SQLite 而不是 Postgres，因为部署更简单。\n",
        ),
        ("japanese", "これからはすべての日付をUTCで保存します。\n"),
        ("emoji", "Ship it 🚀 when all checks are ✅ and nobody is 🤔\n"),
    ];

    #[test]
    fn never_a_few_percent_too_few() {
        let tokenizer = tiktoken_rs::o200k_base().expect("tokenizer");
        for (name, text) in SAMPLES {
            let exact = tokenizer.encode_ordinary(text).len() as f64;
            let ours = count(text) as f64;
            println!("{name}: {ours} counted, {exact} exact, {:.2}", ours / exact);
            assert!(ours >= exact * 0.98, "{name}: {ours} counted, {exact} exact");
            assert!(ours <= exact * 2.0 + 8.0, "{name}: {ours} counted, {exact} exact");
        }
    }
}
