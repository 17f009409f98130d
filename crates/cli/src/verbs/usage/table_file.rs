//! Usage as a CSV file: RFC 4180 quoting, one row per group and split, exact numbers.

use std::io;

use segue_engine::view::Usage;

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

/// The whole file.
///
/// # Errors
/// Never in practice: it is written to memory.
pub(super) fn csv(usage: &Usage) -> io::Result<Vec<u8>> {
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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    #[test]
    fn commas_and_quotes_are_quoted() {
        let bytes = super::csv(&samples::split_usage()).expect("memory can be written");
        assert_snapshot!(String::from_utf8(bytes).expect("CSV is UTF-8"));
    }

    #[test]
    fn what_is_written_can_be_read_back() {
        let usage = samples::split_usage();
        let bytes = super::csv(&usage).expect("memory can be written");
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let read = reader
            .records()
            .collect::<Result<Vec<_>, _>>()
            .expect("it is CSV");
        assert_eq!(read.len(), usage.rows.len());
        for (record, row) in read.iter().zip(&usage.rows) {
            assert_eq!(&record[0], row.key);
            assert_eq!(
                record[6].parse::<u64>().expect("a number"),
                row.sums.cache_read_tokens
            );
        }
    }
}
