//! A law's parameters once it has met its table.

use crate::ast::{Bound, Key};

/// A parameter: one per name, or one per category of `name[group]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// As flags and documents write it: `alpha`, `beta["muon"]`, `c[512]`.
    pub name: String,
    /// `beta` of `beta["muon"]`.
    pub base: String,
    /// The categories, as text.
    pub keys: Vec<String>,
    /// Lower end of the domain.
    pub lo: Bound,
    /// Upper end of the domain.
    pub hi: Bound,
    /// A start given by the user.
    pub start: Option<f64>,
    /// The value it is held at, if it is.
    pub fixed: Option<f64>,
    /// A prior.
    pub prior: Option<Prior>,
}

/// A prior distribution of a parameter, as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// `normal`, `lognormal`, `uniform`, …
    pub distribution: String,
    /// Its numbers.
    pub arguments: Vec<f64>,
}

impl Parameter {
    /// A parameter free on the whole line.
    pub(crate) fn free(base: &str, keys: Vec<KeyText>) -> Parameter {
        let open = |value| Bound { value, closed: false };
        let name = if keys.is_empty() {
            base.to_string()
        } else {
            let inner: Vec<String> = keys.iter().map(KeyText::written).collect();
            format!("{base}[{}]", inner.join(","))
        };
        Parameter {
            name,
            base: base.to_string(),
            keys: keys.into_iter().map(|k| k.text).collect(),
            lo: open(f64::NEG_INFINITY),
            hi: open(f64::INFINITY),
            start: None,
            fixed: None,
            prior: None,
        }
    }

    /// Whether a clause about `name[keys]` is about this parameter: all of a group if it gives no keys.
    pub(crate) fn answers_to(&self, name: &str, keys: &[Key]) -> bool {
        self.base == name
            && (keys.is_empty()
                || keys.len() == self.keys.len()
                    && keys.iter().zip(&self.keys).all(|(k, mine)| KeyText::of(k).is_some_and(|k| k.text == *mine)))
    }
}

/// A category, and whether it is text (to be quoted) or a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct KeyText {
    pub(crate) text: String,
    pub(crate) quoted: bool,
}

impl KeyText {
    pub(crate) fn of(key: &Key) -> Option<KeyText> {
        match key {
            Key::Text(t) => Some(KeyText { text: t.clone(), quoted: true }),
            Key::Number(x) => Some(KeyText { text: lawful_io::shortest(*x), quoted: false }),
            Key::Name(..) => None,
        }
    }

    fn written(&self) -> String {
        if self.quoted {
            format!("\"{}\"", self.text.replace('\\', "\\\\").replace('"', "\\\""))
        } else {
            self.text.clone()
        }
    }
}
