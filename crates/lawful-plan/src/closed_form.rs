//! The optimum of `E + A*N^-alpha + B*D^-beta` at a cost of `c*N*D`, in closed form.
//!
//! Hoffmann et al. 2022, arXiv 2203.15556, eq. 4: with `G = (alpha A/(beta B))^(1/(alpha + beta))`, `a = beta/(alpha +
//! beta)`, `b = alpha/(alpha + beta)` and a budget `C`,
//!
//! * `N* = G (C/c)^a`, `D* = (C/c)^b / G`,
//! * `L* = E + K (C/c)^(-alpha beta/(alpha + beta))`, `K = A G^-alpha + B G^beta`,
//! * inverse: `C = c ((L - E)/K)^(-(alpha + beta)/(alpha beta))`.

use lawful_law::Law;
use lawful_law::ast::{BinaryOp, Expr, ExprKind, UnaryOp};

/// The law's numbers: floor, factors, exponents; and the factor of the cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoPowers {
    /// The floor `E`.
    pub floor: f64,
    /// Factor `A` of the first column's power.
    pub first: f64,
    /// Its exponent `alpha`: the term is `A*N^-alpha`.
    pub alpha: f64,
    /// Factor `B` of the second column's power.
    pub second: f64,
    /// Its exponent `beta`.
    pub beta: f64,
    /// The factor `c` of the cost `c*N*D`.
    pub cost: f64,
}

impl TwoPowers {
    /// `None` unless factors, exponents and cost are positive, so that there is an inner optimum.
    fn checked(self) -> Option<TwoPowers> {
        let positive = [self.first, self.alpha, self.second, self.beta, self.cost];
        (self.floor.is_finite() && positive.iter().all(|v| *v > 0.0 && v.is_finite())).then_some(self)
    }

    /// The log of `G`.
    fn log_g(&self) -> f64 {
        libm::log(self.alpha * self.first / (self.beta * self.second)) / (self.alpha + self.beta)
    }

    /// `(a, b)`: how the best columns grow with the budget, `N* ~ C^a`, `D* ~ C^b`.
    pub fn growth(&self) -> (f64, f64) {
        let sum = self.alpha + self.beta;
        (self.beta / sum, self.alpha / sum)
    }

    /// `alpha beta/(alpha + beta)`: how the best reducible loss falls with the budget.
    pub fn decline(&self) -> f64 {
        self.alpha * self.beta / (self.alpha + self.beta)
    }

    /// The logs of the best columns for the log of a budget.
    pub fn logs(&self, log_budget: f64) -> (f64, f64) {
        let (g, product) = (self.log_g(), log_budget - libm::log(self.cost));
        let (a, b) = self.growth();
        (g + a * product, b * product - g)
    }

    /// What lies above the floor at the optimum for the log of a budget.
    pub fn reducible(&self, log_budget: f64) -> f64 {
        let (n, d) = self.logs(log_budget);
        self.first * libm::exp(-self.alpha * n) + self.second * libm::exp(-self.beta * d)
    }

    /// The log of the least budget that reaches a loss; `None` at or below the floor.
    pub fn log_budget(&self, loss: f64) -> Option<f64> {
        let above = loss - self.floor;
        (above > 0.0).then(|| {
            let at_cost = self.reducible(libm::log(self.cost));
            libm::log(self.cost) - libm::log(above / at_cost) / self.decline()
        })
    }
}

/// The factors of a product, each to the power 1 or -1.
type Factors = Vec<(Expr, f64)>;

/// A power of a column: the factors before it, and the exponent as written.
type Power = (Factors, Expr);

/// The formulas of the law's parts, found in its text.
#[derive(Debug, Clone)]
pub(crate) struct TwoPowersForm {
    floor: Vec<Expr>,
    powers: [Power; 2],
    cost: Factors,
}

impl TwoPowersForm {
    /// The form, if law and cost have it in the two columns.
    pub(crate) fn find(law: &Law, cost: &Law, columns: &[String]) -> Option<TwoPowersForm> {
        let [first, second] = columns else { return None };
        if !matches!(law.response.kind, ExprKind::Name(_) | ExprKind::Column(_)) {
            return None;
        }
        let mut floor = Vec::new();
        let mut powers: [Option<Power>; 2] = [None, None];
        let mut terms = Vec::new();
        sum(&law.law, &mut terms)?;
        for term in terms {
            let columns_in: Vec<bool> = [first, second].iter().map(|c| mentions(term, c)).collect();
            match columns_in[..] {
                [false, false] => floor.push(term.clone()),
                [true, true] => return None,
                _ => {
                    let place = usize::from(columns_in[1]);
                    let found = power(term, [first, second][place])?;
                    if powers[place].replace(found).is_some() {
                        return None;
                    }
                }
            }
        }
        let mut factors = Vec::new();
        product(&cost.law, 1.0, &mut factors);
        for column in [first, second] {
            let place = factors.iter().position(|(f, p)| is_column(f, column) && *p == 1.0)?;
            factors.remove(place);
        }
        if factors.iter().any(|(f, _)| mentions(f, first) || mentions(f, second)) {
            return None;
        }
        let [Some(one), Some(two)] = powers else { return None };
        Some(TwoPowersForm { floor, powers: [one, two], cost: factors })
    }

