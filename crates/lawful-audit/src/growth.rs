//! Printed exponents of the best allocation against the one that the printed law gives.

use crate::design::spread;
use crate::{AxisRange, Code, Error, Finding, Printed, Publication};
use lawful_law::Law;
use lawful_law::ast::{Clause, ParameterName};
use lawful_plan::{FittedLaw, PlanOptions, Planner};
use lawful_report::number;

/// Budgets, even in the log, at which the best allocation is looked for.
const BUDGETS: usize = 5;

/// The budgets of a law that was printed without any: where it is a sum of two powers they don't matter.
const ANY: AxisRange = AxisRange { lo: 1e18, hi: 1e24 };

/// How each column grows with the budget: its exponents at the budgets, and what the rounding leaves open.
struct Growth {
    exponents: Vec<f64>,
    open: f64,
}

/// Compares each printed exponent (`D* ~ C^0.54`) with those of the law at its printed parameters: the local exponents of
/// the best allocation between the lowest and the highest budget. A power law fitted through optima has an exponent
/// between the least and the largest of them.
///
/// # Errors
/// The cost is no formula in the law's columns, a parameter has no printed value, a budget has no best allocation.
pub(crate) fn check(law: &Law, printed: &Publication) -> Result<Vec<Finding>, Error> {
    let budgets = printed.budgets.unwrap_or(ANY);
    let cost = printed.cost.clone().unwrap_or_else(|| PlanOptions::default().cost);
    let mut findings = Vec::new();
    for (column, exponent) in &printed.growth {
        let growth = growth(law, printed, &cost, budgets, column)?;
        findings.extend(compare(column, exponent, &growth, budgets));
    }
    Ok(findings)
}

fn growth(law: &Law, printed: &Publication, cost: &str, budgets: AxisRange, column: &str) -> Result<Growth, Error> {
    let (names, mut values, halves) = parameters(law, printed);
    let at = |values: &[f64]| -> Result<Vec<f64>, Error> {
        let named: Vec<(&str, f64)> = names.iter().map(String::as_str).zip(values.iter().copied()).collect();
        let fitted = FittedLaw::new(&law.to_string(), &named)?;
        let options = PlanOptions { cost: cost.to_string(), ..PlanOptions::default() };
        let planner = Planner::new(&fitted, &options)?;
        let exponent = |k: usize| {
            let share = k as f64 / (BUDGETS - 1) as f64;
            let plan = planner.budget(budgets.lo * libm::pow(budgets.hi / budgets.lo, share))?;
            let place = plan.columns.iter().position(|c| c.name == column).ok_or_else(|| {
                let names: Vec<&str> = plan.columns.iter().map(|c| c.name.as_str()).collect();
                Error::new(format!("--growth {column}: the cost '{cost}' allocates {}", names.join(", ")))
            })?;
            Ok(plan.growth.get(place).map_or(f64::NAN, |g| g.value))
        };
        (0..BUDGETS).map(exponent).collect()
    };
    let exponents = at(&values)?;
    let middle = |values: &[f64]| at(values).map_or(f64::NAN, |e| e[BUDGETS / 2]);
    let open = spread(&mut values, &halves, middle);
    Ok(Growth { exponents, open })
}

/// Names, values and half units of the last digit of what is printed or fixed.
fn parameters(law: &Law, printed: &Publication) -> (Vec<String>, Vec<f64>, Vec<f64>) {
    let fixed = law.clauses.iter().filter_map(|c| match c {
        Clause::Fixed { parameter, value } => Some((parameter, *value, 0.0)),
        _ => None,
    });
    let given = printed.parameters.iter().map(|(name, p)| (name, p.value, p.half_unit));
    let mut all: Vec<(&ParameterName, f64, f64)> = Vec::new();
    for known in given.chain(fixed) {
        if all.iter().all(|(name, ..)| *name != known.0) {
            all.push(known);
        }
    }
    let names = all.iter().map(|(name, ..)| name.to_string()).collect();
    (names, all.iter().map(|p| p.1).collect(), all.iter().map(|p| p.2).collect())
}

fn compare(column: &str, printed: &Printed, growth: &Growth, budgets: AxisRange) -> Option<Finding> {
    let (least, most) =
        growth.exponents.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), e| (lo.min(*e), hi.max(*e)));
    let open = printed.half_unit + growth.open;
    let off = (least - printed.value).max(printed.value - most);
    // Not `<=`: an exponent that is no number agrees with none.
    if off < open || least.is_nan() {
        return None;
    }
    let range = match number(least, 3) == number(most, 3) {
        true => number(most, 3),
        false => format!("{} to {}", number(least, 3), number(most, 3)),
    };
    let message = format!(
        "the best {column} is printed to grow as the budget to the power {printed}, but under the printed parameters its \
         exponent is {range} between the budgets {} and {}, and rounding moves it by {} at most",
        number(budgets.lo, 3),
        number(budgets.hi, 3),
        number(growth.open, 2),
    );
    let finding = Finding::new(Code::DerivedDisagrees, message)
        .with("of", format!("growth of {column}"))
        .with("printed", printed.value)
        .with("of_law", growth.exponents.clone())
        .with("budgets", vec![budgets.lo, budgets.hi])
        .with("rounding", open)
        .with("off_by", off);
    Some(finding)
}
