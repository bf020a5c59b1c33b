//! Numbers as a person likes to read them.

/// Powers of ten from `10^PLAIN_FROM` up to, not including, `10^PLAIN_TO` are written without an
/// exponent.
const PLAIN_FROM: i32 = -2;
const PLAIN_TO: i32 = 6;

/// More digits than this carry nothing in an f64.
const MOST_DIGITS: i32 = 17;

/// `x` with `digits` significant digits (1 to 17), trailing zeros removed: `477.82`, `0.34731`,
/// `1.0183e-3`, `7e10`.
///
/// From 0.01 up to a million the number is plain and no digit before the point is rounded away;
/// outside it has an exponent. Infinities are `inf` and `-inf`, not-a-number is `NaN`.
///
/// ```
/// use lawful_report::number;
/// assert_eq!(number(477.8243, 5), "477.82");
/// assert_eq!(number(1.01827402e-3, 5), "1.0183e-3");
/// ```
pub fn number(x: f64, digits: usize) -> String {
    if let Some(word) = special(x) {
        return word.into();
    }
    let digits = digits.clamp(1, MOST_DIGITS as usize);
    let scientific = format!("{x:.*e}", digits - 1);
    let exponent = exponent(&scientific);
    if (PLAIN_FROM..PLAIN_TO).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        trim_zeros(&format!("{x:.decimals$}")).into()
    } else {
        let (mantissa, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        format!("{}e{power}", trim_zeros(mantissa))
    }
}

/// A value and its standard error as two strings with the same last place, that of the error's
/// second digit: `("0.347", "0.015")`.
///
/// Both get the same exponent if they need one: `("1.0183e-3", "0.0012e-3")`. An error of zero,
/// infinity or NaN rounds nothing: the value then has five digits and the error is `0`, `inf` or
/// `NaN`.
pub fn rounded(value: f64, se: f64) -> (String, String) {
    match Rounded::of(value, se) {
        Some(r) if r.power == 0 => (r.value, r.error),
        Some(r) => (format!("{}e{}", r.value, r.power), format!("{}e{}", r.error, r.power)),
        None => (number(value, 5), number(se, 2)),
    }
}

/// A value and its standard error as `0.347 ± 0.015`, rounded as [`rounded`] does;
/// `(1.0183 ± 0.0012)e-3` with an exponent, and the value alone if the error is NaN (not known).
pub fn with_error(value: f64, se: f64) -> String {
    match Rounded::of(value, se) {
        Some(r) if r.power == 0 => format!("{} ± {}", r.value, r.error),
        Some(r) => format!("({} ± {})e{}", r.value, r.error, r.power),
        None if se.is_nan() || !value.is_finite() => number(value, 5),
        None => format!("{} ± {}", number(value, 5), number(se, 2)),
    }
}

/// A value and its standard error in parentheses, in units of the last place: `0.347(15)`,
/// `1.0183(12)e-3`, `482000(1200)`. Falls back on [`with_error`] where the error has no two
/// digits in the value's reach.
pub fn parentheses(value: f64, se: f64) -> String {
    match Rounded::of(value, se) {
        Some(r) => {
            let digits = r.error.replace('.', "");
            let digits = digits.trim_start_matches('0');
            let power = match r.power {
                0 => String::new(),
                p => format!("e{p}"),
            };
            format!("{}({digits}){power}", r.value)
        }
        None => with_error(value, se),
    }
}

/// `x` with three significant digits and the suffixes of the field: `70B`, `1.4T`, `512M`, `2k`.
///
/// Below a thousand and from 10^15 up it is written as [`number()`] writes it.
pub fn suffixed(x: f64) -> String {
    const SUFFIXES: [&str; 4] = ["k", "M", "B", "T"];
    if !x.is_finite() || x == 0.0 {
        return number(x, 3);
    }
    let thousands = exponent(&format!("{x:.2e}")).div_euclid(3);
    match thousands {
        1..=4 => {
            let scaled = x / 1000f64.powi(thousands);
            format!("{}{}", number(scaled, 3), SUFFIXES[thousands as usize - 1])
        }
        _ => number(x, 3),
    }
}

