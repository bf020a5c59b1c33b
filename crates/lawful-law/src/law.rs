//! A law as typed: its text parsed, laws of the catalogue put in for their names.

use crate::ast;
use crate::ast::{Arg, Clause, Expr, ExprKind, Key, LawText};
use crate::catalogue::{self, SearchRange};
use crate::error::Error;
use std::collections::HashMap;
use std::fmt;

/// A law, parsed and independent of any table: which names are columns is decided when it meets one
/// ([`crate::Model`]).
///
/// ```
/// let law = lawful_law::Law::parse("loss ~ E + A*N^-alpha + B*D^-beta; alpha in (0, 2); let a = beta/(alpha+beta)")?;
/// assert_eq!(law.to_string(), "loss ~ E + A*N^-alpha + B*D^-beta");
/// # Ok::<(), lawful_law::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    /// The text as parsed, catalogue names still in place.
    pub text: LawText,
    /// Left of `~`.
    pub response: Expr,
    /// Right of `~`, with laws of the catalogue expanded.
    pub law: Expr,
    /// Clauses: those of the catalogue first, so that typed ones override them.
    pub clauses: Vec<Clause>,
    /// Where a search for starts should look, from the catalogue.
    pub search: Vec<SearchRange>,
    /// How many of `clauses` came from the catalogue.
    from_catalogue: usize,
}

impl Law {
    /// Parses the text of a law: `response ~ law; clause; …`.
    pub fn parse(text: &str) -> Result<Law, Error> {
        let parsed = LawText::parse(text)?;
        let mut expander = Expander { text, clauses: vec![], search: vec![] };
        let law = expander.expand(&parsed.law)?;
        let response = expander.expand(&parsed.response)?;
        let mut clauses = expander.clauses;
        let from_catalogue = clauses.len();
        clauses.extend(parsed.clauses.iter().cloned());
        Ok(Law { response, law, clauses, search: expander.search, text: parsed, from_catalogue })
    }

    /// Which of `clauses` stand in the text, so that an error can point at them.
    pub(crate) fn typed_clauses(&self) -> std::ops::Range<usize> {
        self.from_catalogue..self.from_catalogue + self.text.clauses.len()
    }

    /// Adds a clause, as if it had been typed last.
    pub fn with_clause(mut self, clause: Clause) -> Law {
        self.clauses.push(clause);
        self
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} ~ {}", self.text.response, self.text.law)
    }
}

/// Puts the formulas of catalogue laws in for calls by their names.
struct Expander<'a> {
    text: &'a str,
    clauses: Vec<Clause>,
    search: Vec<SearchRange>,
}

