//! A law in other units, and what its printed digits leave open.

use crate::covariance::Normals;
use crate::error::Error;
use crate::fitted_law::FittedLaw;
use lawful_law::Law;
use lawful_law::ast::{BinaryOp, Expr, ExprKind, Span};

/// FLOP in a petaflop/s-day: 1e15 times 86,400.
pub const PF_DAY: f64 = 8.64e19;

impl FittedLaw {
    /// The same law with its response and columns in other units: the response is multiplied by `response`, and of each
    /// of `columns` the new number is `factor` times the old one. Parameters and draws stay as they are, so that intervals
    /// go along.
    ///
    /// ```
    /// use lawful_plan::{FittedLaw, PF_DAY};
    /// use lawful_io::{Column, Table};
    ///
    /// // Nats per token over PF-days becomes nats per image of 192 tokens over FLOP.
    /// let token = FittedLaw::new("loss ~ L + (c0/C)^a", &[("L", 3.13), ("c0", 1.8e-8), ("a", 0.19)])?;
    /// let image = token.in_units(192.0, &[("C", PF_DAY)])?;
    /// let at = |c: f64| Table::from_columns(vec![Column::number("C", vec![c])]);
    /// let (one, other) = (token.values(&at(1e-3)?)?[0], image.values(&at(1e-3 * PF_DAY)?)?[0]);
    /// assert!((other / (192.0 * one) - 1.0).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A factor is not positive and finite.
    pub fn in_units(&self, response: f64, columns: &[(&str, f64)]) -> Result<FittedLaw, Error> {
        let factors = columns.iter().copied().chain([("the response", response)]);
        for (name, factor) in factors {
            if !(factor > 0.0 && factor.is_finite()) {
                return Err(Error::new(format!("the unit of {name} must change by a positive factor, not {factor}")));
            }
        }
        let expr = |kind| Expr { kind, span: Span::default() };
        let mut law = self.law.text.law.clone();
        for (name, factor) in columns {
            let (column, by) = (expr(ExprKind::Column(name.to_string())), expr(ExprKind::Number(*factor)));
            law = law.replace(name, &expr(ExprKind::Binary(BinaryOp::Divide, Box::new(column), Box::new(by))));
        }
        let (op, by) = match self.response().1 {
            true => (BinaryOp::Add, libm::log(response)),
            false => (BinaryOp::Multiply, response),
        };
        law = expr(ExprKind::Binary(op, Box::new(expr(ExprKind::Number(by))), Box::new(law)));
        let mut this = self.clone();
        this.law = Law::parse(&format!("{} ~ {law}", self.law.text.response))?;
        this.law.clauses.clear();
        for (column, lo, hi) in &mut this.ranges {
            if let Some((_, factor)) = columns.iter().find(|c| c.0 == column) {
                (*lo, *hi) = (*lo * factor, *hi * factor);
            }
        }
        Ok(this)
    }

    /// The same law with `count` draws of what rounding left open: each parameter of `digits` uniform within half a unit of
    /// its last printed digit. It says how far a derived number may lie off the one from unrounded parameters, not how
    /// sure the fit was.
    ///
    /// # Errors
    /// A name is no parameter, a half unit is negative or not finite.
    pub fn with_rounding(mut self, half_units: &[(&str, f64)], count: usize, seed: u64) -> Result<FittedLaw, Error> {
        let mut places = Vec::new();
        for (name, half) in half_units {
            let place = self.names.iter().position(|n| n == name).ok_or_else(|| {
                Error::new(format!("'{name}' is no parameter; the law has {}", self.names.join(", ")))
            })?;
            if !(*half >= 0.0 && half.is_finite()) {
                return Err(Error::new(format!("half a unit of {name}'s last digit can't be {half}")));
            }
            places.push((place, *half));
        }
        let mut random = Normals::new(seed);
        self.draws = (0..count)
            .map(|_| {
                let mut draw = self.values.clone();
                places.iter().for_each(|&(i, half)| draw[i] += half * (2.0 * random.uniform() - 1.0));
                draw
            })
            .collect();
        Ok(self)
    }
}
