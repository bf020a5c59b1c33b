//! Predictions of runs that the study has not seen.

use lawful_fit::Prediction;
use lawful_io::{ColumnData, Table};
use lawful_plan::Quantity;

/// The value of a column at a predicted point.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A number.
    Number(f64),
    /// A category.
    Text(String),
}

/// A prediction, with the observation if there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// What is predicted, in words.
    pub what: String,
    /// Where: columns and values.
    pub inputs: Vec<(String, Input)>,
    /// The column that is predicted.
    pub response: String,
    /// The prediction.
    pub value: f64,
    /// Lower end of the interval of a new observation; `None` if there is none.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// Level of the interval.
    pub level: f64,
    /// What was observed, from `targets.csv`.
    pub observed: Option<f64>,
}

impl Forecast {
    /// Whether the interval holds the observation; `None` without one of them.
    pub fn held(&self) -> Option<bool> {
        let (y, lo, hi) = (self.observed?, self.lo?, self.hi?);
        Some(lo <= y && y <= hi)
    }

    /// `|predicted/observed - 1|`
    pub fn relative_error(&self) -> Option<f64> {
        self.observed.map(|y| (self.value / y - 1.0).abs())
    }

    /// A planned quantity at a budget.
    pub fn planned(what: &str, budget: f64, planned: &Quantity, level: f64) -> Forecast {
        Forecast {
            what: what.to_string(),
            inputs: vec![("budget".into(), Input::Number(budget))],
            response: planned.name.clone(),
            value: planned.value,
            lo: planned.lo,
            hi: planned.hi,
            level,
            observed: None,
        }
    }

    /// Forecasts of the rows of `at`, whose columns are the inputs.
    pub(crate) fn of(
        what: &str,
        at: &Table,
        response: &str,
        predictions: &[Option<Prediction>],
        level: f64,
    ) -> Vec<Forecast> {
        let made = predictions.iter().enumerate().filter_map(|(row, p)| Some((row, p.as_ref()?)));
        made.map(|(row, p)| Forecast {
            what: what.to_string(),
            inputs: inputs(at, row),
            response: response.to_string(),
            value: p.value,
            lo: p.obs_lo.or(p.lo),
            hi: p.obs_hi.or(p.hi),
            level,
            observed: None,
        })
        .collect()
    }

    /// Takes the observation from the row of `targets` that agrees in every input which both have: numbers to 1 part in
    /// 10^3, since tables round them.
    pub(crate) fn score(&mut self, targets: &Table) {
        let same = |row: usize| {
            let known = self.inputs.iter().filter_map(|(name, value)| Some((targets.column(name)?, value)));
            let mut agreed = known.map(|(column, value)| match (&column.data, value) {
                (ColumnData::Number(x), Input::Number(y)) => (x[row] - y).abs() <= 1e-3 * y.abs(),
                (ColumnData::Category(c), Input::Text(t)) => {
                    c.names.get(c.codes[row] as usize).is_some_and(|name| name == t)
                }
                _ => false,
            });
            agreed.all(|a| a)
        };
        let shared = self.inputs.iter().any(|(name, _)| targets.column(name).is_some());
        if let Ok(values) = targets.numbers(&self.response)
            && shared
        {
            self.observed = (0..targets.rows()).find(|&row| same(row)).map(|row| values[row]).filter(|y| y.is_finite());
        }
    }
}

fn inputs(at: &Table, row: usize) -> Vec<(String, Input)> {
    let value = |column: &lawful_io::Column| match &column.data {
        ColumnData::Number(x) => Some(Input::Number(x[row])),
        ColumnData::Category(c) => c.names.get(c.codes[row] as usize).map(|name| Input::Text(name.clone())),
    };
    at.columns().iter().filter_map(|c| Some((c.name.clone(), value(c)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawful_io::Column;

    #[test]
    fn targets_are_found_by_their_inputs() {
        let at = Table::from_columns(vec![
            Column::number("N", vec![1.4398e9]),
            Column::category("corpus", &["rpj"]),
            Column::number("M", vec![640.0]),
        ])
        .unwrap();
        let p = Prediction { value: 2.5, lo: Some(2.4), hi: Some(2.6), obs_lo: Some(2.3), obs_hi: Some(2.7) };
        let mut made = Forecast::of("loss", &at, "loss", &[Some(p)], 0.95);
        // No column M: it is not asked for.
        let targets = Table::from_columns(vec![
            Column::number("N", vec![1.4398e9, 1.439795e9]),
            Column::category("corpus", &["c4", "rpj"]),
            Column::number("loss", vec![9.0, 2.65]),
        ])
        .unwrap();
        made[0].score(&targets);
        assert_eq!((made[0].observed, made[0].held()), (Some(2.65), Some(true)));
    }
}
