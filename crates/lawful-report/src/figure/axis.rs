//! An axis: label, scale, range, and how its ticks are written.

/// How values are laid along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// In proportion to the value.
    #[default]
    Linear,
    /// In proportion to its decimal logarithm; values that are not positive cannot be drawn.
    Log10,
}

/// How the numbers at the ticks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TickStyle {
    /// Plain where numbers are short, powers of ten otherwise.
    #[default]
    Auto,
    /// Powers of ten: `10²¹`, `5×10⁹`.
    Power,
    /// The field's suffixes: `1k`, `70B`, `1.4T`.
    Suffix,
}

/// An axis of a panel, or the scale of a colour bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    /// What is measured, with its unit: `loss (nats/token)`.
    pub label: String,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// Least and greatest value shown; `None` takes them from the data. A range that the scale
    /// cannot show (not finite, not positive on a logarithmic axis) is ignored; one that is
    /// reversed is put in order.
    pub range: Option<(f64, f64)>,
    /// How ticks are written.
    pub ticks: TickStyle,
    /// Names of the values 1, 2, 3, … in place of numbers; empty for numbers.
    pub names: Vec<String>,
}

impl Axis {
    /// A linear axis over the range of the data.
    pub fn linear(label: impl Into<String>) -> Axis {
        Axis { label: label.into(), ..Axis::default() }
    }

    /// A logarithmic axis over the range of the data.
    pub fn log10(label: impl Into<String>) -> Axis {
        Axis { scale: Scale::Log10, ..Axis::linear(label) }
    }

    /// A linear axis with a name at each of 1, 2, 3, …
    pub fn named(label: impl Into<String>, names: Vec<String>) -> Axis {
        let last = names.len() as f64 + 0.5;
        Axis { names, ..Axis::linear(label).range(0.5, last) }
    }

    /// The same axis from `low` to `high`.
    pub fn range(mut self, low: f64, high: f64) -> Axis {
        self.range = Some((low, high));
        self
    }

    /// The same axis with its ticks written as `style` says.
    pub fn ticks(mut self, style: TickStyle) -> Axis {
        self.ticks = style;
        self
    }
}
