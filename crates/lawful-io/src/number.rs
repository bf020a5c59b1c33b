//! Numbers as text, both ways.

/// The number that this text spells: decimal, with or without a fraction and an exponent, or `nan`, `inf`,
/// `infinity` in any case with or without a sign. Integers of any length become the nearest f64.
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let x: f64 = text.parse().ok()?;
    // One NaN for all: the payloads of this crate must not come from a file.
    Some(if x.is_nan() { f64::NAN } else { x })
}

/// The shortest text that reads back as the same f64: `512`, `0.1`, `1e21`, `NaN`, `inf`.
pub fn shortest(x: f64) -> String {
    let text = format!("{x:?}");
    match text.strip_suffix(".0") {
        Some(integer) => integer.to_string(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortest_texts() {
        for (x, text) in [
            (512.0, "512"),
            (0.1, "0.1"),
            (1e21, "1e21"),
            (-0.0, "-0"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-inf"),
            (9_007_199_254_740_993.0, "9007199254740992"),
        ] {
            assert_eq!(shortest(x), text);
        }
    }

    #[test]
    fn spellings() {
        assert_eq!(parse_number("1e3"), Some(1000.0));
        assert_eq!(parse_number("+.5"), Some(0.5));
        assert_eq!(parse_number("36893488147419103232"), Some(2f64.powi(65)));
        assert_eq!(parse_number("-Infinity"), Some(f64::NEG_INFINITY));
        assert!(parse_number("NaN").is_some_and(f64::is_nan));
        for text in ["", "abc", "1,5", "0x10", "1e", "1 2", "--1"] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }
}
