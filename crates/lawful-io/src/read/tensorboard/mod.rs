//! TensorBoard event files: one row per step, one column per tag of scalars.
//!
//! Scalars come as `simple_value` (PyTorch, tensorboardX) or as tensors of one number (TensorFlow 2); hyperparameters
//! (`add_hparams`) are columns `hparams.NAME`. Histograms, images and text are passed over. Of a value logged twice at a
//! step the last counts, and what a restarted run logged after the step where it starts again is dropped, as in
//! TensorBoard itself. A file that ends inside a record is one of a run that goes on, or was killed: its whole records count.

mod crc32c;
mod event;
mod hparams;
pub(crate) mod records;
mod run;
mod tensor;
mod wire;

use std::io::BufReader;

use self::event::Event;
use self::records::{Next, Records};
use self::run::Run;
use super::Contents;
use crate::input::{Input, sha256_of_files};
use crate::{Error, ReadOptions};

/// The columns of a run's event files, in the order in which they were written; no rows if they hold no scalars.
pub(super) fn read(inputs: &[Input], options: &ReadOptions) -> Result<Contents, Error> {
    let mut run = Run::default();
    let (mut notes, mut sums, mut others, mut long) = (Vec::new(), Vec::new(), 0, 0);
    for input in inputs {
        let failed = |why: String| input.error(why);
        let mut records = Records::new(BufReader::with_capacity(1 << 16, input.text()?));
        let mut buffer = Vec::new();
        loop {
            match records.next(&mut buffer).map_err(failed)? {
                Next::Record => {
                    let event = Event::parse(&buffer)
                        .map_err(|_| failed(format!("record {} is no event; the file is damaged", records.count)))?;
                    others += event.others;
                    run.add(&event);
                }
                Next::Long => long += 1,
                Next::End if records.count == 0 => return Err(failed("the file is empty".into())),
                Next::End => break,
                Next::CutOff if records.count == 0 => {
                    return Err(failed("no whole record: the file is cut off".into()));
                }
                Next::CutOff => {
                    let what = format!("ends inside record {}: a run that goes on, or was cut off", records.count + 1);
                    notes.push(format!("{}: {what}", input.name));
                    break;
                }
            }
        }
        sums.push(records.into_inner().into_inner().finish().map_err(|e| input.error(e))?);
    }
    let name = inputs.last().map_or("", |input| input.name.as_str());
    let (columns, again) = run.columns(options).map_err(|why| Error::new(format!("{name}: {why}")))?;
    if again > 0 {
        notes.push(format!("{name}: {again} values were logged again at a step; the last of each counts"));
    }
    if others + long > 0 {
        notes.push(format!("{name}: {} values are no scalars and were left out", others + long));
    }
    let sha256 = sha256_of_files(inputs.iter().zip(&sums).map(|(input, sum)| (input.name.as_str(), sum.as_str())));
    Ok(Contents { notes, ..Contents::new(columns, run.rows(), sha256) })
}
