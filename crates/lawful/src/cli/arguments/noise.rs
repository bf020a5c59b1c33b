//! Flags that say how data scatter.

use clap::Args;
use lawful::{Noise, Trials};

/// How data scatter about the law.
#[derive(Debug, Args)]
pub(in crate::cli) struct NoiseArguments {
    /// How data scatter about the law [default: gaussian]
    #[arg(long, value_name = "NOISE", default_value = "gaussian", hide_default_value = true)]
    pub(in crate::cli) noise: Noise,
    /// Column of known standard deviations of the residuals
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) sigma: Option<String>,
    /// Column of row weights
    #[arg(long, value_name = "COL")]
    pub(in crate::cli) weights: Option<String>,
}

impl NoiseArguments {
    /// The columns that the flags name.
    pub(in crate::cli) fn columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.sigma.iter().chain(&self.weights).map(String::as_str).collect();
        if let Noise::Binomial(Trials::Column(trials)) = &self.noise {
            names.push(trials);
        }
        names
    }
}
