//! A law that has met its table: names resolved, rows chosen, expressions built.

mod expressions;
mod lower;
mod parameter;
mod rows;
mod search;
mod separation;

pub use expressions::{Expressions, Slot};
pub use parameter::{Parameter, Prior};
pub use search::Search;
pub use separation::{Scale, Separation};

use crate::ast::{Clause, ParameterName};
use crate::error::Error;
use crate::graph::{Graph, Id, Variable};
use crate::law::Law;
use crate::query::Dropped;
use crate::suggest;
use crate::tape::{DataSet, Tape, Workspace};
use lawful_io::Table;
use lower::Lowering;
use std::collections::HashMap;

/// Something worth saying that is no error, with a stable code word.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// `near-column-name`, …
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}

/// A law resolved against a table.
///
/// What comes in: a [`Law`] and a [`Table`]. What it offers: the parameters with their domains, the values of the
/// response, and graphs of the law, its derived quantities and whatever else is built on them, ready to be compiled
/// over the table's rows by [`Model::compile`].
#[derive(Debug, Clone)]
pub struct Model {
    /// Every expression of the law.
    pub graph: Graph,
    /// The rows that are used.
    pub data: DataSet,
    /// The law's node.
    pub law: Id,
    /// The response as typed; `None` if the table lacks its columns and they were not demanded.
    pub response: Option<Response>,
    /// The parameters in order of appearance; fixed ones included.
    pub parameters: Vec<Parameter>,
    /// Derived quantities: name and node (of parameters alone).
    pub derived: Vec<(String, Id)>,
    /// The columns that the law reads.
    pub columns: Vec<String>,
    /// The table's rows (from 0) that are used, in order.
    pub rows: Vec<usize>,
    /// Rows that are not used, and why.
    pub dropped: Vec<Dropped>,
    /// What to tell the user.
    pub warnings: Vec<Warning>,
    /// Ranges where the catalogue says to look for starts, in order.
    pub search: Vec<Search>,
    groups: Vec<Vec<u32>>,
}

/// The observed side of a law.
#[derive(Debug, Clone)]
pub struct Response {
    /// The values left of `~`, one per used row.
    pub values: Vec<f64>,
    /// Whether the left side is the natural log of something: then residuals are log residuals as they stand.
    pub is_log: bool,
    /// The column, if the left side reads exactly one.
    pub column: Option<String>,
    /// That column's values, one per used row.
    pub raw: Option<Vec<f64>>,
    /// The sum over rows of `ln |d left side / d column|`, which turns a likelihood of the left side into one of the
    /// raw column; `None` if the left side reads several columns.
    pub log_jacobian: Option<f64>,
}

/// A function of parameters alone.
#[derive(Debug, Clone)]
pub struct ScalarFunction {
    tape: Tape,
}

impl ScalarFunction {
    /// Its value at these parameters.
    pub fn value(&self, parameters: &[f64]) -> f64 {
        let mut out = vec![vec![0.0; crate::tape::LANES]];
        self.tape.run(parameters, 0, crate::tape::LANES, &mut Workspace::default(), &mut out);
        out[0][0]
    }
}

/// A function of parameters alone with its exact derivatives.
#[derive(Debug, Clone)]
pub struct ScalarDerivatives {
    tape: Tape,
    parameters: Vec<usize>,
}

/// A [`ScalarDerivatives`] at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalarExpansion {
    /// The value.
    pub value: f64,
    /// First derivatives, in the order of [`ScalarDerivatives::parameters`].
    pub gradient: Vec<f64>,
    /// Second derivatives, the upper triangle row by row.
    pub hessian: Vec<f64>,
}

impl ScalarDerivatives {
    /// The indices of the parameters that the function reads.
    pub fn parameters(&self) -> &[usize] {
        &self.parameters
    }

    /// Value and derivatives at these values of all parameters.
    pub fn at(&self, parameters: &[f64]) -> ScalarExpansion {
        let n = self.parameters.len();
        let mut out = vec![vec![0.0; crate::tape::LANES]; self.tape.outputs()];
        self.tape.run(parameters, 0, crate::tape::LANES, &mut Workspace::default(), &mut out);
        let first = |range: std::ops::Range<usize>| out[range].iter().map(|o| o[0]).collect();
        ScalarExpansion { value: out[0][0], gradient: first(1..1 + n), hessian: first(1 + n..out.len()) }
    }
}

/// What to demand of a table beside the law's own columns.
#[derive(Debug, Clone, Default)]
pub struct Demands<'a> {
    /// Whether the response's columns may be missing from the table (for predictions).
    pub response_optional: bool,
    /// Further columns of numbers in which a row must have a value (weights, sigmas).
    pub numbers: &'a [&'a str],
}