/// A value and its error written to the same last place, without their common power of ten.
struct Rounded {
    value: String,
    error: String,
    power: i32,
}

impl Rounded {
    /// `None` where the error is not a positive number or lies beyond the value's 17 digits.
    fn of(value: f64, se: f64) -> Option<Rounded> {
        if !value.is_finite() || !se.is_finite() || se <= 0.0 {
            return None;
        }
        let error_exponent = exponent(&format!("{se:.1e}"));
        let value_exponent = match value {
            0.0 => error_exponent,
            _ => exponent(&format!("{value:.1e}")),
        };
        let last_place = error_exponent - 1;
        let leading = value_exponent.max(error_exponent);
        if leading - last_place >= MOST_DIGITS {
            return None;
        }
        let plain = (PLAIN_FROM..PLAIN_TO).contains(&leading);
        let power = if plain { 0 } else { leading };
        Some(Rounded { value: at_place(value, last_place, power), error: at_place(se, last_place, power), power })
    }
}

/// `x / 10^power` in plain notation, rounded at `10^place` of `x` itself.
///
/// Decimal text is shifted instead of dividing, so that no second rounding creeps in.
fn at_place(x: f64, place: i32, power: i32) -> String {
    let decimals = (power - place).max(0) as usize;
    // One digit fewer than none: the number is less than half of the last place.
    let lead = exponent(&format!("{x:e}"));
    if x == 0.0 || lead < place - 1 {
        return format!("{:.decimals$}", 0.0);
    }
    let (digits, exponent) = if lead >= place {
        split_digits(&format!("{x:.*e}", (lead - place) as usize))
    } else {
        // `x` lies in the decade below the last place: it rounds to 0 or to one unit.
        let unit = x.abs() / 10f64.powi(lead) >= 5.0;
        (if unit { "1".into() } else { "0".into() }, place)
    };
    let sign = if x < 0.0 && digits.bytes().any(|b| b != b'0') { "-" } else { "" };
    let point = exponent - power + 1; // digits before the decimal point
    let text = if point <= 0 {
        format!("0.{}{digits}", "0".repeat(-point as usize))
    } else if point as usize >= digits.len() {
        format!("{digits}{}", "0".repeat(point as usize - digits.len()))
    } else {
        format!("{}.{}", &digits[..point as usize], &digits[point as usize..])
    };
    // Rounding up may leave one digit too many or too few after the point.
    let have = text.split_once('.').map_or(0, |(_, d)| d.len());
    let text = match have {
        _ if have > decimals && decimals == 0 => text[..text.len() - have - 1].to_string(),
        _ if have > decimals => text[..text.len() - (have - decimals)].to_string(),
        0 if decimals > 0 => format!("{text}.{}", "0".repeat(decimals)),
        _ => format!("{text}{}", "0".repeat(decimals - have)),
    };
    format!("{sign}{text}")
}

/// The digits of scientific notation without sign and point, and the exponent.
fn split_digits(scientific: &str) -> (String, i32) {
    let mantissa = scientific.split('e').next().unwrap_or(scientific);
    let digits = mantissa.chars().filter(char::is_ascii_digit).collect();
    (digits, exponent(scientific))
}

/// The exponent of a number written by `{:e}`.
fn exponent(scientific: &str) -> i32 {
    scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0)
}

fn special(x: f64) -> Option<&'static str> {
    match x {
        _ if x.is_nan() => Some("NaN"),
        f64::INFINITY => Some("inf"),
        f64::NEG_INFINITY => Some("-inf"),
        0.0 => Some("0"),
        _ => None,
    }
}

