//! A law or a cost as a function of the logs of some columns, with exact gradient and Hessian.

use crate::error::Error;
use crate::fitted_law::FittedLaw;
use lawful_io::{Column, Table};
use lawful_law::ast::Span;
use lawful_law::graph::{Unary, Variable};
use lawful_law::model::Demands;
use lawful_law::tape::{LANES, Tape, Workspace};
use lawful_law::{Law, Model};
use std::collections::HashMap;

/// The value of a fixed column: a number or a category.
#[derive(Debug, Clone, PartialEq)]
pub enum Fixed {
    /// A number.
    Number(f64),
    /// A category.
    Text(String),
}

/// Value, gradient and Hessian in the logs of the columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jet {
    pub(crate) value: f64,
    pub(crate) gradient: Vec<f64>,
    /// Row by row.
    pub(crate) hessian: Vec<f64>,
}

/// An expression compiled: what it gives for parameters and logs of columns.
#[derive(Debug, Clone)]
pub(crate) struct Surface {
    value: Tape,
    all: Tape,
    pairs: Vec<(usize, usize)>,
    /// Number of variables.
    variables: usize,
    /// Names of the parameters that it takes, in order.
    pub(crate) parameters: Vec<String>,
    /// Values that its own clauses give them.
    pub(crate) given: Vec<Option<f64>>,
    /// Whether it depends on each variable.
    pub(crate) depends: Vec<bool>,
}

/// Memory for evaluations; one per thread.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    workspace: Workspace,
    arguments: Vec<f64>,
    outputs: Vec<Vec<f64>>,
}

/// A table of one row with the columns that a plan is about.
pub(crate) fn one_row(variables: &[String], fixed: &[(String, Fixed)]) -> Result<Table, Error> {
    let mut columns: Vec<Column> = variables.iter().map(|v| Column::number(v.clone(), vec![1.0])).collect();
    for (name, value) in fixed {
        columns.push(match value {
            Fixed::Number(x) if !x.is_finite() => {
                return Err(Error::new(format!("column {name} is fixed at {x}; give a finite number")));
            }
            Fixed::Number(x) => Column::number(name.clone(), vec![*x]),
            Fixed::Text(t) => Column::category(name.clone(), &[t]),
        });
    }
    Ok(Table::from_columns(columns)?)
}

impl Surface {
    /// `law` with the columns `variables` free and those of `fixed` held.
    pub(crate) fn new(law: &Law, variables: &[String], fixed: &[(String, Fixed)]) -> Result<Surface, Error> {
        let table = one_row(variables, fixed)?;
        let demands = Demands { response_optional: true, ..Demands::default() };
        let mut model = Model::resolve(law, &table, &demands)?;
        let count = model.parameters.len();
        let mut swap = HashMap::new();
        let mut depends = vec![false; variables.len()];
        for (i, name) in variables.iter().enumerate() {
            if let Some(place) = model.columns.iter().position(|c| c == name) {
                let column = model.graph.column(place as u32);
                depends[i] = model.graph.reachable(&[model.law]).contains(&column);
                let log = model.graph.parameter((count + i) as u32);
                swap.insert(column, model.graph.unary(Unary::Exp, log));
            }
        }
        let node = model.graph.substitute(model.law, &swap);
        let logs: Vec<Variable> = (count..count + variables.len()).map(|i| Variable::Parameter(i as u32)).collect();
        let gradient = model.graph.gradient(node, &logs);
        let hessian = model.graph.hessian(&gradient, &logs);
        let mut outputs = vec![node];
        let value = Tape::compile(&model.graph, &outputs, &mut model.data);
        outputs.extend(&gradient);
        outputs.extend(hessian.iter().map(|h| h.2));
        Ok(Surface {
            value,
            all: Tape::compile(&model.graph, &outputs, &mut model.data),
            pairs: hessian.iter().map(|h| (h.0, h.1)).collect(),
            variables: variables.len(),
            parameters: model.parameters.iter().map(|p| p.name.clone()).collect(),
            given: model.parameters.iter().map(|p| p.fixed).collect(),
            depends,
        })
    }

