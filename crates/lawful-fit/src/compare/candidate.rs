//! A law to be compared.

use crate::noise::Noise;
use lawful_law::Law;

/// A law with its noise, to be compared with others.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The law, its clauses (domains, starts, fixed values) with it.
    pub law: Law,
    /// How data scatter about it.
    pub noise: Noise,
}

impl Candidate {
    /// A law with its noise.
    pub fn new(law: Law, noise: Noise) -> Candidate {
        Candidate { law, noise }
    }
}
