//! What `segue usage --csv` writes, held by tests; the file itself is made by the engine for every face.

mod tests {
    use insta::assert_snapshot;

    use crate::render::samples;

    #[test]
    fn commas_and_quotes_are_quoted() {
        let bytes = segue_engine::usage_csv(&samples::split_usage()).expect("memory can be written");
        assert_snapshot!(String::from_utf8(bytes).expect("CSV is UTF-8"));
    }

    #[test]
    fn what_is_written_can_be_read_back() {
        let usage = samples::split_usage();
        let bytes = segue_engine::usage_csv(&usage).expect("memory can be written");
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
