//! Derived numbers against what the printed parameters give.

use crate::design::Printing;
use crate::{Code, Finding, Printed};
use lawful_report::number;

/// What is left of a difference to the arithmetic of whoever derived the number, relative.
const ARITHMETIC: f64 = 1e-9;

/// Compares the printed `derived` number with the law's at its printed parameters.
pub(crate) fn check(of: &str, derived: &Printed, law: Printing) -> Option<Finding> {
    let open = law.half_unit + derived.half_unit + ARITHMETIC * law.value.abs();
    let off = (derived.value - law.value).abs();
    if off <= open {
        return None;
    }
    let relative = 100.0 * (derived.value / law.value - 1.0);
    let message = format!(
        "{of} is printed as {derived}, but the printed parameters give {} (from {} to {} with their rounding): off by \
         {} ({}{}%)",
        number(law.value, 5),
        number(law.lo(), 4),
        number(law.hi(), 4),
        number(off, 3),
        if relative > 0.0 { "+" } else { "" },
        number(relative, 3),
    );
    Some(
        Finding::new(Code::DerivedDisagrees, message)
            .with("of", of.to_string())
            .with("printed", derived.value)
            .with("of_law", law.value)
            .with("rounding", law.half_unit + derived.half_unit)
            .with("off_by", off),
    )
}
