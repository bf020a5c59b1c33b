//! The arguments of `lawful weights`.

use super::{MachineArguments, OutputArguments};
use clap::Args;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  lawful weights model.safetensors
  lawful weights checkpoint-folder --layers '*mlp*' --out out
  lawful weights tuned.safetensors --against base.safetensors
  lawful weights model.gguf --format csv > layers.csv
  lawful fit layers.csv 'participation_ratio ~ c[kind]*width^beta[kind]' \\
    --noise lognormal

Eigenvalues are squared singular values. Never read alpha alone: every spectrum
has one, noise too; p, the rivals and the edge of noise say what it is worth.";

/// `lawful weights`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct WeightsArguments {
    /// safetensors, npy, npz, GGUF or PyTorch's zip archive; a folder of them; the index of a sharded model
    pub(in crate::cli) model: PathBuf,
    /// Set every layer beside the one of the same name in another checkpoint
    #[arg(long, value_name = "MODEL")]
    pub(in crate::cli) against: Option<PathBuf>,
    /// Only layers of these names: * is any text, ? one character (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(in crate::cli) layers: Vec<String>,
    /// Keep fused q, k and v weights in one matrix, as WeightWatcher does
    #[arg(long)]
    pub(in crate::cli) fused_whole: bool,
    /// Simulate K samples per tail for p and the interval of alpha, 0 for none
    #[arg(long, value_name = "K", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(in crate::cli) sims: u32,
    /// Shuffled copies of every matrix as a null model [default: one where entries are heavy-tailed]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(in crate::cli) shuffles: Option<u32>,
    /// Level of the interval of alpha
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub(in crate::cli) level: f64,
    /// What layers may take together, as 8G or 512M [default: three times the largest, at least 256M]
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(in crate::cli) memory: Option<u64>,
    #[command(flatten)]
    pub(in crate::cli) machine: MachineArguments,
    /// Write weights.json, tables (CSV, Parquet), all singular values, figures and the page weights.html here
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub(in crate::cli) out: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) output: OutputArguments,
}

/// `8G`, `512M`, `1500k` or a plain number, in powers of 1024.
fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        unit => return Err(format!("'{unit}' is no unit of bytes; write 512M or 8G")),
    };
    let number: f64 = digits.parse().map_err(|_| "write a number and a unit, as 512M or 8G".to_string())?;
    let bytes = number * f64::from(shift).exp2();
    if bytes >= 1.0 && bytes < 1e18 { Ok(bytes as u64) } else { Err(format!("{text} is out of range")) }
}
