//! Measurements that stand twice, under different keys.

use crate::Error;
use lawful_io::Table;
use std::collections::HashMap;

/// Two keys whose measurements are equal to the last digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// The key that comes first in the table.
    pub first: String,
    /// The other.
    pub second: String,
    /// How many values are equal.
    pub values: usize,
}

/// Pairs of keys (columns `keys`) that have equal numbers in `value` for every combination of the columns `within`, at
/// least two of them: copies, not measurements.
///
/// # Errors
/// A column is not there, or `value` holds text.
pub fn repeated_rows(table: &Table, keys: &[&str], within: &[&str], value: &str) -> Result<Vec<Repeated>, Error> {
    let values = table.numbers(value)?;
    let texts = |columns: &[&str]| -> Result<Vec<String>, Error> {
        let mut rows = vec![Vec::new(); table.rows()];
        for name in columns {
            let path = &table.source.path;
            let column =
                table.column(name).ok_or_else(|| Error::new(format!("{path}: there is no column '{name}'")))?;
            let lawful_io::Levels { codes, names } = column.levels();
            for (row, code) in codes.iter().enumerate() {
                rows[row].push(names.get(*code as usize).map_or("-".to_string(), |level| level.to_string()));
            }
        }
        Ok(rows.into_iter().map(|parts| parts.join(", ")).collect())
    };
    let (key, inner) = (texts(keys)?, texts(within)?);
    let mut order: Vec<&str> = Vec::new();
    let mut of_key: HashMap<&str, HashMap<&str, u64>> = HashMap::new();
    for row in 0..table.rows() {
        let known = of_key.entry(&key[row]).or_insert_with(|| {
            order.push(&key[row]);
            HashMap::new()
        });
        known.insert(&inner[row], values[row].to_bits());
    }
    let mut found = Vec::new();
    for (i, first) in order.iter().enumerate() {
        for second in &order[i + 1..] {
            let (a, b) = (&of_key[first], &of_key[second]);
            if a.len() > 1 && a == b {
                found.push(Repeated { first: first.to_string(), second: second.to_string(), values: a.len() });
            }
        }
    }
    Ok(found)
}
