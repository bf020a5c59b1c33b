//! Claims: numbers that a study must find, and what became of them.

use crate::Error;
use serde::Deserialize;

/// What a claim expects.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Expected {
    /// That something is so, or is not.
    Truth(bool),
    /// A number.
    Number(f64),
}

/// How the measured number must stand to the expected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Within a tolerance of it.
    #[default]
    Near,
    /// No larger.
    AtMost,
    /// No smaller.
    AtLeast,
}

impl Relation {
    /// `near`, `at-most` or `at-least`.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Near => "near",
            Relation::AtMost => "at-most",
            Relation::AtLeast => "at-least",
        }
    }
}

/// A number that a study must find, as its statement has it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// `PART.NAME`: the part of the recipe that measures it, and a name of its own.
    pub key: String,
    /// What is claimed, with its unit.
    pub claim: String,
    /// The number.
    pub expected: Expected,
    /// How the measured number must stand to it.
    #[serde(default)]
    pub relation: Relation,
    /// Largest distance allowed.
    pub absolute: Option<f64>,
    /// Largest distance allowed, as a share of the expected number.
    pub relative: Option<f64>,
    /// Why the tolerance is what it is.
    #[serde(default)]
    pub why: String,
    /// Paper with table or figure, or how the number was recomputed.
    pub source: String,
    /// What was published, where the expected number is another one.
    #[serde(default)]
    pub published: String,
    /// Whether `--quick` leaves it out.
    #[serde(default)]
    pub slow: bool,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Measured as expected.
    Pass,
    /// Measured otherwise, or the work broke down.
    Fail,
    /// The data at hand can't tell.
    Unanswerable,
}

impl Verdict {
    /// `pass`, `fail` or `unanswerable`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Unanswerable => "unanswerable",
        }
    }
}

/// A claim with what was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The claim.
    pub claim: Claim,
    /// What was measured; `None` if nothing could be.
    pub measured: Option<f64>,
    /// What became of it.
    pub verdict: Verdict,
    /// Why it failed or can't be answered; empty where the numbers say it.
    pub reason: String,
}

impl Claim {
    /// The part that measures it.
    pub fn part(&self) -> &str {
        self.key.split_once('.').map_or("", |(part, _)| part)
    }

    /// The expected number: 1 for what must be so, 0 for what must not.
    pub fn number(&self) -> f64 {
        match self.expected {
            Expected::Truth(so) => f64::from(u8::from(so)),
            Expected::Number(x) => x,
        }
    }

    /// Largest distance allowed, in the claim's unit; `None` for a bound or a truth.
    pub fn tolerance(&self) -> Option<f64> {
        self.absolute.or_else(|| self.relative.map(|r| r * self.number().abs()))
    }

    /// Whether a measured number is as claimed; never for NaN.
    pub fn holds(&self, measured: f64) -> bool {
        match self.relation {
            // What lies on the edge in decimal must not fall off it in binary.
            Relation::Near => {
                let slack = 4.0 * f64::EPSILON * self.number().abs();
                (measured - self.number()).abs() <= self.tolerance().unwrap_or(0.0) + slack
            }
            Relation::AtMost => measured <= self.number(),
            Relation::AtLeast => measured >= self.number(),
        }
    }

    /// # Errors
    /// The claim has a tolerance without a reason.
    pub(crate) fn check_reason(&self) -> Result<(), Error> {
        match self.tolerance() {
            Some(_) if self.why.is_empty() => {
                let key = &self.key;
                Err(Error::new(format!("claim '{key}': say why the tolerance is what it is: why = \"…\"")))
            }
            _ => Ok(()),
        }
    }

    /// # Errors
    /// The claim contradicts itself.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let wrong = |why: &str| Err(Error::new(format!("claim '{}': {why}", self.claim)));
        let tolerances = usize::from(self.absolute.is_some()) + usize::from(self.relative.is_some());
        if self.part().is_empty() {
            return wrong("its key is not PART.NAME");
        }
        if self.tolerance().is_some_and(|t| !(t >= 0.0 && t.is_finite())) || !self.number().is_finite() {
            return wrong("expected and tolerance must be finite numbers, the tolerance not negative");
        }
        match (self.expected, self.relation) {
            (Expected::Truth(_), Relation::Near) if tolerances == 0 => Ok(()),
            (Expected::Truth(_), _) => wrong("true and false have neither a relation nor a tolerance"),
            (_, Relation::Near) if tolerances != 1 => wrong("give one of absolute = …, relative = …"),
            (_, Relation::AtMost | Relation::AtLeast) if tolerances != 0 => wrong("a bound has no tolerance"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(text: &str) -> Claim {
        toml::from_str(&format!("key = 'p.x'\nclaim = 'x'\nsource = 's'\n{text}")).unwrap()
    }

    #[test]
    fn near_and_bounds() {
        let near = claim("expected = -2.0\nrelative = 0.1\nwhy = 'w'");
        assert!(near.check().is_ok() && near.holds(-2.2) && !near.holds(-2.21) && !near.holds(f64::NAN));
        let most = claim("expected = 2\nrelation = 'at-most'");
        assert!(most.check().is_ok() && most.holds(2.0) && !most.holds(2.1) && !most.holds(f64::NAN));
        let so = claim("expected = true");
        assert!(so.check().is_ok() && so.holds(1.0) && !so.holds(0.0));
    }

    #[test]
    fn contradictions() {
        let unexplained = claim("expected = 1\nrelative = 0.1");
        assert!(unexplained.check().is_ok() && unexplained.check_reason().is_err());
        for text in ["expected = 1", "expected = true\nabsolute = 1\nwhy = 'w'"] {
            assert!(claim(text).check().is_err(), "{text}");
        }
        assert!(claim("expected = nan\nabsolute = 1\nwhy = 'w'").check().is_err());
    }
}
