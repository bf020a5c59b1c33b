//! Events: what TensorBoard's `event.proto` and `summary.proto` say, as far as scalars and hyperparameters go.

use super::hparams::{self, Setting};
use super::tensor;
use super::wire::{Fields, Malformed, Value};

/// An event of a run.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Event<'a> {
    /// Seconds since 1970.
    pub wall_time: f64,
    pub step: i64,
    /// The run starts again at this step: what it logged there or later before does not count.
    pub restart: bool,
    pub scalars: Vec<(&'a str, f64)>,
    pub settings: Vec<(&'a str, Setting<'a>)>,
    /// Values that are no scalars.
    pub others: usize,
}

impl<'a> Event<'a> {
    pub fn parse(message: &'a [u8]) -> Result<Event<'a>, Malformed> {
        let mut event = Event::default();
        let mut summary = None;
        for field in Fields::of(message) {
            match field? {
                (1, Value::Fixed64(bits)) => event.wall_time = f64::from_bits(bits),
                (2, Value::Varint(step)) => event.step = step as i64,
                (5, Value::Bytes(bytes)) => summary = Some(bytes),
                // SessionLog with status START.
                (7, Value::Bytes(bytes)) => {
                    event.restart = Fields::of(bytes).any(|field| field == Ok((1, Value::Varint(1))));
                }
                _ => {}
            }
        }
        for field in Fields::of(summary.unwrap_or_default()) {
            if let (1, Value::Bytes(value)) = field? {
                event.value(value)?;
            }
        }
        Ok(event)
    }

    /// Adds a value of the event's summary.
    fn value(&mut self, message: &'a [u8]) -> Result<(), Malformed> {
        let (mut tag, mut scalar, mut plugin) = ("", None, Plugin::default());
        for field in Fields::of(message) {
            match field? {
                (1, Value::Bytes(name)) => tag = std::str::from_utf8(name).map_err(|_| Malformed)?,
                (2, Value::Fixed32(bits)) => scalar = Some(f64::from(f32::from_bits(bits))),
                (8, Value::Bytes(bytes)) => scalar = tensor::scalar(bytes)?,
                (9, Value::Bytes(bytes)) => plugin = Plugin::of(bytes)?,
                _ => {}
            }
        }
        match scalar {
            _ if plugin.name == b"hparams" => self.settings.extend(hparams::settings(plugin.content)?),
            // One NaN for all: the payloads of this crate must not come from a file.
            Some(scalar) => self.scalars.push((tag, if scalar.is_nan() { f64::NAN } else { scalar })),
            None => self.others += 1,
        }
        Ok(())
    }
}

/// Which of TensorBoard's plugins a value is for.
#[derive(Default)]
struct Plugin<'a> {
    name: &'a [u8],
    content: &'a [u8],
}

impl<'a> Plugin<'a> {
    /// From a `SummaryMetadata`.
    fn of(message: &'a [u8]) -> Result<Plugin<'a>, Malformed> {
        let mut plugin = Plugin::default();
        for field in Fields::of(message) {
            if let (1, Value::Bytes(data)) = field? {
                for field in Fields::of(data) {
                    match field? {
                        (1, Value::Bytes(name)) => plugin.name = name,
                        (2, Value::Bytes(content)) => plugin.content = content,
                        _ => {}
                    }
                }
            }
        }
        Ok(plugin)
    }
}
