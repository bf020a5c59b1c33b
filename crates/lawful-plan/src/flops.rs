//! FLOPs of a transformer, counted exactly.
//!
//! Hoffmann et al. 2022, arXiv 2203.15556, appendix F. For one sequence of length `s` through a layer of width `d`, `h`
//! heads of key size `k`, feed-forward width `f`:
//!
//! | part | FLOPs |
//! |---|---|
//! | keys, queries, values | `6 s d h k` |
//! | keys times queries | `2 s s h k` |
//! | softmax | `3 h s s` |
//! | softmax times values | `2 s s h k` |
//! | output projection | `2 s h k d` |
//! | feed-forward | `4 s d f` |
//!
//! Outside the layers: embedding `2 s V d`, logits `2 s d V` with the vocabulary `V`. The backward pass costs twice the
//! forward pass, so training is three forward passes.

/// A decoder-only transformer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transformer {
    /// Layers.
    pub layers: f64,
    /// Width of the residual stream.
    pub width: f64,
    /// Width of the feed-forward part.
    pub feed_forward: f64,
    /// Attention heads.
    pub heads: f64,
    /// Size of a key.
    pub key_size: f64,
    /// Words of the vocabulary.
    pub vocabulary: f64,
    /// Tokens of a sequence.
    pub sequence: f64,
}

/// What is counted outside the layers. Papers differ; the ratio to `6 N D` of a small model moves by half with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlopConvention {
    /// Layers alone. Table A4 of Hoffmann et al. comes out this way, although their `N` counts the embedding.
    WithoutEmbeddingAndLogits,
    /// Layers and logits.
    WithLogits,
    /// Layers, embedding and logits, as their appendix lists them.
    WithEmbeddingAndLogits,
}

impl FlopConvention {
    /// All three.
    pub const ALL: [FlopConvention; 3] =
        [FlopConvention::WithoutEmbeddingAndLogits, FlopConvention::WithLogits, FlopConvention::WithEmbeddingAndLogits];

    /// Its name in tables and flags.
    pub fn name(self) -> &'static str {
        match self {
            FlopConvention::WithoutEmbeddingAndLogits => "without-embedding-and-logits",
            FlopConvention::WithLogits => "with-logits",
            FlopConvention::WithEmbeddingAndLogits => "with-embedding-and-logits",
        }
    }
}

impl Transformer {
    /// FLOPs of the forward pass of one sequence.
    pub fn forward(&self, convention: FlopConvention) -> f64 {
        let Transformer { layers, width: d, feed_forward: f, heads: h, vocabulary, sequence: s, .. } = *self;
        let hk = h * self.key_size;
        let layer = 6.0 * s * d * hk
            + 2.0 * s * s * hk
            + 3.0 * h * s * s
            + 2.0 * s * s * hk
            + 2.0 * s * hk * d
            + 4.0 * s * d * f;
        let words = 2.0 * s * vocabulary * d;
        let outside = match convention {
            FlopConvention::WithoutEmbeddingAndLogits => 0.0,
            FlopConvention::WithLogits => words,
            FlopConvention::WithEmbeddingAndLogits => 2.0 * words,
        };
        layers * layer + outside
    }

    /// FLOPs of training on `tokens` tokens: three forward passes.
    pub fn training(&self, tokens: f64, convention: FlopConvention) -> f64 {
        3.0 * self.forward(convention) / self.sequence * tokens
    }

    /// Training FLOPs over `6 N D` for `parameters` parameters, whatever the tokens.
    pub fn ratio_to_6nd(&self, parameters: f64, convention: FlopConvention) -> f64 {
        self.training(1.0, convention) / (6.0 * parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table A4 of Hoffmann et al., at sequences of 2048 and 32,000 words; their sizes are rounded, so the last digit may
    /// differ by one.
    #[test]
    fn table_a4() {
        let shapes = [
            (10.0, 640.0, 2560.0, 10.0, 64.0, 73.8e6, 1.03),
            (20.0, 1024.0, 4096.0, 16.0, 64.0, 305.7e6, 1.10),
            (24.0, 1280.0, 5120.0, 10.0, 128.0, 552e6, 1.08),
            (26.0, 1792.0, 7168.0, 14.0, 128.0, 1143e6, 1.04),
            (28.0, 2048.0, 8192.0, 16.0, 128.0, 1609e6, 1.03),
            (40.0, 3584.0, 14336.0, 28.0, 128.0, 6796e6, 0.99),
        ];
        let ratios: Vec<[f64; 3]> = shapes
            .iter()
            .map(|&(layers, width, feed_forward, heads, key_size, parameters, _)| {
                let model =
                    Transformer { layers, width, feed_forward, heads, key_size, vocabulary: 32000.0, sequence: 2048.0 };
                FlopConvention::ALL.map(|c| model.ratio_to_6nd(parameters, c))
            })
            .collect();
        for (r, shape) in ratios.iter().zip(&shapes) {
            assert!((r[0] - shape.6).abs() < 0.0101, "{r:?} {}", shape.6);
        }
        let near = |x: f64, y: f64| (x - y).abs() < 0.0051;
        assert!(near(ratios[0][1], 1.30) && near(ratios[5][1], 1.01), "{ratios:?}");
        assert!(near(ratios[0][2], 1.58) && near(ratios[5][2], 1.03), "{ratios:?}");
    }
}
