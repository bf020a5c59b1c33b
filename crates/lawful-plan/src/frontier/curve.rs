//! The training curve of one run: loss over cost.

/// A run's checkpoints by rising cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The run.
    pub name: String,
    /// Logs of cost, rising strictly.
    pub(crate) costs: Vec<f64>,
    /// Logs of loss.
    pub(crate) losses: Vec<f64>,
    /// Logs of size and of tokens at the checkpoints.
    pub(crate) sizes: Vec<f64>,
    /// Logs of tokens.
    pub(crate) tokens: Vec<f64>,
}

impl Curve {
    /// Cost and loss at the checkpoints, by rising cost.
    pub fn checkpoints(&self) -> (Vec<f64>, Vec<f64>) {
        let values = |logs: &[f64]| logs.iter().map(|l| libm::exp(*l)).collect();
        (values(&self.costs), values(&self.losses))
    }

    /// Sorts the checkpoints `(cost, loss, size, tokens)`, all in logs; of two at one cost the lower loss stays.
    pub(crate) fn new(name: String, mut rows: Vec<[f64; 4]>) -> Curve {
        rows.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        rows.dedup_by(|later, first| later[0] == first[0]);
        let column = |k: usize| rows.iter().map(|r| r[k]).collect();
        Curve { name, costs: column(0), losses: column(1), sizes: column(2), tokens: column(3) }
    }

    /// Smooths the log losses with a Gaussian kernel whose standard deviation is `width` checkpoints.
    pub(crate) fn smooth(&mut self, width: f64) {
        let reach = (4.0 * width).ceil() as usize;
        let n = self.losses.len();
        let smoothed = (0..n)
            .map(|i| {
                let (from, to) = (i.saturating_sub(reach), (i + reach).min(n - 1));
                let weight = |j: usize| {
                    let z = (j as f64 - i as f64) / width;
                    libm::exp(-0.5 * z * z)
                };
                let total: f64 = (from..=to).map(weight).sum();
                (from..=to).map(|j| weight(j) * self.losses[j]).sum::<f64>() / total
            })
            .collect();
        self.losses = smoothed;
    }

    /// Log loss, log size and log tokens at a log cost, linear between checkpoints; `None` outside them.
    pub(crate) fn at(&self, cost: f64) -> Option<[f64; 3]> {
        let (first, last) = (*self.costs.first()?, *self.costs.last()?);
        if !(cost >= first && cost <= last) {
            return None;
        }
        let i = self.costs.partition_point(|&c| c <= cost);
        let at = |v: &[f64]| {
            if i == v.len() {
                return v[i - 1];
            }
            let part = (cost - self.costs[i - 1]) / (self.costs[i] - self.costs[i - 1]);
            v[i - 1] + part * (v[i] - v[i - 1])
        };
        Some([at(&self.losses), at(&self.sizes), at(&self.tokens)])
    }
}
