//! From the syntax tree to the graph: every name becomes a column, a parameter, a constant or an unknown.

use super::parameter::{KeyText, Parameter, Prior};
use super::rows;
use super::{Model, Warning, clause_parameter, matching};
use crate::ast::{Arg, BinaryOp, Clause, Expr, ExprKind, Key, Span, UnaryOp};
use crate::error::Error;
use crate::graph::{Binary, Graph, Id, Unary};
use crate::law::Law;
use crate::query::Dropped;
use crate::suggest;
use crate::tape::DataSet;
use lawful_io::{Column, Table};
use std::collections::HashMap;

/// Names that mean something within an enclosing `sum` or `root`.
#[derive(Debug, Clone)]
enum Local {
    /// The running name of a `sum`, at this value.
    Index(f64),
    /// The unknown of a `root`.
    Unknown(Id),
}

pub(super) struct Lowering<'a> {
    law: &'a Law,
    table: &'a Table,
    graph: Graph,
    rows: Vec<usize>,
    dropped: Vec<Dropped>,
    columns: Vec<String>,
    column_values: Vec<Vec<f64>>,
    parameters: Vec<Parameter>,
    parameter_index: HashMap<(String, Vec<KeyText>), u32>,
    groups: Vec<(String, Vec<String>)>,
    group_values: Vec<Vec<u32>>,
    locals: Vec<(String, Local)>,
    /// Columns that group: read, but not as numbers.
    group_columns: Vec<String>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(law: &'a Law, table: &'a Table) -> Self {
        Lowering {
            law,
            table,
            graph: Graph::new(),
            rows: (0..table.rows()).collect(),
            dropped: vec![],
            columns: vec![],
            column_values: vec![],
            parameters: vec![],
            parameter_index: HashMap::new(),
            groups: vec![],
            group_values: vec![],
            locals: vec![],
            group_columns: vec![],
        }
    }

    /// Whether the table has every column that a (response's) expression needs: all its names.
    pub(super) fn has_columns(&self, e: &Expr) -> bool {
        e.names().all(|n| self.table.column(n).is_some() || n == "pi")
    }

    pub(super) fn use_rows(&mut self, rows: Vec<usize>) {
        self.rows = rows;
    }

    pub(super) fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Leaves out rows without a value in some column that `expressions` read or in `numbers`.
    pub(super) fn choose_rows(&mut self, expressions: Vec<&Expr>, numbers: &[&str]) -> Result<(), Error> {
        let mut columns: Vec<&Column> = Vec::new();
        for name in expressions.iter().flat_map(|e| e.names()).chain(numbers.iter().copied()) {
            if let Some(column) = self.table.column(name)
                && !columns.iter().any(|c| c.name == name)
            {
                columns.push(column);
            }
        }
        for name in numbers {
            self.table.numbers(name).map_err(|e| Error::plain(e.message))?;
        }
        (self.rows, self.dropped) = rows::complete(self.table, &columns)?;
        Ok(())
    }

    /// The columns read so far.
    pub(super) fn columns_read(&self) -> Vec<String> {
        let mut list = self.columns.clone();
        // A column may be both: `m[params]*params`.
        list.extend(self.group_columns.iter().filter(|c| !self.columns.contains(c)).cloned());
        list
    }

    /// The response's node, and its column if it reads exactly one.
    pub(super) fn lower_response(&mut self, e: &Expr) -> Result<(Id, Option<(u32, String)>), Error> {
        let before = self.parameters.len();
        let id = self.lower(e)?;
        if let Some(new) = self.parameters.get(before) {
            let near = suggest::nearest(&new.base, self.table.columns().iter().map(|c| c.name.as_str()));
            let hint = near
                .map_or_else(|| format!("the columns are {}", self.column_list()), |n| format!("did you mean '{n}'?"));
            return Err(self.error(
                e.span,
                format!("the left side must hold columns only, and the table has no column '{}'; {hint}", new.base),
            ));
        }
        if !self.graph.dependence(id).rows {
            return Err(self.error(e.span, "the left side reads no column of the table"));
        }
        if self.graph.dependence(id).parameters {
            return Err(self.error(e.span, "the left side may not hold a parameter of the law"));
        }
        let names: Vec<&str> = e.names().filter(|n| *n != "pi").collect();
        let raw = match names[..] {
            [one] => self.columns.iter().position(|c| c == one).map(|i| (i as u32, one.to_string())),
            _ => None,
        };
        Ok((id, raw))
    }

    pub(super) fn lower(&mut self, e: &Expr) -> Result<Id, Error> {
        match &e.kind {
            ExprKind::Number(x) => Ok(self.graph.constant(*x)),
            ExprKind::Text(_) => {
                Err(self.error(e.span, "a text can't be calculated with; use it in --where or as a category p[\"…\"]"))
            }
            ExprKind::Name(name) => self.name(name, e.span),
            ExprKind::Column(name) => self.column(name, e.span),
            ExprKind::Parameter(name) => self.parameter(name, vec![], e.span),
            ExprKind::Indexed(name, keys) => self.indexed(name, keys, e.span),
            ExprKind::Unary(op, a) => {
                let a = self.lower(a)?;
                Ok(self.graph.unary(if *op == UnaryOp::Negate { Unary::Negate } else { Unary::Not }, a))
            }
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.lower(a)?, self.lower(b)?);
                match binary_of(*op) {
                    Some((f, false)) => Ok(self.graph.binary(f, a, b)),
                    Some((f, true)) => Ok(self.graph.binary(f, b, a)),
                    None => Err(self.error(e.span, "this operator can't stand in a law")),
                }
            }
            ExprKind::Call(f, args) => self.call(f, args, e.span),
            ExprKind::Sum { index, values, body } => {
                let mut sum = self.graph.constant(0.0);
                for &value in values {
                    self.locals.push((index.clone(), Local::Index(value)));
                    let term = self.lower(body);
                    self.locals.pop();
                    sum = self.graph.add(sum, term?);
                }
                Ok(sum)
            }
            ExprKind::Root { equation, unknown, lo, hi } => {
                let (lo, hi) = (self.lower(lo)?, self.lower(hi)?);
                let (local, node) = self.graph.local();
                self.locals.push((unknown.clone(), Local::Unknown(node)));
                let equation = self.lower(equation);
                self.locals.pop();
                Ok(self.graph.root(local, equation?, lo, hi))
            }
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Result<Id, Error> {
        if let Some((_, local)) = self.locals.iter().rev().find(|(n, _)| n == name) {
            return Ok(match local {
                Local::Index(x) => {
                    let x = *x;
                    self.graph.constant(x)
                }
                Local::Unknown(id) => *id,
            });
        }
        if self.table.column(name).is_some() {
            return self.column(name, span);
        }
        if name == "pi" {
            return Ok(self.graph.constant(std::f64::consts::PI));
        }
        self.parameter(name, vec![], span)
    }

    fn column(&mut self, name: &str, span: Span) -> Result<Id, Error> {
        if let Some(i) = self.columns.iter().position(|c| c == name) {
            return Ok(self.graph.column(i as u32));
        }
        if self.table.column(name).is_none() {
            let near = suggest::nearest(name, self.table.columns().iter().map(|c| c.name.as_str()));
            let hint = near
                .map_or_else(|| format!("its columns are {}", self.column_list()), |n| format!("did you mean '{n}'?"));
            return Err(self.error(span, format!("{} has no column '{name}'; {hint}", self.table.source.path)));
        }
        let values = self.table.numbers(name).map_err(|e| Error::plain(e.message))?;
        self.column_values.push(self.rows.iter().map(|&i| values[i]).collect());
        self.columns.push(name.to_string());
        Ok(self.graph.column(self.columns.len() as u32 - 1))
    }

    fn parameter(&mut self, name: &str, keys: Vec<KeyText>, span: Span) -> Result<Id, Error> {
        if keys.is_empty() && self.groups.iter().any(|(n, _)| n == name) {
            return Err(
                self.error(span, format!("'{name}' has one value per category; write it with its [column] here too"))
            );
        }
        let index = self.parameter_number(name, keys);
        Ok(match self.parameters[index as usize].fixed {
            Some(value) => self.graph.constant(value),
            None => self.graph.parameter(index),
        })
    }

    fn parameter_number(&mut self, name: &str, keys: Vec<KeyText>) -> u32 {
        if let Some(&index) = self.parameter_index.get(&(name.to_string(), keys.clone())) {
            return index;
        }
        let mut parameter = Parameter::free(name, keys.clone());
        for clause in &self.law.clauses {
            if let Clause::Fixed { parameter: which, value } = clause
                && parameter.answers_to(&which.name, &which.keys)
            {
                parameter.fixed = Some(*value);
            }
        }
        self.parameters.push(parameter);
        let index = self.parameters.len() as u32 - 1;
        self.parameter_index.insert((name.to_string(), keys), index);
        index
    }

    /// `p[...]`: of columns, one parameter per category; of categories or running names, one parameter.
    fn indexed(&mut self, name: &str, keys: &[Key], span: Span) -> Result<Id, Error> {
        let mut fixed_keys = Vec::new();
        let mut columns = Vec::new();
        for key in keys {
            match key {
                Key::Name(n, at) => match self.locals.iter().rev().find(|(l, _)| l == n) {
                    Some((_, Local::Index(x))) => {
                        fixed_keys.push(KeyText { text: lawful_io::shortest(*x), quoted: false })
                    }
                    Some((_, Local::Unknown(_))) => {
                        return Err(self.error(*at, "the unknown of a root can't be a category"));
                    }
                    None => columns.push((n.clone(), *at)),
                },
                other => fixed_keys.extend(KeyText::of(other)),
            }
        }
        match (fixed_keys.is_empty(), columns.is_empty()) {
            (false, true) => self.parameter(name, fixed_keys, span),
            (true, false) => self.grouped(name, &columns, span),
            _ => Err(self.error(span, "inside [...] write either columns or categories, not both")),
        }
    }

    fn grouped(&mut self, name: &str, columns: &[(String, Span)], span: Span) -> Result<Id, Error> {
        let names: Vec<String> = columns.iter().map(|(n, _)| n.clone()).collect();
        if let Some(i) = self.groups.iter().position(|(p, c)| p == name && *c == names) {
            return Ok(self.graph.group(i as u32));
        }
        if self.groups.iter().any(|(p, _)| p == name) || self.parameter_index.contains_key(&(name.to_string(), vec![]))
        {
            return Err(
                self.error(span, format!("'{name}' stands in the law in two ways; use one form of [...] throughout"))
            );
        }
        let mut levels = Vec::new();
        for (column, at) in columns {
            let Some(c) = self.table.column(column) else {
                let near = suggest::nearest(column, self.table.columns().iter().map(|c| c.name.as_str()));
                let hint = near.map_or_else(
                    || format!("its columns are {}; a category goes in quotes", self.column_list()),
                    |n| format!("did you mean '{n}'?"),
                );
                return Err(self.error(*at, format!("{} has no column '{column}'; {hint}", self.table.source.path)));
            };
            levels.push(c.levels());
            if !self.group_columns.contains(column) {
                self.group_columns.push(column.clone());
            }
        }
        // Categories in order of first appearance among the used rows, numbers in rising order.
        let mut combinations: Vec<Vec<u32>> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for &row in &self.rows {
            let codes: Vec<u32> = levels.iter().map(|l| l.codes[row]).collect();
            if seen.insert(codes.clone()) {
                combinations.push(codes);
            }
        }
        let number = |l: &lawful_io::Levels, c: u32| match &l.names[c as usize] {
            lawful_io::Level::Number(x) => Some(*x),
            lawful_io::Level::Text(_) => None,
        };
        if levels.len() == 1 && combinations.iter().all(|c| number(&levels[0], c[0]).is_some()) {
            combinations.sort_by(|a, b| {
                let value = |c: &Vec<u32>| number(&levels[0], c[0]).unwrap_or(f64::NAN);
                value(a).total_cmp(&value(b))
            });
        }
        let mut index_of: HashMap<Vec<u32>, u32> = HashMap::new();
        for codes in combinations {
            let keys = codes
                .iter()
                .zip(&levels)
                .map(|(&c, l)| {
                    let level = &l.names[c as usize];
                    KeyText { text: level.to_string(), quoted: number(l, c).is_none() }
                })
                .collect();
            let index = self.parameter_number(name, keys);
            index_of.insert(codes, index);
        }
        let per_row: Vec<u32> = self
            .rows
            .iter()
            .map(|&row| {
                let codes: Vec<u32> = levels.iter().map(|l| l.codes[row]).collect();
                index_of.get(&codes).copied().unwrap_or(0)
            })
            .collect();
        self.groups.push((name.to_string(), names));
        self.group_values.push(per_row);
        Ok(self.graph.group(self.groups.len() as u32 - 1))
    }

    fn call(&mut self, f: &str, args: &[Arg], span: Span) -> Result<Id, Error> {
        let args: Vec<Id> = args.iter().map(|a| self.lower(&a.value)).collect::<Result<_, _>>()?;
        if let (Some(u), [a]) = (unary_of(f), &args[..]) {
            return Ok(self.graph.unary(u, *a));
        }
        let g = &mut self.graph;
        match (f, &args[..]) {
            ("min" | "max", [first, rest @ ..]) => {
                let op = if f == "min" { Binary::Min } else { Binary::Max };
                Ok(rest.iter().fold(*first, |a, &b| g.binary(op, a, b)))
            }
            ("clamp", &[x, lo, hi]) => {
                let above = g.binary(Binary::Max, x, lo);
                Ok(g.binary(Binary::Min, above, hi))
            }
            ("logsumexp", _) => Ok(g.log_sum_exp(args)),
            ("where", &[c, a, b]) => Ok(g.select(c, a, b)),
            _ => Err(self.error(span, format!("'{f}' can't stand in a law"))),
        }
    }

    /// Domains, starts and priors; an error for a clause whose parameter is not in the law.
    pub(super) fn apply_clauses(&mut self) -> Result<(), Error> {
        let text = &self.law.text.text;
        for (k, clause) in self.law.clauses.iter().enumerate() {
            let Some(name) = clause_parameter(clause) else { continue };
            let typed = self.law.typed_clauses().contains(&k);
            let found = matching(&self.parameters, name, if typed { text } else { "" }, self.table)?;
            for i in found {
                let p = &mut self.parameters[i];
                match clause {
                    Clause::Domain { lo, hi, .. } => {
                        // Each side that is typed replaces the one that is there; `in (-inf, inf)` frees both.
                        let free = lo.value == f64::NEG_INFINITY && hi.value == f64::INFINITY;
                        if free || lo.value > f64::NEG_INFINITY {
                            p.lo = *lo;
                        }
                        if free || hi.value < f64::INFINITY {
                            p.hi = *hi;
                        }
                        if p.lo.value > p.hi.value {
                            return Err(Error::at(text, name.span, format!("the domain of '{}' is empty", p.name)));
                        }
                    }
                    Clause::Start { value, .. } => p.start = Some(*value),
                    Clause::Prior { distribution, arguments, .. } => {
                        p.prior = Some(Prior { distribution: distribution.clone(), arguments: arguments.clone() });
                    }
                    Clause::Fixed { .. } | Clause::Let { .. } => {}
                }
            }
        }
        for p in &self.parameters {
            for (value, what) in [(p.start, "start"), (p.fixed, "fixed value")] {
                if let Some(v) = value
                    && (v < p.lo.value || v > p.hi.value || !v.is_finite())
                {
                    return Err(Error::plain(format!(
                        "the {what} {v} of '{}' is outside its domain {}",
                        p.name,
                        domain_text(p)
                    )));
                }
            }
        }
        Ok(())
    }

    /// The `let` clauses, in order; each may use parameters and earlier ones.
    pub(super) fn derived(&mut self) -> Result<Vec<(String, Id)>, Error> {
        let mut list: Vec<(String, Id)> = Vec::new();
        for clause in &self.law.clauses {
            let Clause::Let { name, value, span } = clause else { continue };
            if self.parameters.iter().any(|p| p.base == *name) {
                return Err(self.error(
                    *span,
                    format!("'{name}' is a parameter of the law already; name the derived quantity otherwise"),
                ));
            }
            let before = self.parameters.len();
            for (n, id) in &list {
                self.locals.push((n.clone(), Local::Unknown(*id)));
            }
            let text = self.derived_names(value)?;
            let id = self.lower(&text);
            self.locals.clear();
            let id = id?;
            if let Some(new) = self.parameters.get(before) {
                let known: Vec<String> = self.parameters[..before].iter().map(|p| p.name.clone()).collect();
                let hint = match suggest::nearest(&new.name, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("its parameters are {}", known.join(", ")),
                };
                return Err(self.error(value.span, format!("the law has no parameter '{}'; {hint}", new.name)));
            }
            if self.graph.dependence(id).rows {
                return Err(self.error(value.span, "a derived quantity may hold parameters only, not columns"));
            }
            list.push((name.clone(), id));
        }
        Ok(list)
    }

    /// In a derived quantity a name is a parameter even where a column has it.
    fn derived_names(&self, e: &Expr) -> Result<Expr, Error> {
        let inner = |x: &Expr| self.derived_names(x).map(Box::new);
        let kind = match &e.kind {
            ExprKind::Name(n) if n != "pi" && !self.locals.iter().any(|(l, _)| l == n) => {
                ExprKind::Parameter(n.clone())
            }
            ExprKind::Unary(op, a) => ExprKind::Unary(*op, inner(a)?),
            ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, inner(a)?, inner(b)?),
            ExprKind::Call(f, args) => ExprKind::Call(
                f.clone(),
                args.iter()
                    .map(|a| Ok(Arg { name: a.name.clone(), value: self.derived_names(&a.value)? }))
                    .collect::<Result<_, Error>>()?,
            ),
            other => other.clone(),
        };
        Ok(Expr { kind, span: e.span })
    }

    /// Parameters that look like misspelt columns.
    pub(super) fn near_column_names(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut bases: Vec<&str> = Vec::new();
        for p in &self.parameters {
            if bases.contains(&p.base.as_str()) {
                continue;
            }
            bases.push(&p.base);
            for c in self.table.columns() {
                let same_but_for_case = p.base != c.name && p.base.to_lowercase() == c.name.to_lowercase();
                let one_off = p.base.chars().count() >= 4 && suggest::edit_distance(&p.base, &c.name) == 1;
                if same_but_for_case || one_off {
                    warnings.push(Warning {
                        code: "near-column-name",
                        message: format!("'{}' is taken as a parameter; did you mean the column '{}'?", p.base, c.name),
                    });
                    break;
                }
            }
        }
        warnings
    }

    pub(super) fn finish(
        self,
        law: Id,
        derived: Vec<(String, Id)>,
        columns: Vec<String>,
        warnings: Vec<Warning>,
    ) -> Model {
        Model {
            graph: self.graph,
            data: DataSet::new(self.rows.len(), self.column_values, self.group_values.clone()),
            law,
            response: None,
            parameters: self.parameters,
            derived,
            columns,
            rows: self.rows,
            dropped: self.dropped,
            warnings,
            search: vec![],
            groups: self.group_values,
        }
    }

    fn column_list(&self) -> String {
        let names: Vec<&str> = self.table.columns().iter().map(|c| c.name.as_str()).collect();
        match names.len() {
            0..=12 => names.join(", "),
            n => format!("{}, … ({n} in all)", names[..12].join(", ")),
        }
    }

    fn error(&self, span: Span, message: impl Into<String>) -> Error {
        Error::at(&self.law.text.text, span, message)
    }
}

