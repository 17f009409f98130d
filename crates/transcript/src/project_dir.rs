//! The folder name that Claude Code gives a project: its path with everything but letters and digits turned into dashes.
//!
//! Seen with 2.1.197 and 2.1.329; the shortening of long names was read in the program. The way back does not exist
//! (`a.b-c_d` and `a-b-c-d` share a folder): take the true path from the `cwd` of records.

/// Longest name without a hash, in UTF-16 units.
const LONGEST: usize = 200;

/// The folder's name for a working folder. `cwd` must be absolute with symbolic links resolved, as Claude Code does.
#[must_use]
pub fn encode(cwd: &str) -> String {
    // JavaScript replaces per UTF-16 unit: a character outside the basic plane becomes two dashes.
    let dashed: String = cwd
        .encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() => char::from(byte),
            _ => '-',
        })
        .collect();
    if dashed.len() <= LONGEST {
        return dashed;
    }
    format!("{}-{}", &dashed[..LONGEST], base36(hash(cwd).unsigned_abs()))
}

/// `h = (h << 5) - h + unit` in 32-bit arithmetic that wraps.
fn hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |h, unit| {
        h.wrapping_shl(5).wrapping_sub(h).wrapping_add(i32::from(unit))
    })
}

fn base36(mut number: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_letters_and_digits_becomes_a_dash() {
        assert_eq!(encode("/home/dev/work/demo-app"), "-home-dev-work-demo-app");
        assert_eq!(encode("/tmp/a.b_c d(ü)"), "-tmp-a-b-c-d---");
        assert_eq!(encode("/😀"), "---");
    }

    #[test]
    fn a_long_path_is_cut_and_hashed() {
        // The hash was computed apart from this code.
        let path = format!("/home/dev/{}", "ab.".repeat(80));
        let expected = format!("{}-7xi1d1", &encode(&path)[..200]);
        assert_eq!(encode(&path), expected);
        assert_eq!(encode(&"x".repeat(200)), "x".repeat(200));
    }
}