impl Model {
    /// Resolves `law` against `table`: which names are columns, which rows have all values, which parameters there are.
    ///
    /// # Errors
    /// An unknown column in backquotes, text where numbers are needed, a clause about a name that is no parameter, a
    /// value that is not finite in a used column, a response without columns.
    pub fn resolve(law: &Law, table: &Table, demands: &Demands) -> Result<Model, Error> {
        let mut lowering = Lowering::new(law, table);
        let wants_response = !demands.response_optional || lowering.has_columns(&law.response);
        lowering.choose_rows(
            if wants_response { vec![&law.law, &law.response] } else { vec![&law.law] },
            demands.numbers,
        )?;
        let node = lowering.lower(&law.law)?;
        let law_columns = lowering.columns_read();
        let response_node = if wants_response { Some(lowering.lower_response(&law.response)?) } else { None };
        lowering.apply_clauses()?;
        let derived = lowering.derived()?;
        let warnings = lowering.near_column_names();
        let mut model = lowering.finish(node, derived, law_columns, warnings);
        if let Some((id, raw_column)) = response_node {
            model.response = Some(model.evaluate_response(law, table, id, raw_column)?);
        }
        model.search = search::ranges(&mut model, law, table)?;
        Ok(model)
    }

    /// Compiles `node` with its gradient and Hessian over the model's rows.
    pub fn compile(&mut self, node: Id) -> Expressions {
        expressions::compile(self, node)
    }

    /// Writes `node` as factors times the free parameters that enter linearly, compiled over the model's rows.
    pub fn separate(&mut self, node: Id) -> Separation {
        separation::separate(self, node)
    }

    /// The values of a node that reads data only, one per used row.
    pub fn data_values(&mut self, node: Id) -> Vec<f64> {
        let tape = Tape::compile(&self.graph, &[node], &mut self.data);
        let mut out = vec![vec![0.0; self.data.padded()]];
        tape.run(&[], 0, self.data.padded(), &mut Workspace::default(), &mut out);
        let mut values = out.swap_remove(0);
        values.truncate(self.data.rows());
        values
    }

    /// The same law and parameters on some of the used rows (indices from 0 into [`Model::rows`]).
    pub fn take(&self, rows: &[usize]) -> Model {
        let pick = |v: &[f64]| rows.iter().map(|&i| v[i]).collect::<Vec<f64>>();
        Model {
            graph: self.graph.clone(),
            data: self.data.take(rows),
            rows: rows.iter().map(|&i| self.rows[i]).collect(),
            groups: self.groups.iter().map(|g| rows.iter().map(|&i| g[i]).collect()).collect(),
            response: self.response.as_ref().map(|r| Response {
                values: pick(&r.values),
                raw: r.raw.as_deref().map(pick),
                ..r.clone()
            }),
            ..self.clone()
        }
    }

    /// The law's value at every used row.
    pub fn predict(&mut self, parameters: &[f64]) -> Vec<f64> {
        let tape = Tape::compile(&self.graph, &[self.law], &mut self.data);
        let mut out = vec![vec![0.0; self.data.padded()]];
        tape.run(parameters, 0, self.data.padded(), &mut Workspace::default(), &mut out);
        let mut values = out.swap_remove(0);
        values.truncate(self.data.rows());
        values
    }

    /// A derived quantity or any node of parameters alone: its value, and its gradient in every parameter.
    pub fn scalar(&mut self, node: Id, parameters: &[f64]) -> (f64, Vec<f64>) {
        let variables: Vec<Variable> = (0..self.parameters.len() as u32).map(Variable::Parameter).collect();
        let mut outputs = vec![node];
        outputs.extend(self.graph.gradient(node, &variables));
        let mut one_row = DataSet::new(1, vec![], vec![]);
        let tape = Tape::compile(&self.graph, &outputs, &mut one_row);
        let mut out = vec![vec![0.0; one_row.padded()]; outputs.len()];
        tape.run(parameters, 0, one_row.padded(), &mut Workspace::default(), &mut out);
        (out[0][0], out[1..].iter().map(|o| o[0]).collect())
    }

    /// A node of parameters alone, compiled to be evaluated many times.
    pub fn scalar_function(&self, node: Id) -> ScalarFunction {
        let mut one_row = DataSet::new(1, vec![], vec![]);
        ScalarFunction { tape: Tape::compile(&self.graph, &[node], &mut one_row) }
    }