/// The domain as an interval.
pub(crate) fn domain_text(p: &Parameter) -> String {
    format!(
        "{}{}, {}{}",
        if p.lo.closed { '[' } else { '(' },
        p.lo.value,
        p.hi.value,
        if p.hi.closed { ']' } else { ')' }
    )
}

/// The graph's operation for an operator, and whether its operands are swapped.
pub(super) fn binary_of(op: BinaryOp) -> Option<(Binary, bool)> {
    Some(match op {
        BinaryOp::Add => (Binary::Add, false),
        BinaryOp::Subtract => (Binary::Subtract, false),
        BinaryOp::Multiply => (Binary::Multiply, false),
        BinaryOp::Divide => (Binary::Divide, false),
        BinaryOp::Power => (Binary::Power, false),
        BinaryOp::Equal => (Binary::Equal, false),
        BinaryOp::NotEqual => (Binary::NotEqual, false),
        BinaryOp::Less => (Binary::Less, false),
        BinaryOp::LessEqual => (Binary::LessEqual, false),
        BinaryOp::Greater => (Binary::Less, true),
        BinaryOp::GreaterEqual => (Binary::LessEqual, true),
        BinaryOp::And => (Binary::And, false),
        BinaryOp::Or => (Binary::Or, false),
    })
}

/// The graph's function of one number of this name.
pub(super) fn unary_of(name: &str) -> Option<Unary> {
    Some(match name {
        "exp" => Unary::Exp,
        "log" => Unary::Ln,
        "log2" => Unary::Log2,
        "log10" => Unary::Log10,
        "log1p" => Unary::Log1p,
        "expm1" => Unary::Expm1,
        "sqrt" => Unary::Sqrt,
        "cbrt" => Unary::Cbrt,
        "abs" => Unary::Abs,
        "sin" => Unary::Sin,
        "cos" => Unary::Cos,
        "tan" => Unary::Tan,
        "atan" => Unary::Atan,
        "sinh" => Unary::Sinh,
        "cosh" => Unary::Cosh,
        "tanh" => Unary::Tanh,
        "erf" => Unary::Erf,
        "erfc" => Unary::Erfc,
        "lgamma" => Unary::LnGamma,
        "sigmoid" => Unary::Sigmoid,
        "logit" => Unary::Logit,
        "softplus" => Unary::Softplus,
        _ => return None,
    })
}
