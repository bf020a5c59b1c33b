//! Where ticks stand and what they say.

use super::extent::Extent;
use crate::figure::{Axis, Scale, TickStyle};
use crate::number;

/// A tick with its words at its place along the axis, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub place: f64,
    pub label: String,
}

/// The ticks of an axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Ticks {
    pub major: Vec<Tick>,
    /// Places of the small ticks between.
    pub minor: Vec<f64>,
}

impl Ticks {
    /// At most `most` labelled ticks (at least two, where the scale has two round numbers).
    pub(crate) fn of(extent: &Extent, axis: &Axis, most: usize) -> Ticks {
        let (style, most) = (axis.ticks, most.max(2));
        let mut ticks = match extent.scale {
            _ if !axis.names.is_empty() => named(extent, &axis.names),
            Scale::Linear => linear(extent, style, most),
            Scale::Log10 => logarithmic(extent, style, most),
        };
        // Rounding may put a tick a hair outside.
        let inside = |place: f64| (-1e-9..=1.0 + 1e-9).contains(&place);
        ticks.major.retain(|tick| inside(tick.place));
        ticks.minor.retain(|&place| inside(place));
        ticks
    }
}

/// A tick at each of 1, 2, 3, …
fn named(extent: &Extent, names: &[String]) -> Ticks {
    let tick = |(i, name): (usize, &String)| {
        let place = extent.place(i as f64 + 1.0)?;
        Some(Tick { place, label: name.clone() })
    };
    Ticks { major: names.iter().enumerate().filter_map(tick).collect(), minor: vec![] }
}

/// Ticks at multiples of 1, 2 or 5 times a power of ten.
fn linear(extent: &Extent, style: TickStyle, most: usize) -> Ticks {
    let step = Step::within(extent.low, extent.high, most);
    let values = step.multiples(extent.low, extent.high);
    Ticks {
        major: labelled(extent, style, &step, &values),
        minor: step.finer().multiples(extent.low, extent.high).into_iter().filter_map(|v| extent.place(v)).collect(),
    }
}

fn labelled(extent: &Extent, style: TickStyle, step: &Step, values: &[f64]) -> Vec<Tick> {
    let most = values.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    let write = |v: f64| match style {
        _ if v == 0.0 => "0".into(),
        TickStyle::Suffix if most >= 1e3 => minus(number::suffixed(v)),
        TickStyle::Power => scientific(v, step.exponent),
        _ if (1e-4..1e6).contains(&most) => minus(format!("{v:.*}", (-step.exponent).max(0) as usize)),
        _ => scientific(v, step.exponent),
    };
    let ticks = values.iter().filter_map(|&v| {
        let place = extent.place(v)?;
        let label = write(v);
        Some(Tick { place, label })
    });
    ticks.collect()
}

/// Decades if there are three or more, 1-2-5 or 1-3 within few, linear steps within less.
fn logarithmic(extent: &Extent, style: TickStyle, most: usize) -> Ticks {
    let decades = whole(extent.low, extent.high);
    let count = decades.clone().count();
    if count >= 3 {
        let stride = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200]
            .into_iter()
            .find(|&stride| count.div_ceil(stride) <= most)
            .unwrap_or(200) as i32;
        let stops: Vec<(u8, i32)> = decades.clone().filter(|k| k.rem_euclid(stride) == 0).map(|k| (1, k)).collect();
        let minor = match stride {
            1 => between(extent),
            _ => decades.map(|k| extent.place_of(f64::from(k))).collect(),
        };
        return Ticks { major: at_stops(extent, style, &stops), minor };
    }
    for digits in [&[1u8, 2, 5][..], &[1, 3]] {
        let around = (extent.low.floor() as i32)..=(extent.high.floor() as i32);
        let stops: Vec<(u8, i32)> = around
            .flat_map(|k| digits.iter().map(move |&digit| (digit, k)))
            .filter(|&(digit, k)| {
                let u = log_of(digit, k);
                extent.low <= u && u <= extent.high
            })
            .collect();
        if stops.len() <= most && stops.len() >= 3 {
            return Ticks { major: at_stops(extent, style, &stops), minor: between(extent) };
        }
    }
    let (low, high) = (10f64.powf(extent.low), 10f64.powf(extent.high));
    let step = Step::within(low, high, most);
    Ticks {
        major: labelled(extent, style, &step, &step.multiples(low, high)),
        minor: step.finer().multiples(low, high).into_iter().filter_map(|v| extent.place(v)).collect(),
    }
}

/// Whole numbers from `low` to `high`, both within what f64 has as powers of ten.
fn whole(low: f64, high: f64) -> std::ops::RangeInclusive<i32> {
    (low - 1e-9).ceil() as i32..=(high + 1e-9).floor() as i32
}

