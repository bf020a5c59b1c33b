//! The Kolmogorov-Smirnov distance of a candidate, without looking at every point.
//!
//! Both the law's survival function and the sample's fall from point to point, so in a block of neighbouring points
//! the distance is bounded by the values at its two ends. Only blocks whose bound exceeds the largest distance seen so
//! far are looked into.

use crate::family::Family;

/// How the distance between law and sample is taken at a distinct value x of the tail.
///
/// | | continuous law | discrete law |
/// |---|---|---|
/// | `Below` | abs(F(x) - share of the tail below x) | the same, with F(x - 1), the law's share below x |
/// | `TwoSided` | that, and abs(F(x) - share at or below x): Kolmogorov's distance | both sides of every step: Kolmogorov's distance |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ks {
    /// As the published tools compute it.
    #[default]
    Below,
    /// The supremum over all x.
    TwoSided,
}

impl Ks {
    /// The other one.
    pub fn other(self) -> Ks {
        match self {
            Ks::Below => Ks::TwoSided,
            Ks::TwoSided => Ks::Below,
        }
    }
}

impl std::fmt::Display for Ks {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Ks::Below => "below",
            Ks::TwoSided => "two-sided",
        })
    }
}

impl std::str::FromStr for Ks {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Ks, crate::Error> {
        match text {
            "below" => Ok(Ks::Below),
            "two-sided" => Ok(Ks::TwoSided),
            _ => Err(crate::Error::new(format!("'{text}' is neither 'below' nor 'two-sided'"))),
        }
    }
}

/// A distance, and the point where it is reached.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Distance {
    pub(crate) value: f64,
    pub(crate) witness: usize,
}

/// Covers the rounding of survival functions, which then need not fall strictly from point to point.
const SLACK: f64 = 1e-12;

/// A family's points, with every `stride`-th of them set apart.
pub(crate) struct Distances<'a, F> {
    pub(crate) family: &'a F,
    pub(crate) ks: Ks,
    stride: usize,
    heads: Vec<f64>,
}

/// Buffers that are used again.
#[derive(Default)]
pub(crate) struct Scratch {
    heads: Vec<f64>,
    inside: Vec<f64>,
    beyond: Vec<f64>,
}

impl<'a, F: Family> Distances<'a, F> {
    pub(crate) fn new(family: &'a F, ks: Ks) -> Self {
        let points = family.points();
        // Costs of the two steps, heads and insides, are alike near the square root.
        let stride = (0.25 * (points.len() as f64).sqrt()).clamp(16.0, 1024.0) as usize;
        let heads = points.iter().step_by(stride).copied().collect();
        Distances { family, ks, stride, heads }
    }

    /// The distance of a candidate: exact if it is at most `enough`, else exact or a lower bound above `enough`.
    pub(crate) fn of(&self, candidate: usize, enough: f64, scratch: &mut Scratch) -> Distance {
        let count = self.family.points().len();
        let Scratch { heads, inside, beyond } = scratch;
        let above = self.family.at_or_above();
        let m = above[candidate];
        // Blocks that lie in the tail as a whole.
        let first = candidate.div_ceil(self.stride);
        let blocks = self.heads.len().saturating_sub(first);
        let mut largest = Distance { value: 0.0, witness: candidate };
        let part = candidate..count.min(first * self.stride);
        self.inside(candidate, part, &mut largest, inside, beyond);
        heads.resize(blocks + 1, 0.0);
        self.family.survival(candidate, &self.heads[first..], &mut heads[..blocks]);
        // Behind the last point is nothing.
        heads[blocks] = 0.0;
        let share = |i: usize| above[i.min(count)] / m;
        for b in 0..blocks {
            let i = (first + b) * self.stride;
            let d = (heads[b] - share(i)).abs();
            if d > largest.value {
                largest = Distance { value: d, witness: i };
            }
        }
        for b in 0..blocks {
            if largest.value > enough {
                return largest;
            }
            let start = (first + b) * self.stride;
            let bound = (heads[b] - share(start + self.stride)).max(share(start) - heads[b + 1]);
            if bound + SLACK > largest.value {
                let part = start..count.min(start + self.stride);
                self.inside(candidate, part, &mut largest, inside, beyond);
            }
        }
        largest
    }

    /// Looks at every point of a range.
    fn inside(
        &self,
        candidate: usize,
        range: std::ops::Range<usize>,
        largest: &mut Distance,
        survival: &mut Vec<f64>,
        beyond: &mut Vec<f64>,
    ) {
        if range.is_empty() {
            return;
        }
        let above = self.family.at_or_above();
        let m = above[candidate];
        let start = range.start;
        let points = &self.family.points()[range.clone()];
        survival.resize(points.len(), 0.0);
        self.family.survival(candidate, points, survival);
        let mut look = |survival: &[f64], above: &[f64]| {
            let most = survival.iter().zip(above).map(|(g, r)| (g - r / m).abs()).fold(0.0, f64::max);
            if most > largest.value {
                let here = survival.iter().zip(above).position(|(g, r)| (g - r / m).abs() == most);
                *largest = Distance { value: most, witness: start + here.unwrap_or(0) };
            }
        };
        look(survival, &above[range.clone()]);
        if self.ks == Ks::TwoSided {
            beyond.resize(points.len(), 0.0);
            self.family.survival_beyond(candidate, points, beyond);
            look(beyond, &above[range.start + 1..=range.end]);
        }
    }

    /// What one point says of some candidates: raises each one's lower bound to the distance at `witness`, where the
    /// witness lies in its tail.
    pub(crate) fn witnessed(
        &self,
        witness: usize,
        candidates: std::ops::Range<usize>,
        bounds: &mut [f64],
        survival: &mut [f64],
    ) {
        let candidates = candidates.start..candidates.end.min(witness + 1);
        if candidates.is_empty() {
            return;
        }
        let above = self.family.at_or_above();
        let point = self.family.points()[witness];
        let survival = &mut survival[..candidates.len()];
        let sizes = &above[candidates.clone()];
        let mut raise = |survival: &[f64], r: f64| {
            for ((bound, g), m) in bounds.iter_mut().zip(survival).zip(sizes) {
                let d = (g - r / m).abs();
                *bound = if d > *bound { d } else { *bound };
            }
        };
        self.family.survival_of(candidates.clone(), point, survival);
        raise(survival, above[witness]);
        if self.ks == Ks::TwoSided {
            self.family.survival_beyond_of(candidates, point, survival);
            raise(survival, above[witness + 1]);
        }
    }
}
