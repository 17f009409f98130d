//! Usage as a CSV file, the same from every face: RFC 4180 quoting, one row per group and split, exact numbers.

use std::io;

use crate::view::Usage;

const HEADING: [&str; 10] = [
    "key",
    "label",
    "split",
    "input_tokens",
    "output_tokens",
    "cache_creation_tokens",
    "cache_read_tokens",
    "total_tokens",
    "cost_usd",
    "responses",
];

/// Usage as a whole CSV file.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn usage_csv(usage: &Usage) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADING)?;
    for row in &usage.rows {
        let sums = &row.sums;
        let cost = format!("{:.6}", sums.cost_usd);
        let counts = [
            sums.input_tokens,
            sums.output_tokens,
            sums.cache_creation_tokens,
            sums.cache_read_tokens,
            sums.total_tokens,
        ]
        .map(|count| count.to_string());
        let [input, output, creation, read, total] = &counts;
        let split = row.split.as_deref().unwrap_or("");
        let responses = sums.responses.to_string();
        writer.write_record([
            &row.key, &row.label, split, input, output, creation, read, total, &cost, &responses,
        ])?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}