/// Places of 2 to 9 times each power of ten.
fn between(extent: &Extent) -> Vec<f64> {
    let decades = (extent.low.floor() as i32)..=(extent.high.floor() as i32);
    decades.flat_map(|k| (2..=9).map(move |digit| log_of(digit, k))).map(|u| extent.place_of(u)).collect()
}

fn log_of(digit: u8, exponent: i32) -> f64 {
    f64::from(exponent) + f64::from(digit).log10()
}

fn at_stops(extent: &Extent, style: TickStyle, stops: &[(u8, i32)]) -> Vec<Tick> {
    let short = stops.iter().all(|(_, k)| (-3..=4).contains(k));
    let ticks = stops.iter().map(|&(digit, k)| {
        // Text to number is correctly rounded; powers are not everywhere.
        let value: f64 = format!("{digit}e{k}").parse().unwrap_or(0.0);
        let label = match style {
            TickStyle::Auto if short => format!("{value}"),
            TickStyle::Suffix if (-3..15).contains(&k) => suffixed(value),
            _ => power(&digit.to_string(), k),
        };
        Tick { place: extent.place_of(log_of(digit, k)), label }
    });
    ticks.collect()
}

fn suffixed(value: f64) -> String {
    match value < 1e3 {
        true => format!("{value}"),
        false => number::suffixed(value),
    }
}

/// `5×10⁹`, `10⁹`, and plain `1`, `10`, `5`, `50`.
fn power(mantissa: &str, exponent: i32) -> String {
    let raised = superscript(exponent);
    match (mantissa, exponent) {
        (m, 0) => m.into(),
        ("1", 1) => "10".into(),
        ("1", _) => format!("10{raised}"),
        ("−1", _) => format!("−10{raised}"),
        (m, _) => format!("{m}×10{raised}"),
    }
}

fn superscript(n: i32) -> String {
    let raise = |c: char| match c {
        '-' => '⁻',
        digit => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit as usize - '0' as usize).unwrap_or(digit),
    };
    n.to_string().chars().map(raise).collect()
}

/// A value as mantissa and power of ten, exact to the step's place.
fn scientific(v: f64, step_exponent: i32) -> String {
    let exponent_of = |text: &str| -> i32 {
        let exponent = text.split_once('e').map(|(_, e)| e.parse());
        exponent.and_then(|e| e.ok()).unwrap_or(0)
    };
    let lead = exponent_of(&format!("{v:e}"));
    let digits = (lead - step_exponent).clamp(0, 16) as usize;
    let text = format!("{v:.digits$e}");
    let mantissa = text.split('e').next().unwrap_or(&text);
    let mantissa = match mantissa.contains('.') {
        true => mantissa.trim_end_matches('0').trim_end_matches('.'),
        false => mantissa,
    };
    power(&minus(mantissa.into()), exponent_of(&text))
}

/// The sign of mathematics instead of the hyphen.
fn minus(text: String) -> String {
    text.replace('-', "−")
}

/// `digit * 10^exponent` with digit 1, 2 or 5.
#[derive(Clone, Copy)]
struct Step {
    digit: u8,
    exponent: i32,
}

impl Step {
    /// The least step with at most `most` multiples from `low` to `high`.
    fn within(low: f64, high: f64, most: usize) -> Step {
        let half_span = 0.5 * high - 0.5 * low;
        let least = 2.0 * (half_span / most as f64);
        let start = least.log10().floor().clamp(-323.0, 307.0) as i32;
        let steps = (start..start + 3).flat_map(|exponent| [1, 2, 5].map(|digit| Step { digit, exponent }));
        let last = Step { digit: 5, exponent: start + 2 };
        let mut fitting = steps.filter(|step| {
            let (first, end) = step.indices(low, high);
            end - first < most as f64
        });
        fitting.next().unwrap_or(last)
    }

    fn value(self, times: f64) -> f64 {
        // A power below one is divided by its inverse, so that 3 * 0.1 is 0.3.
        match self.exponent {
            k @ -300..0 => times * f64::from(self.digit) / 10f64.powi(-k),
            k => times * (f64::from(self.digit) * 10f64.powi(k)),
        }
    }

    fn indices(self, low: f64, high: f64) -> (f64, f64) {
        let step = self.value(1.0).max(f64::MIN_POSITIVE);
        let slack = 1e-9;
        ((low / step - slack).ceil(), (high / step + slack).floor())
    }

    fn multiples(self, low: f64, high: f64) -> Vec<f64> {
        /// More ticks than any axis has room for.
        const MOST: usize = 200;
        let (first, last) = self.indices(low, high);
        if !first.is_finite() || !last.is_finite() {
            return Vec::new();
        }
        (0..MOST).map(|i| first + i as f64).take_while(|&times| times <= last).map(|times| self.value(times)).collect()
    }

