//! Seeded random numbers and draws from the distributions of the noise models.

// Each test program uses some of them.
#![allow(dead_code)]

/// splitmix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    /// Uniform in (0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Standard normal (Box and Muller).
    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (2.0 * std::f64::consts::PI * self.uniform()).cos()
    }

    /// Laplace of scale 1.
    pub fn laplace(&mut self) -> f64 {
        let size = -self.uniform().ln();
        if self.uniform() < 0.5 { -size } else { size }
    }

    /// Gamma of this shape (1 or more) and scale 1 (Marsaglia and Tsang 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Student's t: a normal over the root of a chi-squared per degree of freedom.
    pub fn student(&mut self, degrees: f64) -> f64 {
        self.normal() / (self.gamma(0.5 * degrees) / (0.5 * degrees)).sqrt()
    }

    /// Poisson: arrivals of unit rate within `mean`.
    pub fn poisson(&mut self, mean: f64) -> f64 {
        let mut count = 0.0;
        let mut time = -self.uniform().ln();
        while time < mean {
            count += 1.0;
            time -= self.uniform().ln();
        }
        count
    }

    /// Successes of `trials`.
    pub fn binomial(&mut self, trials: usize, p: f64) -> f64 {
        (0..trials).filter(|_| self.uniform() < p).count() as f64
    }

    /// Variance `mean + dispersion mean^2`: Poisson of a gamma mean.
    pub fn negative_binomial(&mut self, mean: f64, dispersion: f64) -> f64 {
        let rate = self.gamma(1.0 / dispersion) * dispersion * mean;
        self.poisson(rate)
    }
}