    /// A node of parameters alone with its first and second derivatives, compiled to be evaluated many times.
    pub fn scalar_derivatives(&mut self, node: Id) -> ScalarDerivatives {
        let all: Vec<Variable> = (0..self.parameters.len() as u32).map(Variable::Parameter).collect();
        let gradient = self.graph.gradient(node, &all);
        let zero = self.graph.constant(0.0);
        let parameters: Vec<usize> = (0..all.len()).filter(|&i| gradient[i] != zero).collect();
        let variables: Vec<Variable> = parameters.iter().map(|&i| all[i]).collect();
        let mut outputs = vec![node];
        outputs.extend(parameters.iter().map(|&i| gradient[i]));
        for (k, &i) in parameters.iter().enumerate() {
            outputs.extend(self.graph.gradient(gradient[i], &variables[k..]));
        }
        let mut one_row = DataSet::new(1, vec![], vec![]);
        ScalarDerivatives { tape: Tape::compile(&self.graph, &outputs, &mut one_row), parameters }
    }

    /// The index of the parameter of this name.
    pub fn parameter_index(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|p| p.name == name)
    }

    /// The parameter that each used row picks from group `index`.
    pub fn group(&self, index: u32) -> &[u32] {
        &self.groups[index as usize]
    }

    fn evaluate_response(
        &mut self,
        law: &Law,
        table: &Table,
        id: Id,
        raw_column: Option<(u32, String)>,
    ) -> Result<Response, Error> {
        let values = self.data_values(id);
        if let Some(bad) = values.iter().position(|v| !v.is_finite()) {
            let row = table.file_row(self.rows[bad]);
            let (column, value) = match &raw_column {
                Some((_, c)) => {
                    let cell = table.numbers(c).map_or(f64::NAN, |v| v[self.rows[bad]]);
                    (c.clone(), format!("{c} is {cell}"))
                }
                None => (law.response.to_string(), "its columns".to_string()),
            };
            return Err(Error::plain(format!(
                "{}: row {row}: {} is {} where {value}; leave such rows out, for example --where '{column} > 0'",
                table.source.path, law.response, values[bad]
            )));
        }
        let mut log_jacobian = None;
        let mut raw = None;
        if let Some((index, _)) = &raw_column {
            let column = self.graph.column(*index);
            let (local, unknown) = self.graph.local();
            let free = self.graph.substitute(id, &HashMap::from([(column, unknown)]));
            let derivative = self.graph.gradient(free, &[Variable::Local(local)])[0];
            let derivative = self.graph.substitute(derivative, &HashMap::from([(unknown, column)]));
            let slopes = if self.graph.dependence(derivative).rows {
                self.data_values(derivative)
            } else {
                vec![self.scalar(derivative, &[]).0; values.len()]
            };
            log_jacobian = Some(slopes.iter().map(|s| libm::log(s.abs())).sum());
            raw = Some(self.data_values(column));
        }
        let is_log = law.response.is_log();
        Ok(Response { values, is_log, column: raw_column.map(|(_, c)| c), raw, log_jacobian })
    }
}

/// The parameters of `all` that a clause or flag means; an error with a suggestion if there is none.
pub(crate) fn matching(
    all: &[Parameter],
    name: &ParameterName,
    text: &str,
    table: &Table,
) -> Result<Vec<usize>, Error> {
    let found: Vec<usize> = (0..all.len()).filter(|&i| all[i].answers_to(&name.name, &name.keys)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let message = if table.column(&name.name).is_some() {
        format!("'{}' is a column of the table, not a parameter; rename the parameter, or write par({0})", name.name)
    } else {
        let names: Vec<&str> = all.iter().map(|p| p.name.as_str()).collect();
        let bases = all.iter().map(|p| p.base.as_str());
        match suggest::nearest(&name.name, bases) {
            Some(near) if near != name.name => {
                format!("the law has no parameter '{}'; did you mean '{near}'?", name.name)
            }
            _ if names.is_empty() => format!("the law has no parameter '{name}', nor any other"),
            _ => format!("the law has no parameter '{name}'; its parameters are {}", names.join(", ")),
        }
    };
    Err(if text.is_empty() { Error::plain(message) } else { Error::at(text, name.span, message) })
}

/// The indices of the parameters that a flag such as `--start beta=0.3` means: all of a group if it gives no category.
///
/// # Errors
/// There is no such parameter, with a suggestion.
pub fn find(parameters: &[Parameter], name: &ParameterName, table: &Table) -> Result<Vec<usize>, Error> {
    matching(parameters, name, "", table)
}

/// The clause's parameter, if it has one.
pub(crate) fn clause_parameter(clause: &Clause) -> Option<&ParameterName> {
    match clause {
        Clause::Domain { parameter, .. }
        | Clause::Start { parameter, .. }
        | Clause::Fixed { parameter, .. }
        | Clause::Prior { parameter, .. } => Some(parameter),
        Clause::Let { .. } => None,
    }
}
