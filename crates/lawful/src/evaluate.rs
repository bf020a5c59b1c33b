//! A law's value for given parameters, outside the fit that found them.

use crate::Error;
use lawful_io::Table;
use lawful_law::model::Demands;
use lawful_law::{Law, Model};

/// The law's value at every row of `table`, which need not have the response: on the scale of the response as typed.
/// `parameter` gives each parameter by its name; a row is NaN where one is unknown (`None`) or the law has no value.
///
/// # Errors
/// A column that the law needs is text, a cell is not finite or missing.
pub fn evaluate(law: &Law, table: &Table, parameter: impl Fn(&str) -> Option<f64>) -> Result<Vec<f64>, Error> {
    let demands = Demands { response_optional: true, ..Demands::default() };
    let mut model = Model::resolve(law, table, &demands)?;
    if let Some(lack) = model.dropped.first() {
        return Err(Error::Document(format!("the law has no value in {} rows: {}", lack.rows, lack.reason)));
    }
    let values: Vec<f64> = model.parameters.iter().map(|p| parameter(&p.name).unwrap_or(f64::NAN)).collect();
    Ok(model.predict(&values))
}
