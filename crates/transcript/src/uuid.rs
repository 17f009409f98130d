//! UUIDs as Claude Code writes them.

/// 128 bits as a UUID's text; six of them say its version and variant (RFC 9562, section 4).
#[must_use]
pub fn text(bits: u128, version: u8) -> String {
    let version = u128::from(version & 0xf) << 76;
    let variant = 0b10 << 62;
    let bits = bits & !(0xf << 76) & !(0b11 << 62) | version | variant;
    let hex = format!("{bits:032x}");
    format!(
        "{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}
