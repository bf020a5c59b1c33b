//! An expression that met a table: every name found, every operand of the right kind.

use super::scalar;
use crate::Error;
use crate::ast::{Arg, BinaryOp, Expr, ExprKind, Span, UnaryOp};
use crate::suggest::nearest;
use lawful_io::{Categories, Column, ColumnData, Table};

/// Most nodes that nested `sum`s may unfold to.
const MAX_NODES: usize = 100_000;

/// An expression of numbers.
pub(super) enum Number<'t> {
    Constant(f64),
    Column(&'t [f64]),
    Negate(Box<Number<'t>>),
    Arithmetic(fn(f64, f64) -> f64, Box<Number<'t>>, Box<Number<'t>>),
    Function(fn(f64) -> f64, Box<Number<'t>>),
    /// A function of several arguments, by its name in [`scalar::call`].
    Variadic(&'static str, Vec<Number<'t>>),
    Sum(Vec<Number<'t>>),
    Where(Box<Truth<'t>>, Box<Number<'t>>, Box<Number<'t>>),
}

/// An expression of texts.
pub(super) enum Text<'t> {
    Constant(String),
    Column(&'t Categories),
    Where(Box<Truth<'t>>, Box<Text<'t>>, Box<Text<'t>>),
}

/// An expression of truth values.
pub(super) enum Truth<'t> {
    Constant(bool),
    /// A column that the file spelled true and false.
    Column(&'t [f64]),
    CompareNumbers(BinaryOp, Number<'t>, Number<'t>),
    CompareTexts(BinaryOp, Text<'t>, Text<'t>),
    NumberMissing(Number<'t>),
    TextMissing(Text<'t>),
    Not(Box<Truth<'t>>),
    And(Box<Truth<'t>>, Box<Truth<'t>>),
    Or(Box<Truth<'t>>, Box<Truth<'t>>),
}

/// An expression of any kind.
pub(super) enum Typed<'t> {
    Number(Number<'t>),
    Text(Text<'t>),
    Truth(Truth<'t>),
}

impl Typed<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Typed::Number(_) => "a number",
            Typed::Text(_) => "a text",
            Typed::Truth(_) => "true or false",
        }
    }
}

/// Finds the names of an expression in a table and checks its kinds.
pub(super) struct Typer<'e, 't> {
    text: &'e str,
    table: &'t Table,
    /// Running names of the `sum`s around, innermost last.
    running: Vec<(&'e str, f64)>,
    nodes: usize,
}

impl<'e, 't> Typer<'e, 't> {
    /// For expressions parsed from `text`.
    pub fn new(text: &'e str, table: &'t Table) -> Self {
        Typer { text, table, running: Vec::new(), nodes: 0 }
    }

    fn error(&self, span: Span, message: impl Into<String>) -> Error {
        Error::at(self.text, span, message)
    }

    fn source(&self, span: Span) -> &'e str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    pub fn typed(&mut self, expr: &'e Expr) -> Result<Typed<'t>, Error> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(self.error(expr.span, format!("the sums unfold to more than {MAX_NODES} terms; shorten them")));
        }
        match &expr.kind {
            ExprKind::Number(x) => Ok(Typed::Number(Number::Constant(*x))),
            ExprKind::Text(text) => Ok(Typed::Text(Text::Constant(text.clone()))),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Column(name) => match self.table.column(name) {
                Some(column) => self.column(column, expr.span),
                None => Err(self.unknown(name, expr.span)),
            },
            ExprKind::Parameter(name) | ExprKind::Indexed(name, _) => Err(self
                .error(expr.span, format!("'{name}' is written as a parameter, and a table has none; name a column"))),
            ExprKind::Root { .. } => {
                Err(self
                    .error(expr.span, "root(...) belongs to a law; a table's columns are given by plain expressions"))
            }
            ExprKind::Unary(UnaryOp::Negate, operand) => {
                Ok(Typed::Number(Number::Negate(Box::new(self.number(operand)?))))
            }
            ExprKind::Unary(UnaryOp::Not, operand) => Ok(Typed::Truth(Truth::Not(Box::new(self.truth(operand)?)))),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::Call(name, args) => self.call(name, args, expr.span),
            ExprKind::Sum { index, values, body } => {
                let mut terms = Vec::with_capacity(values.len());
                for &value in values {
                    self.running.push((index, value));
                    terms.push(self.number(body)?);
                    self.running.pop();
                }
                Ok(Typed::Number(Number::Sum(terms)))
            }
        }
    }

    fn number(&mut self, expr: &'e Expr) -> Result<Number<'t>, Error> {
        match self.typed(expr)? {
            Typed::Number(number) => Ok(number),
            Typed::Text(_) => Err(self.holds_text(expr)),
            Typed::Truth(_) => {
                Err(self
                    .error(expr.span, format!("a number belongs here, not true or false; write where({expr}, 1, 0)")))
            }
        }
    }

    /// An expression that must be true or false.
    pub fn truth(&mut self, expr: &'e Expr) -> Result<Truth<'t>, Error> {
        let column = match &expr.kind {
            ExprKind::Name(name) | ExprKind::Column(name) => self.table.column(name),
            _ => None,
        };
        if let Some(Column { boolean: true, data: ColumnData::Number(values), .. }) = column {
            return Ok(Truth::Column(values));
        }
        match self.typed(expr)? {
            Typed::Truth(truth) => Ok(truth),
            other => {
                let message = format!("a condition belongs here, such as loss < 3; this is {}", other.kind());
                Err(self.error(expr.span, message))
            }
        }
    }

    /// A name: the running name of a sum, a column, or a constant.
    fn name(&self, name: &'e str, span: Span) -> Result<Typed<'t>, Error> {
        if let Some((_, value)) = self.running.iter().rev().find(|(running, _)| *running == name) {
            return Ok(Typed::Number(Number::Constant(*value)));
        }
        match (self.table.column(name), name) {
            (Some(column), _) => self.column(column, span),
            (None, "pi") => Ok(Typed::Number(Number::Constant(std::f64::consts::PI))),
            (None, "inf") => Ok(Typed::Number(Number::Constant(f64::INFINITY))),
            (None, "true" | "false") => Ok(Typed::Truth(Truth::Constant(name == "true"))),
            (None, _) => Err(self.unknown(name, span)),
        }
    }

    fn column(&self, column: &'t Column, span: Span) -> Result<Typed<'t>, Error> {
        match &column.data {
            ColumnData::Category(categories) => Ok(Typed::Text(Text::Column(categories))),
            ColumnData::Number(_) => match self.table.numbers(&column.name) {
                Ok(values) => Ok(Typed::Number(Number::Column(values))),
                Err(error) => Err(self.error(span, error.message)),
            },
        }
    }

    fn unknown(&self, name: &str, span: Span) -> Error {
        unknown_column(self.table, name, self.text, span)
    }

    /// What to say where a text stands and a number belongs.
    fn holds_text(&self, expr: &Expr) -> Error {
        let message = match &expr.kind {
            ExprKind::Name(name) | ExprKind::Column(name) => {
                self.table.numbers(name).err().map_or_else(|| "a number belongs here".into(), |error| error.message)
            }
            _ => format!("a number belongs here, not the text {}", self.source(expr.span)),
        };
        self.error(expr.span, message)
    }

    fn binary(&mut self, op: BinaryOp, left: &'e Expr, right: &'e Expr) -> Result<Typed<'t>, Error> {
        let arithmetic: fn(f64, f64) -> f64 = match op {
            BinaryOp::Add => |a, b| a + b,
            BinaryOp::Subtract => |a, b| a - b,
            BinaryOp::Multiply => |a, b| a * b,
            BinaryOp::Divide => |a, b| a / b,
            BinaryOp::Power => scalar::power,
            BinaryOp::And => {
                return Ok(Typed::Truth(Truth::And(Box::new(self.truth(left)?), Box::new(self.truth(right)?))));
            }
            BinaryOp::Or => {
                return Ok(Typed::Truth(Truth::Or(Box::new(self.truth(left)?), Box::new(self.truth(right)?))));
            }
            _ => return self.comparison(op, left, right),
        };
        let (left, right) = (self.number(left)?, self.number(right)?);
        Ok(Typed::Number(Number::Arithmetic(arithmetic, Box::new(left), Box::new(right))))
    }

    fn comparison(&mut self, op: BinaryOp, left: &'e Expr, right: &'e Expr) -> Result<Typed<'t>, Error> {
        let (a, b) = (self.operand(left, right)?, self.operand(right, left)?);
        Ok(Typed::Truth(match (a, b) {
            (Typed::Number(a), Typed::Number(b)) => Truth::CompareNumbers(op, a, b),
            (Typed::Text(a), Typed::Text(b)) => Truth::CompareTexts(op, a, b),
            // `converged == true`, where converged is a column of true and false.
            (Typed::Number(a), Typed::Truth(Truth::Constant(b))) => compare_with_truth(op, a, b),
            (Typed::Truth(Truth::Constant(a)), Typed::Number(b)) => compare_with_truth(op, b, a),
            (Typed::Text(_), Typed::Number(_)) => return Err(self.text_against_number(left, right)),
            (Typed::Number(_), Typed::Text(_)) => return Err(self.text_against_number(right, left)),
            (Typed::Truth(_), _) => return Err(self.truth_compared(left)),
            (_, Typed::Truth(_)) => return Err(self.truth_compared(right)),
        }))
    }

    /// One side of a comparison; a bare word beside a column of texts is most likely a text without its quotes.
    fn operand(&mut self, expr: &'e Expr, other: &Expr) -> Result<Typed<'t>, Error> {
        self.typed(expr).map_err(|error| match (&expr.kind, &other.kind) {
            (ExprKind::Name(name), ExprKind::Name(beside) | ExprKind::Column(beside))
                if self.table.column(name).is_none()
                    && self.table.column(beside).is_some_and(|c| matches!(c.data, ColumnData::Category(_))) =>
            {
                self.error(expr.span, format!("there is no column '{name}'; a text stands in quotes: \"{name}\""))
            }
            _ => error,
        })
    }

    fn text_against_number(&self, text: &Expr, number: &Expr) -> Error {
        let (text_source, number_source) = (self.source(text.span), self.source(number.span));
        match (&text.kind, &number.kind) {
            (ExprKind::Text(content), _) => {
                let advice = match content.trim().parse::<f64>() {
                    Ok(_) => format!("write {content} without quotes"),
                    Err(_) => "compare it with a number".to_string(),
                };
                self.error(text.span, format!("{number_source} holds numbers, not texts; {advice}"))
            }
            (ExprKind::Name(name) | ExprKind::Column(name), ExprKind::Number(_)) => {
                let cause = match self.table.column(name).and_then(|column| column.flaw.as_ref()) {
                    Some((row, cell)) => format!("row {} is '{cell}'", self.table.file_row(*row)),
                    None => "not numbers".into(),
                };
                let message =
                    format!("column '{name}' holds text ({cause}); compare it with a text: \"{number_source}\"");
                self.error(number.span, message)
            }
            _ => self
                .error(text.span, format!("{text_source} is a text and {number_source} a number; they never compare")),
        }
    }

    fn truth_compared(&self, expr: &Expr) -> Error {
        self.error(expr.span, "this is true or false already; join conditions with &&, || and !")
    }

    fn call(&mut self, name: &'e str, args: &'e [Arg], span: Span) -> Result<Typed<'t>, Error> {
        if let Some(arg) = args.iter().find(|arg| arg.name.is_some()) {
            return Err(
                self.error(arg.value.span, "arguments by name belong to a law of the catalogue, not to a table")
            );
        }
        let place = Span { start: span.start, end: span.start + name.len() };
        match (name, args) {
            ("missing", [arg]) => Ok(Typed::Truth(match self.typed(&arg.value)? {
                Typed::Number(number) => Truth::NumberMissing(number),
                Typed::Text(text) => Truth::TextMissing(text),
                Typed::Truth(_) => {
                    return Err(self.error(arg.value.span, "missing(...) takes a column, such as missing(loss)"));
                }
            })),
            ("missing", _) => Err(self.error(span, "missing(...) takes one column, such as missing(loss)")),
            ("where", [condition, yes, no]) => {
                let condition = Box::new(self.truth(&condition.value)?);
                match (self.typed(&yes.value)?, self.typed(&no.value)?) {
                    (Typed::Number(a), Typed::Number(b)) => {
                        Ok(Typed::Number(Number::Where(condition, Box::new(a), Box::new(b))))
                    }
                    (Typed::Text(a), Typed::Text(b)) => {
                        Ok(Typed::Text(Text::Where(condition, Box::new(a), Box::new(b))))
                    }
                    (a, b) => {
                        let message = format!(
                            "where(...) chooses between two numbers or two texts, not {} and {}",
                            a.kind(),
                            b.kind()
                        );
                        Err(self.error(no.value.span, message))
                    }
                }
            }
            _ => self.function(name, args, place),
        }
    }

    fn function(&mut self, name: &'e str, args: &'e [Arg], place: Span) -> Result<Typed<'t>, Error> {
        let Some(known) = crate::ast::function(name).filter(|f| f.accepts(args.len())) else {
            return Err(Error::unknown_function(self.text, place, name, ["missing"]));
        };
        let mut numbers = args.iter().map(|arg| self.number(&arg.value)).collect::<Result<Vec<_>, _>>()?;
        Ok(Typed::Number(match scalar::unary(name) {
            Some(function) if numbers.len() == 1 => Number::Function(function, Box::new(numbers.swap_remove(0))),
            _ => Number::Variadic(known.name, numbers),
        }))
    }
}

fn compare_with_truth<'t>(op: BinaryOp, number: Number<'t>, truth: bool) -> Truth<'t> {
    Truth::CompareNumbers(op, number, Number::Constant(f64::from(u8::from(truth))))
}

/// `name`, at `span` of `text`, is no column of `table`.
pub(super) fn unknown_column(table: &Table, name: &str, text: &str, span: Span) -> Error {
    let columns = || table.columns().iter().map(|column| column.name.as_str());
    let advice = match nearest(name, columns()) {
        Some(near) if crate::parse::is_identifier(near) => format!("did you mean '{near}'?"),
        Some(near) => format!("did you mean `{near}`, in backquotes?"),
        None if table.columns().is_empty() => "there is none at all".into(),
        None => {
            let shown: Vec<&str> = columns().take(8).collect();
            let more = if table.columns().len() > shown.len() { ", …" } else { "" };
            format!("there are {}{more}", shown.join(", "))
        }
    };
    let file = match table.source.path.as_str() {
        "" => String::new(),
        path => format!(" in {path}"),
    };
    Error::at(text, span, format!("there is no column '{name}'{file}; {advice}"))
}
