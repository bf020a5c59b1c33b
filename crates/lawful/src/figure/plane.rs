//! What is drawn against what.

use super::groups::Groups;
use super::scale::log_span;
use super::{MOST_GROUPS, used};
use crate::{Fit, Law, Table};
use lawful_law::ast::{Expr, ExprKind, Key};

/// What is drawn against what.
pub(super) enum Plane {
    /// The response against one column, one curve per group.
    Curve { x: String, groups: Groups },
    /// The response against one column, coloured by another.
    Family { x: String, colour: String },
    /// Observed against fitted.
    Fitted,
}

impl Plane {
    pub(super) fn choose(law: &Law, fit: &Fit, table: &Table) -> Plane {
        let mut indices = Vec::new();
        index_names(&law.law, &mut indices);
        let (group_columns, mut covariates): (Vec<&String>, Vec<&String>) =
            fit.columns.iter().partition(|c| indices.contains(&c.as_str()));
        if covariates.iter().any(|c| table.numbers(c).is_err()) {
            return Plane::Fitted;
        }
        // The column that spans most comes first.
        let span = |c: &str| log_span(&used(fit, table, c)).unwrap_or(0.0);
        covariates.sort_by(|a, b| span(b).total_cmp(&span(a)));
        match (&covariates[..], group_columns.is_empty()) {
            ([x], _) => match Groups::of(fit, table, &group_columns) {
                Some(groups) if groups.list.len() <= MOST_GROUPS => Plane::Curve { x: x.to_string(), groups },
                _ => Plane::Fitted,
            },
            ([x, colour], true) => Plane::Family { x: x.to_string(), colour: colour.to_string() },
            _ => Plane::Fitted,
        }
    }
}

/// The names that index parameters: `optimizer` of `beta[optimizer]`.
fn index_names<'a>(e: &'a Expr, names: &mut Vec<&'a str>) {
    match &e.kind {
        ExprKind::Indexed(_, keys) => names.extend(keys.iter().filter_map(|key| match key {
            Key::Name(name, _) => Some(name.as_str()),
            _ => None,
        })),
        ExprKind::Unary(_, a) => index_names(a, names),
        ExprKind::Binary(_, a, b) => [a, b].into_iter().for_each(|e| index_names(e, names)),
        ExprKind::Call(_, args) => args.iter().for_each(|arg| index_names(&arg.value, names)),
        ExprKind::Sum { body, .. } => index_names(body, names),
        ExprKind::Root { equation, lo, hi, .. } => {
            [equation, lo, hi].into_iter().for_each(|e| index_names(e, names));
        }
        _ => {}
    }
}
