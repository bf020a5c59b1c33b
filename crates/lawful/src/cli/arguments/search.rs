//! Flags that steer the search for the best parameters.

use clap::Args;
use lawful_fit::Recipe;

/// Where the search begins, and with how many threads.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub(in crate::cli) struct SearchArguments {
    /// Start a parameter here (repeatable): given starts are the starts
    #[arg(long, value_name = "NAME=VALUE")]
    pub(in crate::cli) start: Vec<String>,
    /// Hold a parameter at a value (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(in crate::cli) fix: Vec<String>,
    /// Follow K quasi-random starts [default: as many as the law needs]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(in crate::cli) starts: Option<u32>,
    #[command(flatten)]
    pub(in crate::cli) machine: MachineArguments,
}

impl SearchArguments {
    /// How fits that stand side by side are made.
    pub(in crate::cli) fn recipe(&self, sigma: Option<&String>, weights: Option<&String>, level: f64) -> Recipe {
        Recipe {
            weights: weights.cloned(),
            sigma: sigma.cloned(),
            starts: self.starts.map(|starts| starts as usize),
            level,
            seed: self.machine.seed,
        }
    }
}

/// Randomness and threads.
#[derive(Debug, Args)]
pub(in crate::cli) struct MachineArguments {
    /// Seed of whatever is random
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(in crate::cli) seed: u64,
    /// Threads [default: one per core]; results are the same bits for any number
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(in crate::cli) threads: Option<u32>,
}

impl MachineArguments {
    /// Sets the number of threads for all that follows.
    pub(in crate::cli) fn set_threads(&self) {
        if let Some(threads) = self.threads {
            // It fails only if the pool exists already, which nothing before this line makes.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads as usize).build_global();
        }
    }
}
