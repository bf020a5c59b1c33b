//! A law and its clauses.

use super::cursor::Cursor;
use super::lexer::TokenKind;
use crate::Error;
use crate::ast::{Bound, Clause, Key, LawText, ParameterName, Span};

const EXAMPLE: &str = "'loss ~ E + A*N^-alpha'";

impl LawText {
    /// Parses `response ~ law` and the clauses after it.
    ///
    /// Errors point at the first character that does not fit. Names are not resolved here, nor is it checked that a
    /// clause speaks of a parameter that the law has.
    pub fn parse(text: &str) -> Result<LawText, Error> {
        let mut cursor = Cursor::new(text, EXAMPLE)?;
        let response = cursor.expression()?;
        if !cursor.eat("~") {
            return Err(cursor.no_tilde());
        }
        let law = cursor.expression()?;
        let mut clauses = Vec::new();
        while *cursor.peek() == TokenKind::Separator {
            cursor.advance();
            clauses.push(cursor.clause()?);
        }
        if !cursor.at_end() {
            return Err(cursor.unexpected("a new line or ';'"));
        }
        Ok(LawText { response, law, clauses, text: text.to_string() })
    }
}

impl Cursor<'_> {
    fn no_tilde(&self) -> Error {
        match self.peek() {
            TokenKind::Symbol("=") => self.error_here("between response and law stands '~', not '='"),
            TokenKind::End | TokenKind::Separator => {
                let here = Span { start: self.end(), end: self.end() };
                self.error(here, format!("'~' is missing: a law is written {EXAMPLE}, the observed column first"))
            }
            _ => self.unexpected("'~'"),
        }
    }

    /// One clause, to its separator or the end.
    pub(super) fn clause(&mut self) -> Result<Clause, Error> {
        let clause = match (self.peek(), self.peek_after(1)) {
            (TokenKind::Name(word), TokenKind::Name(_) | TokenKind::Quoted(_)) if word == "let" => self.derived()?,
            (TokenKind::Name(word), TokenKind::Name(_)) if matches!(word.as_str(), "fix" | "fixed" | "with") => {
                return Err(self.error_here("a fixed parameter is written without a word before it: gamma = 0.5"));
            }
            (TokenKind::Name(_) | TokenKind::Quoted(_), _) if !self.starts_with_bound() => self.about_parameter()?,
            _ => self.bounds()?,
        };
        if self.at_clause_end() { Ok(clause) } else { Err(self.unexpected("a new line or ';'")) }
    }

    /// Whether the clause is a domain that starts with its lower end: `pi < x`, `log(2) < x < 1`.
    fn starts_with_bound(&self) -> bool {
        match (self.peek(), self.peek_after(1)) {
            (TokenKind::Name(name), TokenKind::Symbol("(")) => name != "par",
            (TokenKind::Name(name), TokenKind::Symbol(_)) => name == "pi" || name == "inf",
            _ => false,
        }
    }

    /// `let a = beta/(alpha+beta)`
    fn derived(&mut self) -> Result<Clause, Error> {
        let start = self.advance().span.start;
        let (name, _) = self.name("the derived quantity's name")?;
        if self.is("~") || self.is("==") {
            return Err(self.error_here(format!("a derived quantity is written with '=': let {name} = ...")));
        }
        self.expect("=", "'='")?;
        let value = self.expression()?;
        Ok(Clause::Let { name, value, span: Span { start, end: self.end() } })
    }

    /// A clause that starts with its parameter.
    fn about_parameter(&mut self) -> Result<Clause, Error> {
        let parameter = self.parameter()?;
        let name = parameter.to_string();
        if self.eat_word("in") {
            let (lo, hi) = self.interval(&name)?;
            return Ok(Clause::Domain { parameter, lo, hi });
        }
        if self.eat_word("start") {
            if self.is("=") || self.is(":") {
                return Err(self.error_here(format!("a start is written {name} start 1.7, without '=' or ':'")));
            }
            return Ok(Clause::Start { parameter, value: self.constant()? });
        }
        if self.eat("=") {
            return Ok(Clause::Fixed { parameter, value: self.constant()? });
        }
        if self.eat("~") {
            return self.prior(parameter);
        }
        if self.is("==") {
            return Err(self.error_here(format!("a fixed parameter is written with one '=': {name} = 0.5")));
        }
        if self.infix().is_some_and(|op| op.is_comparison()) {
            return self.bounds_after(parameter);
        }
        let known = format!(
            "a clause is '{name} in (0, 2)', '{name} >= 0', '{name} start 1.7', '{name} = 0.5', '{name} ~ normal(0.3, 0.1)' or 'let a = ...'"
        );
        match self.peek() {
            TokenKind::Name(word) => {
                let near = crate::suggest::nearest(word, ["in", "start"]);
                let hint = near.map_or(String::new(), |near| format!("did you mean '{near}'? "));
                Err(self.error_here(format!("'{word}' starts no clause; {hint}{known}")))
            }
            TokenKind::Symbol("(") => Err(self.error_here(format!("this is no clause; {known}"))),
            TokenKind::End | TokenKind::Separator => {
                Err(self.error(parameter.span, format!("this says nothing of {name}; {known}")))
            }
            _ => Err(self.error_here(format!("this does not fit in a clause; {known}"))),
        }
    }

    /// `E`, `` `E` ``, `par(E)`, `beta["muon"]`
    pub(super) fn parameter(&mut self) -> Result<ParameterName, Error> {
        let start = self.span().start;
        let settled = self.is_word("par") && *self.peek_after(1) == TokenKind::Symbol("(");
        if settled {
            self.advance();
            self.advance();
        }
        let (name, _) = self.name("a parameter's name")?;
        if settled {
            self.expect(")", "')'")?;
        }
        let keys = if self.is("[") { self.keys(&name)? } else { Vec::new() };
        for key in &keys {
            if let Key::Name(group, span) = key {
                let message = format!(
                    "one category is meant here, a text or number: {name}[\"{group}\"]; for all of them write {name}"
                );
                return Err(self.error(*span, message));
            }
        }
        Ok(ParameterName { name, keys, span: Span { start, end: self.end() } })
    }

    /// `(0, 2)`, `[0, 1)`, either end maybe `inf`.
    fn interval(&mut self, name: &str) -> Result<(Bound, Bound), Error> {
        let start = self.span().start;
        let open = self.is("(");
        if !open && !self.is("[") {
            return Err(
                self.error_here(format!("a domain stands in brackets: {name} in (0, 2), or [0, 2] with its ends"))
            );
        }
        self.advance();
        let lo = Bound { value: self.limit()?, closed: !open };
        if !self.eat(",") {
            return Err(self.error_here(format!("between the ends of a domain stands ',': {name} in (0, 2)")));
        }
        let value = self.limit()?;
        if !self.is(")") && !self.is("]") {
            return Err(self.unexpected("')' or ']'"));
        }
        let hi = Bound { value, closed: self.is("]") };
        self.advance();
        self.check_domain(lo, hi, Span { start, end: self.end() })?;
        Ok((lo, hi))
    }

    /// `normal(0.3, 0.1)`
    fn prior(&mut self, parameter: ParameterName) -> Result<Clause, Error> {
        let distribution = self.bare_name("a distribution, such as normal(0.3, 0.1),")?;
        self.expect("(", "'(' and the distribution's numbers")?;
        let mut arguments = Vec::new();
        while !(arguments.is_empty() && self.is(")")) {
            arguments.push(self.constant()?);
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")", "')' or ','")?;
        Ok(Clause::Prior { parameter, distribution, arguments })
    }
}
