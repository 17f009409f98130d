//! Fingerprints of a file's head and of the bytes before the read offset: is this still the file we know?

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use segue_store::SourceFile;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes of the head that are compared.
const HEAD: u64 = 1024;
/// Bytes before the offset that are compared.
const ANCHOR: u64 = 256;

/// Head and anchor of a file that has been read up to `offset`.
pub(super) fn of(file: &mut File, offset: u64) -> io::Result<(u64, u64)> {
    let head = hash(file, 0, HEAD.min(offset))?;
    let anchor_from = offset.saturating_sub(ANCHOR);
    let anchor = hash(file, anchor_from, offset - anchor_from)?;
    Ok((head, anchor))
}

/// Whether what was read before still stands there, so that reading can go on at the offset.
pub(super) fn still_same(file: &mut File, known: &SourceFile, size: u64) -> io::Result<bool> {
    if size < known.offset {
        return Ok(false);
    }
    Ok(of(file, known.offset)? == (known.head_hash, known.anchor_hash))
}

fn hash(file: &mut File, from: u64, length: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::with_capacity(length as usize);
    Read::by_ref(file).take(length).read_to_end(&mut bytes)?;
    Ok(xxh3_64(&bytes))
}
