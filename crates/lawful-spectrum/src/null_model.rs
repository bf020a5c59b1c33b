//! What the spectrum of pure noise looks like: the trait that the laws of random matrices share.

/// A limiting density of eigenvalues.
pub trait NullModel {
    /// The interval that holds the continuous part.
    fn support(&self) -> (f64, f64);
    /// Density of the continuous part at `x`; 0 outside the support.
    fn density(&self, x: f64) -> f64;
    /// Share of eigenvalues at or below `x`.
    fn cdf(&self, x: f64) -> f64;

    /// The `x` below which a share `p` of the eigenvalues lies, by bisection to the last bit; the ends of the support
    /// for `p <= 0` and `p >= 1`.
    fn quantile(&self, p: f64) -> f64 {
        let (mut low, mut high) = self.support();
        if p <= self.cdf(low) {
            return low;
        }
        if p >= 1.0 {
            return high;
        }
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if !(middle > low && middle < high) {
                break;
            }
            if self.cdf(middle) < p { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// The Kolmogorov distance between eigenvalues in rising order and a law: `max |F_n(x) - F(x)|`.
pub fn kolmogorov_distance(rising: &[f64], law: &impl NullModel) -> f64 {
    let n = rising.len() as f64;
    rising.iter().enumerate().fold(0.0, |d: f64, (i, &x)| {
        let f = law.cdf(x);
        d.max(f - i as f64 / n).max((i + 1) as f64 / n - f)
    })
}
