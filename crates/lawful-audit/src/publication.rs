//! What was printed.

use crate::{Error, Printed, Relation};
use lawful_law::ast::ParameterName;
use lawful_law::parse::parse_parameter_value;

/// An interval as printed.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedInterval {
    /// Of which parameter or derived quantity; may be an expression of parameters.
    pub of: String,
    /// Lower end.
    pub lo: Printed,
    /// Upper end.
    pub hi: Printed,
    /// Its level, between 0 and 1.
    pub level: f64,
}

/// The range of an axis of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AxisRange {
    /// Lower end.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

/// What was printed about a law. Texts are those of the program's flags.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Publication {
    /// Parameters.
    pub parameters: Vec<(ParameterName, Printed)>,
    /// Intervals.
    pub intervals: Vec<PrintedInterval>,
    /// Derived numbers: the name of a `let`, or an expression of parameters, and the number.
    pub derived: Vec<(String, Printed)>,
    /// Axes of the law's columns.
    pub x_ranges: Vec<(String, AxisRange)>,
    /// Axis of the response.
    pub y_range: Option<AxisRange>,
    /// Relations between columns.
    pub relations: Vec<Relation>,
    /// The minimum of the objective.
    pub objective: Option<Printed>,
    /// Exponents with which the best columns grow with the budget.
    pub growth: Vec<(String, Printed)>,
    /// What the budget pays for, in the law's columns; `6*N*D` unless it is given.
    pub cost: Option<String>,
    /// The range of the budgets.
    pub budgets: Option<AxisRange>,
}

impl Publication {
    /// Adds parameters: `alpha=.34`, `beta["muon"]=0.3`.
    ///
    /// # Errors
    /// A text is no parameter and number.
    pub fn parameters<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> Result<(), Error> {
        for text in texts {
            let (name, value) = parse_parameter_value(text)?;
            let printed = text.rsplit_once('=').map_or(text, |(_, number)| number);
            if self.parameters.iter().any(|(other, _)| other.to_string() == name.to_string()) {
                return Err(Error::new(format!("the parameter {name} is given twice")));
            }
            self.parameters.push((name, Printed::new(printed, value)));
        }
        Ok(())
    }

    /// Adds an interval: `a=.454:.455@80%`; without `@` its level is 95%.
    ///
    /// # Errors
    /// The text is none.
    pub fn interval(&mut self, text: &str) -> Result<(), Error> {
        let wrong = || Error::new(format!("--interval '{text}' is not NAME=LO:HI@LEVEL, as in a=.454:.455@80%"));
        let (of, ends) = text.rsplit_once('=').ok_or_else(wrong)?;
        let (ends, level) = match ends.split_once('@') {
            Some((ends, level)) => (ends, share(level).ok_or_else(wrong)?),
            None => (ends, 0.95),
        };
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::new(format!("--interval '{text}': the level must lie between 0 and 100%")));
        }
        let (lo, hi) = ends.split_once(':').ok_or_else(wrong)?;
        let (lo, hi) = (number(lo).ok_or_else(wrong)?, number(hi).ok_or_else(wrong)?);
        self.intervals.push(PrintedInterval { of: of.trim().into(), lo, hi, level });
        Ok(())
    }

    /// Adds a derived number: `a=.46`, `beta/(alpha+beta)=.46`.
    ///
    /// # Errors
    /// The text is none.
    pub fn derived(&mut self, text: &str) -> Result<(), Error> {
        let wrong = || Error::new(format!("--derived '{text}' is not NAME=NUMBER, as in a=.46"));
        let (of, value) = text.rsplit_once('=').ok_or_else(wrong)?;
        self.derived.push((of.trim().into(), number(value).ok_or_else(wrong)?));
        Ok(())
    }

    /// Adds the range of a column's axis: `N=.4:4`.
    ///
    /// # Errors
    /// The text is none.
    pub fn x_range(&mut self, text: &str) -> Result<(), Error> {
        let wrong = || Error::new(format!("--x-range '{text}' is not COLUMN=LO:HI, as in N=.4:4"));
        let (column, ends) = text.rsplit_once('=').ok_or_else(wrong)?;
        let range = AxisRange::parse(ends).ok_or_else(wrong)?;
        self.x_ranges.push((column.trim().trim_matches('`').into(), range));
        Ok(())
    }

    /// Sets the range of the response's axis: `.82:.85`.
    ///
    /// # Errors
    /// The text is none.
    pub fn y_range(&mut self, text: &str) -> Result<(), Error> {
        let wrong = || Error::new(format!("--y-range '{text}' is not LO:HI, as in .82:.85"));
        self.y_range = Some(AxisRange::parse(text).ok_or_else(wrong)?);
        Ok(())
    }

    /// Adds a relation: `flops = 6*params*tokens`, `flops = 6*params*tokens @ 5%`.
    ///
    /// # Errors
    /// The text is none.
    pub fn relation(&mut self, text: &str) -> Result<(), Error> {
        self.relations.push(Relation::parse(text)?);
        Ok(())
    }

    /// Sets the printed minimum of the objective.
    ///
    /// # Errors
    /// The text is no number.
    pub fn objective(&mut self, text: &str) -> Result<(), Error> {
        let wrong = || Error::new(format!("--objective '{text}' is no number"));
        self.objective = Some(number(text).ok_or_else(wrong)?);
        Ok(())
    }

    /// Adds the exponent with which the best value of a column grows with the budget: `D=.54`.
    ///
    /// # Errors
    /// The text is none.
    pub fn growth(&mut self, text: &str) -> Result<(), Error> {
        let wrong = || Error::new(format!("--growth '{text}' is not COLUMN=EXPONENT, as in D=.54"));
        let (column, exponent) = text.rsplit_once('=').ok_or_else(wrong)?;
        self.growth.push((column.trim().trim_matches('`').into(), number(exponent).ok_or_else(wrong)?));
        Ok(())
    }

    /// Sets the range of the budgets: `6e18:3e21`.
    ///
    /// # Errors
    /// The text is none, or a budget is not positive.
    pub fn budgets(&mut self, text: &str) -> Result<(), Error> {
        let wrong = || Error::new(format!("--budget '{text}' is not LO:HI with 0 < LO < HI, as in 6e18:3e21"));
        self.budgets = Some(AxisRange::parse(text).filter(|range| range.lo > 0.0).ok_or_else(wrong)?);
        Ok(())
    }
}

impl AxisRange {
    /// Parses `.82:.85`; ends in rising order.
    fn parse(text: &str) -> Option<AxisRange> {
        let (lo, hi) = text.split_once(':')?;
        let (lo, hi) = (number(lo)?.value, number(hi)?.value);
        (lo < hi).then_some(AxisRange { lo, hi })
    }
}

/// A finite number as printed; suffixes `k`, `M`, `B`, `G`, `T` as in laws.
fn number(text: &str) -> Option<Printed> {
    let name = format!("x={}", text.trim());
    let (_, value) = parse_parameter_value(&name).ok()?;
    value.is_finite().then(|| Printed::new(text, value))
}

/// `80%` or `0.8`.
pub(crate) fn share(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|p| p / 100.0),
        None => text.parse().ok(),
    }
}
