//! A law with its interval at the rows of a table.

use crate::error::Error;
use crate::fitted_law::FittedLaw;
use crate::interval::Quantity;
use lawful_io::Table;
use lawful_law::Model;
use lawful_law::model::Demands;
use rayon::prelude::*;

impl FittedLaw {
    /// The law at every row of `table`, on the scale of the raw response, with the interval of its draws; NaN where the
    /// law has no value. The table needs the law's columns, not its response.
    ///
    /// # Errors
    /// A column that the law reads is not there, or lacks a value.
    pub fn band(&self, table: &Table, level: f64) -> Result<Vec<Quantity>, Error> {
        let demands = Demands { response_optional: true, ..Demands::default() };
        let mut model = Model::resolve(&self.law, table, &demands)?;
        if let Some(lack) = model.dropped.first() {
            return Err(Error::new(format!("the law has no value in {} rows: {}", lack.rows, lack.reason)));
        }
        let places = model
            .parameters
            .iter()
            .map(|p| {
                self.names.iter().position(|n| *n == p.name).ok_or_else(|| {
                    Error::new(format!("the law reads '{}', which is neither fitted nor a column given", p.name))
                })
            })
            .collect::<Result<Vec<usize>, Error>>()?;
        let (name, is_log) = self.response();
        let raw = |v: f64| if is_log { libm::exp(v) } else { v };
        let pick = |all: &[f64]| places.iter().map(|&i| all[i]).collect::<Vec<f64>>();
        let best = model.predict(&pick(&self.values));
        let draws: Vec<Vec<f64>> =
            self.draws.par_iter().map_init(|| model.clone(), |model, draw| model.predict(&pick(draw))).collect();
        let widen = self.widening(level);
        let row = |(i, value): (usize, &f64)| {
            let own = draws.iter().map(|d| raw(d[i])).collect();
            Quantity::from_draws(&name, raw(*value), own, level, widen)
        };
        Ok(best.iter().enumerate().map(row).collect())
    }

    /// The names of the parameters.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// All draws of one parameter; empty if there are none.
    pub fn draws_of(&self, name: &str) -> Vec<f64> {
        match self.names.iter().position(|n| n == name) {
            Some(i) => self.draws.iter().map(|d| d[i]).collect(),
            None => vec![],
        }
    }

    /// What the law gives, without a log round it.
    pub fn response_name(&self) -> String {
        self.response().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawful_io::Column;

    /// `a x` with a between 1 and 2: at x the interval runs from x to 2 x.
    #[test]
    fn a_band_widens_with_its_law() {
        let draws = (0..=1000).map(|i| vec![1.0 + 1e-3 * f64::from(i)]).collect();
        let law = FittedLaw::new("log(y) ~ log(a*x)", &[("a", 1.5)]).unwrap().with_draws(draws).unwrap();
        let table = Table::from_columns(vec![Column::number("x", vec![1.0, 10.0])]).unwrap();
        let band = law.band(&table, 0.9).unwrap();
        assert!((band[1].value - 15.0).abs() < 1e-12);
        assert!((band[1].lo.unwrap() - 10.5).abs() < 1e-9 && (band[1].hi.unwrap() - 19.5).abs() < 1e-9);
        assert!(law.band(&Table::from_columns(vec![]).unwrap(), 0.9).is_err());
    }
}