    /// The law of `fitted`; every name of it that is no column of the plan must be one of its parameters.
    pub(crate) fn of_law(
        fitted: &FittedLaw,
        variables: &[String],
        fixed: &[(String, Fixed)],
    ) -> Result<(Surface, Vec<usize>), Error> {
        let clash = variables.iter().chain(fixed.iter().map(|f| &f.0)).find(|c| fitted.names.contains(c));
        if let Some(name) = clash {
            return Err(Error::new(format!("'{name}' is a parameter of the law, not a column that could be planned")));
        }
        let surface = Surface::new(&fitted.law, variables, fixed)?;
        let places = surface
            .parameters
            .iter()
            .map(|name| {
                fitted.names.iter().position(|n| n == name).ok_or_else(|| {
                    Error::new(format!(
                        "the law reads '{name}', which is neither a fitted parameter nor a column of the plan; allocate it \
                         (--allocate) or give its value (--fixed {name}=…)"
                    ))
                })
            })
            .collect::<Result<Vec<usize>, Error>>()?;
        Ok((surface, places))
    }

    /// A cost formula, `6*N*D`, with its constants in clauses after it, `6*N*D/rate; rate = 4e14`.
    pub(crate) fn of_cost(
        text: &str,
        variables: &[String],
        fixed: &[(String, Fixed)],
    ) -> Result<(Surface, Vec<f64>), Error> {
        let surface = Surface::new(&cost_law(text)?, variables, fixed)?;
        let values = surface
            .parameters
            .iter()
            .zip(&surface.given)
            .map(|(name, given)| {
                given.ok_or_else(|| {
                    Error::new(format!(
                        "the cost '{text}' reads '{name}', which is no column of the plan ({}); allocate it, give its value \
                         (--fixed {name}=…) or write '; {name} = …' behind the cost",
                        variables.iter().chain(fixed.iter().map(|f| &f.0)).cloned().collect::<Vec<_>>().join(", ")
                    ))
                })
            })
            .collect::<Result<Vec<f64>, Error>>()?;
        Ok((surface, values))
    }

    fn run(tape: &Tape, parameters: &[f64], logs: &[f64], scratch: &mut Scratch) {
        scratch.arguments.clear();
        scratch.arguments.extend_from_slice(parameters);
        scratch.arguments.extend_from_slice(logs);
        if scratch.outputs.len() < tape.outputs() {
            scratch.outputs.resize(tape.outputs(), vec![0.0; LANES]);
        }
        let Scratch { workspace, arguments, outputs } = scratch;
        tape.run(arguments, 0, LANES, workspace, &mut outputs[..tape.outputs()]);
    }

    /// The value at the logs of the columns.
    pub(crate) fn value(&self, parameters: &[f64], logs: &[f64], scratch: &mut Scratch) -> f64 {
        Surface::run(&self.value, parameters, logs, scratch);
        scratch.outputs[0][0]
    }

    /// Value and derivatives at the logs of the columns.
    pub(crate) fn jet(&self, parameters: &[f64], logs: &[f64], scratch: &mut Scratch) -> Jet {
        Surface::run(&self.all, parameters, logs, scratch);
        let n = self.variables;
        let mut hessian = vec![0.0; n * n];
        for (k, &(i, j)) in self.pairs.iter().enumerate() {
            let entry = scratch.outputs[1 + n + k][0];
            hessian[i * n + j] = entry;
            hessian[j * n + i] = entry;
        }
        Jet { value: scratch.outputs[0][0], gradient: scratch.outputs[1..=n].iter().map(|o| o[0]).collect(), hessian }
    }
}

/// A cost formula as a law; errors point into the formula as typed.
pub(crate) fn cost_law(text: &str) -> Result<Law, Error> {
    const LEFT: &str = "cost ~ ";
    Law::parse(&format!("{LEFT}{text}")).map_err(|e| {
        let back = |at: usize| at.saturating_sub(LEFT.len()).min(text.len());
        let span = Span { start: back(e.span.start), end: back(e.span.end) };
        Error::Law(lawful_law::Error { text: text.to_string(), span, message: e.message })
    })
}