    /// The numbers for some values of names; `None` if there is no inner optimum or a part can't be evaluated.
    pub(crate) fn at(
        &self,
        law: impl Fn(&str) -> Option<f64>,
        cost: impl Fn(&str) -> Option<f64>,
    ) -> Option<TwoPowers> {
        let mut floor = 0.0;
        for term in &self.floor {
            floor += constant(term, &law)?;
        }
        let all = |factors: &[(Expr, f64)], names: &dyn Fn(&str) -> Option<f64>| {
            factors
                .iter()
                .try_fold(1.0, |p, (f, sign)| constant(f, names).map(|v| if *sign > 0.0 { p * v } else { p / v }))
        };
        let [(first, alpha), (second, beta)] = &self.powers;
        TwoPowers {
            floor,
            first: all(first, &law)?,
            alpha: -constant(alpha, &law)?,
            second: all(second, &law)?,
            beta: -constant(beta, &law)?,
            cost: all(&self.cost, &cost)?,
        }
        .checked()
    }
}

/// The terms of a sum; `None` if one is subtracted.
fn sum<'e>(e: &'e Expr, terms: &mut Vec<&'e Expr>) -> Option<()> {
    match &e.kind {
        ExprKind::Binary(BinaryOp::Add, a, b) => {
            sum(a, terms)?;
            sum(b, terms)
        }
        ExprKind::Binary(BinaryOp::Subtract, ..) | ExprKind::Unary(..) => None,
        _ => {
            terms.push(e);
            Some(())
        }
    }
}

/// The factors of a product, each to the power 1 or -1.
fn product(e: &Expr, sign: f64, factors: &mut Factors) {
    match &e.kind {
        ExprKind::Binary(BinaryOp::Multiply, a, b) => {
            product(a, sign, factors);
            product(b, sign, factors);
        }
        ExprKind::Binary(BinaryOp::Divide, a, b) => {
            product(a, sign, factors);
            product(b, -sign, factors);
        }
        _ => factors.push((e.clone(), sign)),
    }
}

/// A product with one factor `column^exponent`: the other factors, and the exponent.
fn power(e: &Expr, column: &str) -> Option<Power> {
    let mut factors = Vec::new();
    product(e, 1.0, &mut factors);
    let place = factors.iter().position(|(f, _)| mentions(f, column))?;
    let (factor, sign) = factors.remove(place);
    if factors.iter().any(|(f, _)| mentions(f, column)) {
        return None;
    }
    let ExprKind::Binary(BinaryOp::Power, base, exponent) = &factor.kind else { return None };
    if !is_column(base, column) || mentions(exponent, column) {
        return None;
    }
    let exponent = if sign > 0.0 {
        (**exponent).clone()
    } else {
        Expr { kind: ExprKind::Unary(UnaryOp::Negate, exponent.clone()), span: exponent.span }
    };
    Some((factors, exponent))
}

fn is_column(e: &Expr, column: &str) -> bool {
    matches!(&e.kind, ExprKind::Name(n) | ExprKind::Column(n) if n == column)
}

fn mentions(e: &Expr, column: &str) -> bool {
    e.names().any(|n| n == column)
}

/// The value of an expression of names and arithmetic; `None` if it holds anything else.
fn constant(e: &Expr, names: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
    Some(match &e.kind {
        ExprKind::Number(x) => *x,
        ExprKind::Name(n) | ExprKind::Parameter(n) => names(n)?,
        ExprKind::Unary(UnaryOp::Negate, a) => -constant(a, names)?,
        ExprKind::Binary(op, a, b) => {
            let (a, b) = (constant(a, names)?, constant(b, names)?);
            match op {
                BinaryOp::Add => a + b,
                BinaryOp::Subtract => a - b,
                BinaryOp::Multiply => a * b,
                BinaryOp::Divide => a / b,
                BinaryOp::Power => libm::pow(a, b),
                _ => return None,
            }
        }
        _ => return None,
    })
}
