//! What an audit found.

use std::fmt;

/// The kind of a finding; prints as its stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The printed digits are too few: rounding moves the law.
    RoundedParameters,
    /// The printed parameters, or the printed objective, lie above the minimum.
    AboveMinimum,
    /// The printed parameters are the optimum of another noise than stated.
    OtherEstimator,
    /// A descent from the printed parameters ends in a minimum that is not the lowest.
    LocalOptimum,
    /// The data do not determine a parameter.
    NotIdentified,
    /// An interval that the data can't give, or that contradicts itself.
    ImpossibleInterval,
    /// The same measured values stand under different keys.
    RepeatedValues,
    /// A relation between columns does not hold.
    RelationBroken,
    /// The law with its printed parameters contradicts a figure or the table; another unit or exponent would not.
    UnitOrExponent,
    /// A derived number is not what the law gives.
    DerivedDisagrees,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Code::RoundedParameters => "rounded-parameters",
            Code::AboveMinimum => "above-minimum",
            Code::OtherEstimator => "other-estimator",
            Code::LocalOptimum => "local-optimum",
            Code::NotIdentified => "not-identified",
            Code::ImpossibleInterval => "impossible-interval",
            Code::RepeatedValues => "repeated-values",
            Code::RelationBroken => "relation-broken",
            Code::UnitOrExponent => "unit-or-exponent",
            Code::DerivedDisagrees => "derived-disagrees",
        })
    }
}

/// A number, word or list that a finding rests on.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// A number.
    Number(f64),
    /// Words.
    Text(String),
    /// Numbers, such as rows of the file (from 1).
    Numbers(Vec<f64>),
    /// Numbers by name, such as parameters.
    Named(Vec<(String, f64)>),
}

impl From<f64> for Evidence {
    fn from(x: f64) -> Evidence {
        Evidence::Number(x)
    }
}

impl From<usize> for Evidence {
    fn from(n: usize) -> Evidence {
        Evidence::Number(n as f64)
    }
}

impl From<String> for Evidence {
    fn from(text: String) -> Evidence {
        Evidence::Text(text)
    }
}

impl From<Vec<f64>> for Evidence {
    fn from(list: Vec<f64>) -> Evidence {
        Evidence::Numbers(list)
    }
}

impl From<Vec<(String, f64)>> for Evidence {
    fn from(list: Vec<(String, f64)>) -> Evidence {
        Evidence::Named(list)
    }
}

/// One thing that is not as published.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// One sentence that says what, and by how much.
    pub message: String,
    /// The numbers behind the sentence, by name.
    pub evidence: Vec<(&'static str, Evidence)>,
}

impl Finding {
    /// The number that it rests on by this name.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.evidence(name).and_then(|e| if let Evidence::Number(x) = e { Some(*x) } else { None })
    }

    /// The list of numbers by this name: rows of the file, say.
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        self.evidence(name).and_then(|e| if let Evidence::Numbers(list) = e { Some(&list[..]) } else { None })
    }

    /// The named numbers by this name: parameters, say.
    pub fn named(&self, name: &str) -> Option<&[(String, f64)]> {
        self.evidence(name).and_then(|e| if let Evidence::Named(list) = e { Some(&list[..]) } else { None })
    }

    fn evidence(&self, name: &str) -> Option<&Evidence> {
        self.evidence.iter().find(|(known, _)| *known == name).map(|(_, e)| e)
    }

    pub(crate) fn new(code: Code, message: impl Into<String>) -> Finding {
        Finding { code, message: message.into(), evidence: vec![] }
    }

    pub(crate) fn with(mut self, name: &'static str, evidence: impl Into<Evidence>) -> Finding {
        self.evidence.push((name, evidence.into()));
        self
    }
}
