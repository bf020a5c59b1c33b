//! Quantities of printed parameters alone, with what the rounding leaves open.

use crate::{Error, Printed};
use lawful_io::{Column, Table};
use lawful_law::ast::{Clause, ParameterName};
use lawful_law::model::{Demands, find};
use lawful_law::parse::parse_clause;
use lawful_law::{Law, Model};

/// A value, and how far rounding of the printed parameters may move it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Printing {
    pub(crate) value: f64,
    pub(crate) half_unit: f64,
}

impl Printing {
    pub(crate) fn lo(&self) -> f64 {
        self.value - self.half_unit
    }

    pub(crate) fn hi(&self) -> f64 {
        self.value + self.half_unit
    }
}

/// A law with a `let` for every expression that was asked of it.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) law: Law,
    names: Vec<(String, String)>,
}

impl Named {
    /// `law`, where each of `texts` that is neither a parameter nor a `let` becomes one.
    pub(crate) fn new<'t>(law: &Law, texts: impl IntoIterator<Item = &'t str>) -> Result<Named, Error> {
        let mut named = Named { law: law.clone(), names: vec![] };
        for text in texts {
            if named.names.iter().any(|(known, _)| known == text) {
                continue;
            }
            let is_let = law.clauses.iter().any(|c| matches!(c, Clause::Let { name, .. } if name == text));
            let name = if is_let { text.to_string() } else { format!("asked_{}", named.names.len() + 1) };
            if !is_let {
                let clause = parse_clause(&format!("let {name} = {text}"))?;
                named.law = named.law.with_clause(clause);
            }
            named.names.push((text.to_string(), name));
        }
        Ok(named)
    }

    /// The name under which a fit knows the quantity.
    pub(crate) fn name<'n>(&'n self, text: &'n str) -> &'n str {
        self.names.iter().find(|(known, _)| known == text).map_or(text, |(_, name)| name)
    }

    /// The quantity at the printed parameters; `None` if one that it needs is not printed.
    pub(crate) fn at_printed(
        &self,
        text: &str,
        table: &Table,
        printed: &[(ParameterName, Printed)],
    ) -> Result<Option<Printing>, Error> {
        let mut model = Model::resolve(&self.law, table, &Demands { response_optional: true, ..Demands::default() })?;
        let name = self.name(text);
        let Some((_, id)) = model.derived.iter().find(|(derived, _)| derived == name).cloned() else {
            return Err(Error::new(format!("the law has no quantity '{text}'")));
        };
        let mut values: Vec<f64> = model.parameters.iter().map(|p| p.fixed.unwrap_or(f64::NAN)).collect();
        let mut halves = vec![0.0; values.len()];
        for (parameter, printed) in printed {
            for i in find(&model.parameters, parameter, table)? {
                values[i] = printed.value;
                halves[i] = printed.half_unit;
            }
        }
        let value = model.scalar(id, &values).0;
        if value.is_nan() {
            return Ok(None);
        }
        let half_unit = spread(&mut values, &halves, |values| model.scalar(id, values).0);
        Ok(Some(Printing { value, half_unit }))
    }
}

/// The sum of what each parameter's rounding does.
pub(crate) fn spread(values: &mut [f64], halves: &[f64], mut quantity: impl FnMut(&[f64]) -> f64) -> f64 {
    let middle = quantity(values);
    let mut total = 0.0;
    for i in (0..values.len()).filter(|&i| halves[i] > 0.0) {
        let value = values[i];
        let mut most = 0.0_f64;
        for end in [value - halves[i], value + halves[i]] {
            values[i] = end;
            let moved = (quantity(values) - middle).abs();
            most = most.max(if moved.is_nan() { 0.0 } else { moved });
        }
        values[i] = value;
        total += most;
    }
    total
}

/// A table for a law that has none: every name that is not printed is a column of ones, or of the range of its axis.
pub(crate) fn stand_in(law: &Law, printed: &[(ParameterName, Printed)]) -> Result<Table, Error> {
    let given: Vec<&str> = printed.iter().map(|(name, _)| name.name.as_str()).collect();
    let fixed = law.clauses.iter().filter_map(|c| match c {
        Clause::Fixed { parameter, .. } => Some(parameter.name.as_str()),
        _ => None,
    });
    let fixed: Vec<&str> = fixed.collect();
    let names = law.law.names().filter(|name| !given.contains(name) && !fixed.contains(name) && *name != "pi");
    let mut columns: Vec<Column> = names.map(|name| Column::number(name, vec![1.0])).collect();
    if columns.is_empty() {
        columns.push(Column::number("row", vec![1.0]));
    }
    Ok(Table::from_columns(columns)?)
}