impl Expander<'_> {
    fn expand(&mut self, e: &Expr) -> Result<Expr, Error> {
        let boxed = |this: &mut Self, x: &Expr| this.expand(x).map(Box::new);
        let kind = match &e.kind {
            ExprKind::Unary(op, a) => ExprKind::Unary(*op, boxed(self, a)?),
            ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, boxed(self, a)?, boxed(self, b)?),
            ExprKind::Sum { index, values, body } => {
                ExprKind::Sum { index: index.clone(), values: values.clone(), body: boxed(self, body)? }
            }
            ExprKind::Root { equation, unknown, lo, hi } => ExprKind::Root {
                equation: boxed(self, equation)?,
                unknown: unknown.clone(),
                lo: boxed(self, lo)?,
                hi: boxed(self, hi)?,
            },
            ExprKind::Call(name, args) => {
                let args = args
                    .iter()
                    .map(|a| Ok(Arg { name: a.name.clone(), value: self.expand(&a.value)? }))
                    .collect::<Result<Vec<_>, Error>>()?;
                if ast::function(name).is_some() {
                    ExprKind::Call(name.clone(), args)
                } else {
                    return self.catalogue_law(e, name, args);
                }
            }
            other => other.clone(),
        };
        Ok(Expr { kind, span: e.span })
    }

    fn catalogue_law(&mut self, call: &Expr, name: &str, args: Vec<Arg>) -> Result<Expr, Error> {
        let Some(entry) = catalogue::find(name) else {
            let laws = catalogue::entries().iter().map(|l| l.name.as_str());
            return Err(Error::unknown_function(self.text, call.span, name, laws));
        };
        let mut bound: HashMap<String, Expr> = HashMap::new();
        let wanted = entry.arguments.join(", ");
        for (place, arg) in args.into_iter().enumerate() {
            let target = match &arg.name {
                Some(n) if entry.arguments.contains(n) => n.clone(),
                Some(n) => {
                    return Err(Error::at(
                        self.text,
                        arg.value.span,
                        format!("law '{name}' has no argument '{n}'; its arguments are {wanted}"),
                    ));
                }
                None => match entry.arguments.get(place) {
                    Some(n) => n.clone(),
                    None => {
                        return Err(Error::at(
                            self.text,
                            arg.value.span,
                            format!("law '{name}' takes {} arguments: {wanted}", entry.arguments.len()),
                        ));
                    }
                },
            };
            if bound.insert(target.clone(), arg.value.clone()).is_some() {
                return Err(Error::at(self.text, arg.value.span, format!("argument '{target}' is given twice")));
            }
        }
        if let Some(missing) = entry.arguments.iter().find(|a| !bound.contains_key(*a)) {
            let message = format!("law '{name}' needs its argument '{missing}': write {name}({missing}=column, …)");
            return Err(Error::at(self.text, call.span, message));
        }
        self.clauses.extend(entry.clauses.iter().cloned());
        self.search.extend(entry.search.iter().map(|r| SearchRange {
            parameter: r.parameter.clone(),
            lo: bind(&r.lo, &bound, &[]),
            hi: bind(&r.hi, &bound, &[]),
            log: r.log,
        }));
        let mut body = bind(&entry.expression, &bound, &[]);
        body.span = call.span;
        Ok(body)
    }
}

/// A catalogue formula with its arguments put in and every other name a parameter.
fn bind(e: &Expr, arguments: &HashMap<String, Expr>, hidden: &[String]) -> Expr {
    let inner = |x: &Expr| Box::new(bind(x, arguments, hidden));
    let kind = match &e.kind {
        ExprKind::Name(n) if hidden.contains(n) || n == "pi" => ExprKind::Name(n.clone()),
        ExprKind::Name(n) => match arguments.get(n) {
            Some(argument) => return argument.clone(),
            None => ExprKind::Parameter(n.clone()),
        },
        ExprKind::Unary(op, a) => ExprKind::Unary(*op, inner(a)),
        ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, inner(a), inner(b)),
        ExprKind::Call(name, args) => ExprKind::Call(
            name.clone(),
            args.iter().map(|a| Arg { name: a.name.clone(), value: bind(&a.value, arguments, hidden) }).collect(),
        ),
        ExprKind::Sum { index, values, body } => {
            let hidden = [hidden, std::slice::from_ref(index)].concat();
            ExprKind::Sum {
                index: index.clone(),
                values: values.clone(),
                body: Box::new(bind(body, arguments, &hidden)),
            }
        }
        ExprKind::Root { equation, unknown, lo, hi } => {
            let within = [hidden, std::slice::from_ref(unknown)].concat();
            ExprKind::Root {
                equation: Box::new(bind(equation, arguments, &within)),
                unknown: unknown.clone(),
                lo: inner(lo),
                hi: inner(hi),
            }
        }
        ExprKind::Indexed(name, keys) => ExprKind::Indexed(
            name.clone(),
            keys.iter()
                .map(|k| match k {
                    // An argument used as a group: its column takes its place.
                    Key::Name(n, span) => match arguments.get(n).map(|a| &a.kind) {
                        Some(ExprKind::Name(c) | ExprKind::Column(c)) => Key::Name(c.clone(), *span),
                        _ => k.clone(),
                    },
                    other => other.clone(),
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Expr { kind, span: e.span }
}
