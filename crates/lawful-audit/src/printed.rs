//! A number as printed: it stands for all numbers that are rounded to it.

use std::fmt;

/// A printed number.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    /// As it was printed: `.34`, `4.1e2`, `70B`.
    pub text: String,
    /// Its value.
    pub value: f64,
    /// Half a unit of its last digit; 0 if it is exact (`0`, `1/3`).
    pub half_unit: f64,
}

impl Printed {
    /// A number of this text and value. A plain number has the precision of its last digit; a bare `0` and a formula
    /// such as `1/3` are exact.
    pub fn new(text: &str, value: f64) -> Printed {
        let text = text.trim().to_string();
        let half_unit = half_unit(&text).filter(|_| value != 0.0 || text.contains('.')).unwrap_or(0.0);
        Printed { text, value, half_unit }
    }

    /// Smallest number that is rounded to it.
    pub fn lo(&self) -> f64 {
        self.value - self.half_unit
    }

    /// Largest number that is rounded to it.
    pub fn hi(&self) -> f64 {
        self.value + self.half_unit
    }
}

impl fmt::Display for Printed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Half a unit of the last digit of a plain number; `None` for anything else.
fn half_unit(text: &str) -> Option<f64> {
    let unsigned = text.trim_start_matches(['+', '-']);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(unsigned.len());
    let (mantissa, rest) = unsigned.split_at(end);
    let digits = mantissa.chars().filter(char::is_ascii_digit).count();
    if digits == 0 || mantissa.matches('.').count() > 1 {
        return None;
    }
    let power = match rest {
        "" => 0,
        "k" => 3,
        "M" => 6,
        "B" | "G" => 9,
        "T" => 12,
        _ => rest.strip_prefix(['e', 'E'])?.parse::<i32>().ok()?,
    };
    let decimals = mantissa.split_once('.').map_or(0, |(_, after)| after.len());
    let unit = 0.5 * libm::exp10(f64::from(power) - decimals as f64);
    Some(unit).filter(|u| u.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_tells_the_precision() {
        let half = |text: &str, value| Printed::new(text, value).half_unit;
        for (text, value, expected) in [
            (".34", 0.34, 0.005),
            ("0.340", 0.34, 0.0005),
            ("-1.5", -1.5, 0.05),
            ("406.4", 406.4, 0.05),
            ("482", 482.0, 0.5),
            ("4.1e2", 410.0, 5.0),
            ("70B", 7e10, 5e8),
            ("0", 0.0, 0.0),
            ("0.00", 0.0, 0.005),
            ("1/3", 1.0 / 3.0, 0.0),
            ("exp(6)", 403.4, 0.0),
        ] {
            assert!((half(text, value) - expected).abs() <= 1e-12 * expected, "{text}: {}", half(text, value));
        }
    }
}
