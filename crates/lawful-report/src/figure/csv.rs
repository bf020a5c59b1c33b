//! The numbers behind a figure, one row per drawn mark.

use super::{Figure, Mark};

impl Figure {
    /// The data as CSV with the columns `panel` (from 1), `series` (its label), `mark`, `x`, `y`,
    /// `lo`, `hi` and `value`: everything that was given, also what cannot be drawn. Numbers read
    /// back as the same f64; what a mark does not have is empty.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut row = |record: &[String; 8]| {
            // A Vec takes every byte: writing to it has no way to fail.
            let _ = writer.write_record(record);
        };
        row(&["panel", "series", "mark", "x", "y", "lo", "hi", "value"].map(String::from));
        for (panel, number) in self.panels.iter().zip(1..) {
            for series in &panel.series {
                for [x, y, lo, hi, value] in rows(&series.mark) {
                    let name = match &series.mark {
                        Mark::Text { text, .. } => text.clone(),
                        _ => series.label.clone(),
                    };
                    let mark = kind(&series.mark).into();
                    let [x, y, lo, hi, value] = [x, y, lo, hi, value].map(cell);
                    row(&[number.to_string(), name, mark, x, y, lo, hi, value]);
                }
            }
        }
        let bytes = writer.into_inner().unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn kind(mark: &Mark) -> &'static str {
    match mark {
        Mark::Points { .. } => "points",
        Mark::Line { .. } => "line",
        Mark::Band { .. } => "band",
        Mark::HLine { .. } => "hline",
        Mark::VLine { .. } => "vline",
        Mark::Text { .. } => "text",
    }
}

/// `x, y, lo, hi, value` of each row of a mark.
fn rows(mark: &Mark) -> Vec<[Option<f64>; 5]> {
    let pairs = |x: &[f64], y: &[f64]| x.len().max(y.len());
    match mark {
        Mark::Points { x, y, error, values, .. } => (0..pairs(x, y))
            .map(|i| {
                let (lo, hi) = error.get(i).copied().unzip();
                let value = values.get(i).copied();
                [x.get(i).copied(), y.get(i).copied(), lo, hi, value]
            })
            .collect(),
        Mark::Line { x, y, .. } => {
            (0..pairs(x, y)).map(|i| [x.get(i).copied(), y.get(i).copied(), None, None, None]).collect()
        }
        Mark::Band { x, lo, hi } => (0..pairs(x, lo).max(hi.len()))
            .map(|i| {
                let (lo, hi) = (lo.get(i).copied(), hi.get(i).copied());
                [x.get(i).copied(), None, lo, hi, None]
            })
            .collect(),
        Mark::HLine { y, .. } => vec![[None, Some(*y), None, None, None]],
        Mark::VLine { x, .. } => vec![[Some(*x), None, None, None, None]],
        Mark::Text { x, y, .. } => vec![[Some(*x), Some(*y), None, None, None]],
    }
}

fn cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |v| match v.abs() {
        0.0 => "0".into(),
        1e-5..1e16 => format!("{v}"),
        _ if v.is_finite() => format!("{v:e}"),
        _ => format!("{v}"),
    })
}

#[cfg(test)]
mod tests {
    use crate::{Axis, Figure, Panel, Series};

    #[test]
    fn every_given_number_is_there() {
        let panel = Panel::new(Axis::log10("x"), Axis::linear("y"))
            .series(Series::points(&[1.0, f64::NAN], &[2.5e300, -1.0]).errors(&[2.0], &[3.0]).label("runs, all"))
            .series(Series::band(&[1.0], &[0.1], &[0.2]))
            .series(Series::hline(0.0));
        let expected = "panel,series,mark,x,y,lo,hi,value\n\
            1,\"runs, all\",points,1,2.5e300,2,3,\n\
            1,\"runs, all\",points,NaN,-1,,,\n\
            1,,band,1,,0.1,0.2,\n\
            1,,hline,,0,,,\n";
        assert_eq!(Figure::new("t").panel(panel).to_csv(), expected);
    }
}