    /// The step of the small ticks.
    fn finer(self) -> Step {
        match self.digit {
            1 => Step { digit: 2, exponent: self.exponent - 1 },
            2 => Step { digit: 5, exponent: self.exponent - 1 },
            _ => Step { digit: 1, ..self },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Axis;

    fn labels(axis: Axis, most: usize) -> Vec<String> {
        let extent = Extent::of(&axis, []);
        let ticks = Ticks::of(&extent, &axis, most);
        ticks.major.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn linear_ticks_are_round() {
        let table: [(f64, f64, usize, &[&str]); 6] = [
            (0.0, 1.0, 6, &["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (-0.06, 0.05, 5, &["−0.05", "0", "0.05"]),
            (0.0, 100.0, 5, &["0", "50", "100"]),
            (2e7, 4e7, 3, &["2×10⁷", "3×10⁷", "4×10⁷"]),
            (0.0, 3e-9, 4, &["0", "10⁻⁹", "2×10⁻⁹", "3×10⁻⁹"]),
            (9.9e5, 10.1e5, 3, &["9.9×10⁵", "10⁶", "1.01×10⁶"]),
        ];
        for (low, high, most, expected) in table {
            let got = labels(Axis::linear("").range(low, high), most);
            assert_eq!(got, expected, "{low} to {high}");
        }
    }

    #[test]
    fn decades_are_powers_of_ten() {
        let expected = ["10¹⁸", "10¹⁹", "10²⁰", "10²¹", "10²²"];
        assert_eq!(labels(Axis::log10("").range(1e18, 1e22), 6), expected);
        let expected = ["0.01", "0.1", "1", "10", "100"];
        assert_eq!(labels(Axis::log10("").range(0.01, 100.0), 6), expected);
        let expected = ["10⁻³⁰⁰", "10⁻²⁰⁰", "10⁻¹⁰⁰", "1", "10¹⁰⁰", "10²⁰⁰", "10³⁰⁰"];
        assert_eq!(labels(Axis::log10("").range(1e-300, 1e300), 8), expected);
    }

    #[test]
    fn suffixes_where_asked() {
        let axis = Axis::log10("").range(1e6, 1e12).ticks(TickStyle::Suffix);
        let expected = ["1M", "10M", "100M", "1B", "10B", "100B", "1T"];
        assert_eq!(labels(axis, 8), expected);
    }

    #[test]
    fn few_decades_are_subdivided() {
        let expected = ["2", "5", "10", "20", "50"];
        assert_eq!(labels(Axis::log10("").range(1.5, 60.0), 6), expected);
        let expected = ["2.0", "2.5", "3.0", "3.5"];
        assert_eq!(labels(Axis::log10("").range(1.9, 3.6), 4), expected);
        let axis = Axis::log10("").range(2e9, 6e10).ticks(TickStyle::Power);
        let expected = ["2×10⁹", "5×10⁹", "10¹⁰", "2×10¹⁰", "5×10¹⁰"];
        assert_eq!(labels(axis, 5), expected);
    }

    #[test]
    fn small_ticks_of_a_decade_are_its_multiples() {
        let extent = Extent::of(&Axis::log10("").range(1.0, 1e3), []);
        let ticks = Ticks::of(&extent, &Axis::default(), 5);
        assert_eq!(ticks.minor.len(), 3 * 8);
        assert!((ticks.minor[0] - 2f64.log10() / 3.0).abs() < 1e-12);
    }

    #[test]
    fn names_stand_at_whole_numbers() {
        let axis = Axis::named("", ["E", "alpha"].map(String::from).to_vec());
        let ticks = Ticks::of(&Extent::of(&axis, [1.1]), &axis, 5);
        let found: Vec<(f64, &str)> = ticks.major.iter().map(|t| (t.place, t.label.as_str())).collect();
        assert_eq!(found, [(0.25, "E"), (0.75, "alpha")]);
        assert!(ticks.minor.is_empty());
    }

    #[test]
    fn any_extent_has_few_ticks() {
        let hard = [f64::MIN, -1e300, -1.0, 0.0, 5e-324, 1e-300, 1.0, 1.0 + 1e-11, 1e300, f64::MAX];
        for axis in [Axis::linear(""), Axis::log10("")] {
            for a in hard {
                for b in hard {
                    let extent = Extent::of(&axis, [a, b]);
                    for most in [0, 2, 5, 12] {
                        let ticks = Ticks::of(&extent, &axis, most);
                        assert!(ticks.major.len() <= most.max(3), "{extent:?} {ticks:?}");
                        assert!(ticks.major.iter().all(|t| t.place.is_finite()));
                    }
                }
            }
        }
    }
}