fn trim_zeros(text: &str) -> &str {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_significant_digits() {
        let table: [(f64, usize, &str); 16] = [
            (477.8243, 5, "477.82"),
            (1.01827402e-3, 5, "1.0183e-3"),
            (0.34731, 5, "0.34731"),
            (70e9, 5, "7e10"),
            (2143.86, 5, "2143.9"),
            (123456.7, 3, "123457"),
            (999999.6, 6, "1e6"),
            (0.5, 5, "0.5"),
            (-1.8172, 5, "-1.8172"),
            (1e-300, 3, "1e-300"),
            (0.0, 5, "0"),
            (-0.0, 5, "0"),
            (f64::INFINITY, 5, "inf"),
            (f64::NAN, 5, "NaN"),
            (0.09999, 2, "0.1"),
            (5e-324, 40, "4.9406564584124654e-324"),
        ];
        for (x, digits, expected) in table {
            assert_eq!(number(x, digits), expected, "{x:e} with {digits} digits");
        }
    }

    #[test]
    fn errors_round_values_to_their_second_digit() {
        let table: [(f64, f64, &str, &str); 19] = [
            (0.34731, 0.0151, "0.347 ± 0.015", "0.347(15)"),
            (1.0183e-3, 1.24e-6, "(1.0183 ± 0.0012)e-3", "1.0183(12)e-3"),
            (482010.3, 1234.0, "482000 ± 1200", "482000(1200)"),
            (477.82, 23.4, "478 ± 23", "478(23)"),
            (477.82, 2.34, "477.8 ± 2.3", "477.8(23)"),
            (0.01, 0.35, "0.01 ± 0.35", "0.01(35)"),
            (0.001, 3.5, "0.0 ± 3.5", "0.0(35)"),
            (0.06, 3.5, "0.1 ± 3.5", "0.1(35)"),
            (-0.04, 3.5, "0.0 ± 3.5", "0.0(35)"),
            (0.0, 0.015, "0.000 ± 0.015", "0.000(15)"),
            (0.5, 0.0996, "0.50 ± 0.10", "0.50(10)"),
            (9.996, 0.012, "9.996 ± 0.012", "9.996(12)"),
            (9.9996, 0.012, "10.000 ± 0.012", "10.000(12)"),
            (-12.0, 340.0, "-10 ± 340", "-10(340)"),
            (7e10, 1.5e9, "(7.00 ± 0.15)e10", "7.00(15)e10"),
            (1e-300, 2e-301, "(1.00 ± 0.20)e-300", "1.00(20)e-300"),
            (2.0, 0.0, "2 ± 0", "2 ± 0"),
            (2.0, f64::INFINITY, "2 ± inf", "2 ± inf"),
            (2.0, f64::NAN, "2", "2"),
        ];
        for (value, se, plus_minus, brackets) in table {
            assert_eq!(with_error(value, se), plus_minus);
            assert_eq!(parentheses(value, se), brackets);
        }
        assert_eq!(parentheses(f64::NAN, 1.0), "NaN");
        assert_eq!(with_error(f64::INFINITY, 1.0), "inf");
        assert_eq!(with_error(1.0, 1e-300), "1 ± 1e-300");
        assert_eq!(rounded(1.0183e-3, 1.24e-6), ("1.0183e-3".into(), "0.0012e-3".into()));
    }

    #[test]
    fn suffixes_are_those_of_the_field() {
        let table = [
            (70e9, "70B"),
            (1.4e12, "1.4T"),
            (512e6, "512M"),
            (2000.0, "2k"),
            (999.0, "999"),
            (999_999.0, "1M"),
            (-3e9, "-3B"),
            (1e21, "1e21"),
            (0.0, "0"),
        ];
        for (x, expected) in table {
            assert_eq!(suffixed(x), expected);
        }
    }

    proptest::proptest! {
        /// What is printed lies within half of its last place of the value, for any two numbers.
        #[test]
        fn rounding_is_close(value in proptest::num::f64::ANY, se in proptest::num::f64::ANY) {
            let _ = (with_error(value, se), parentheses(value, se), suffixed(value));
            let (v, s) = rounded(value, se);
            if value.is_finite() && se.is_finite() && se > 1e-290 && value.abs() / se < 1e12 {
                let (v, s): (f64, f64) = (v.parse().unwrap(), s.parse().unwrap());
                // Two digits of the error: its last place is at most a tenth of it.
                proptest::prop_assert!((s - se).abs() <= 0.051 * se);
                proptest::prop_assert!((v - value).abs() <= 0.051 * se + 1e-14 * value.abs());
            }
        }
    }
}
