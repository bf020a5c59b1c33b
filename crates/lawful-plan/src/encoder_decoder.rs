//! Parameters of an encoder-decoder transformer, counted from its layers.

/// The layers of an encoder-decoder transformer; embeddings, biases and normalisation are not counted.
///
/// With the width `d` and the feed-forward width `f` an encoder layer has `4 d^2 + 2 d f` parameters (one attention), a
/// decoder layer `8 d^2 + 2 d f` (its own attention, and that over the encoder).
///
/// ```
/// let layers = lawful_plan::EncoderDecoder { encoder_layers: 6.0, decoder_layers: 6.0, width: 1024.0, feed_forward: 8192.0 };
/// assert_eq!((layers.encoder() / 6.0).round(), 20_971_520.0);
/// assert_eq!((layers.decoder() / 6.0).round(), 25_165_824.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EncoderDecoder {
    /// Layers of the encoder.
    pub encoder_layers: f64,
    /// Layers of the decoder.
    pub decoder_layers: f64,
    /// Width of the residual stream.
    pub width: f64,
    /// Width of the feed-forward part.
    pub feed_forward: f64,
}

impl EncoderDecoder {
    /// Parameters of the encoder.
    pub fn encoder(&self) -> f64 {
        self.encoder_layers * self.width * (4.0 * self.width + 2.0 * self.feed_forward)
    }

    /// Parameters of the decoder.
    pub fn decoder(&self) -> f64 {
        self.decoder_layers * self.width * (8.0 * self.width + 2.0 * self.feed_forward)
    }
}
