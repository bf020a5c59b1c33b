//! Hyperparameters: what the plugin `hparams` keeps of a run's start (`plugin_data.proto`).

use super::wire::{Fields, Malformed, Value};

/// The value of a hyperparameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Setting<'a> {
    Number(f64),
    Text(&'a str),
    Boolean(bool),
}

/// The hyperparameters in the content of the plugin's data; none if it is about something else.
pub(super) fn settings(content: &[u8]) -> Result<Vec<(&str, Setting<'_>)>, Malformed> {
    let mut settings = Vec::new();
    for field in Fields::of(content) {
        // SessionStartInfo, a map of names.
        let (3, Value::Bytes(start)) = field? else { continue };
        for field in Fields::of(start) {
            let (1, Value::Bytes(entry)) = field? else { continue };
            let (mut name, mut setting) = ("", None);
            for field in Fields::of(entry) {
                match field? {
                    (1, Value::Bytes(text)) => name = std::str::from_utf8(text).map_err(|_| Malformed)?,
                    (2, Value::Bytes(value)) => setting = of_value(value)?,
                    _ => {}
                }
            }
            settings.extend(setting.map(|setting| (name, setting)));
        }
    }
    Ok(settings)
}

/// A `google.protobuf.Value`.
fn of_value(message: &[u8]) -> Result<Option<Setting<'_>>, Malformed> {
    let mut setting = None;
    for field in Fields::of(message) {
        match field? {
            (2, Value::Fixed64(bits)) => {
                let x = f64::from_bits(bits);
                setting = Some(Setting::Number(if x.is_nan() { f64::NAN } else { x }));
            }
            (3, Value::Bytes(text)) => {
                setting = Some(Setting::Text(std::str::from_utf8(text).map_err(|_| Malformed)?));
            }
            (4, Value::Varint(x)) => setting = Some(Setting::Boolean(x != 0)),
            _ => {}
        }
    }
    Ok(setting)
}
