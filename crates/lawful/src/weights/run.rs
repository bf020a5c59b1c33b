//! The steps from a checkpoint to its layers.

use super::against::Against;
use super::matrices::{Cut, named, skipped};
use super::measures::{Measures, Settings};
use super::{SkipCode, SkippedTensor, WeightLayer, Weights, kind, within_memory};
use crate::{Checkpoint, Error};
use lawful_fit::Progress;
use lawful_io::arrays::{Tensor, Values};
use lawful_io::matches_pattern;
use lawful_spectrum::{Element, Error as SpectrumError, MatrixRef};
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that layers together may take whatever the largest one is: 256 MiB.
pub const LEAST_MEMORY: u64 = 256 << 20;

/// Simulated samples per tail unless set.
const SIMS: usize = 100;

/// Progress is told in so many steps.
const STEPS: usize = 1000;

/// Spectra to be measured: a checkpoint and options.
#[derive(Clone)]
pub struct Weighing<'a> {
    checkpoint: &'a Checkpoint,
    against: Option<&'a Checkpoint>,
    patterns: Vec<String>,
    fused_whole: bool,
    settings: Settings,
    memory: Option<u64>,
    progress: Option<Progress>,
}

/// A tensor that is left out, with its place in the checkpoint.
type Skipped = (usize, SkippedTensor);

/// A tensor that will be read.
struct Job<'a> {
    tensor: &'a Tensor,
    other: Option<&'a Tensor>,
    cut: Cut,
    /// Which of its matrices were asked for.
    parts: Vec<usize>,
    /// Bytes at its peak.
    bytes: u64,
    /// Multiplications, about.
    work: f64,
}

/// What became of one matrix.
type Measured = Result<WeightLayer, SkippedTensor>;

impl<'a> Weighing<'a> {
    pub(super) fn new(checkpoint: &'a Checkpoint) -> Weighing<'a> {
        Weighing {
            checkpoint,
            against: None,
            patterns: Vec::new(),
            fused_whole: false,
            settings: Settings { sims: SIMS, shuffles: None, seed: 0, level: 0.95 },
            memory: None,
            progress: None,
        }
    }

    /// Sets every layer beside the layer of the same name and shape of another checkpoint.
    pub fn against(mut self, other: &'a Checkpoint) -> Self {
        self.against = Some(other);
        self
    }

    /// Only layers whose name has one of these forms: `*` is any text, `?` one character; with or without the part in
    /// brackets. All if there is no pattern.
    pub fn layers<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.patterns = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Fused query, key and value weights stay one matrix, as WeightWatcher takes them.
    pub fn fused_whole(mut self) -> Self {
        self.fused_whole = true;
        self
    }

    /// Simulated samples for p and the interval of alpha, 100 unless set; 0 for none.
    pub fn sims(mut self, sims: usize) -> Self {
        self.settings.sims = sims;
        self
    }

    /// Shuffled copies of every matrix. Unless set one where the kurtosis of the entries is above 5, else none.
    pub fn shuffles(mut self, shuffles: usize) -> Self {
        self.settings.shuffles = Some(shuffles);
        self
    }

    /// Seed of simulations and shuffles, 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Level of the interval of alpha, 0.95 unless set.
    pub fn level(mut self, level: f64) -> Self {
        self.settings.level = level;
        self
    }

    /// Bytes that layers may take together. Unless set three times the largest layer, at least [`LEAST_MEMORY`]. A layer
    /// that needs more alone is measured alone, unless the bound was set: then it is left out.
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Called as work goes on, with steps done and steps in all.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Measures. Time is that of the decompositions, `rows*cols*k + 4/3 k^3` operations with `k = min(rows, cols)` for
    /// f32 and narrower data; results have the same bits for any number of threads.
    ///
    /// # Errors
    /// A file that can't be read; no layer of a given name; no matrix at all. A matrix that can't be measured is no error
    /// but one of [`Weights::skipped`].
    pub fn run(self) -> Result<Weights, Error> {
        let begun = std::time::Instant::now();
        if !(self.settings.level > 0.0 && self.settings.level < 1.0) {
            let level = self.settings.level;
            return Err(Error::Weights(format!("the level must lie between 0 and 1, not {level}")));
        }
        let (jobs, early) = self.jobs()?;
        let largest = jobs.iter().map(|job| held(job.tensor)).max().unwrap_or(0);
        let most = self.memory.unwrap_or((3 * largest).max(LEAST_MEMORY));
        let sizes: Vec<u64> = jobs.iter().map(|job| job.bytes).collect();
        let all: f64 = jobs.iter().map(|job| job.work).sum();
        let done = AtomicU64::new(0);
        let results = within_memory::each(&sizes, most, rayon::current_num_threads(), |i| {
            let measured = self.measured(&jobs[i]);
            if let Some(progress) = &self.progress {
                let share = jobs[i].work / all * STEPS as f64 * 1e6;
                let so_far = done.fetch_add(share as u64, Ordering::Relaxed) as f64 + share;
                if !progress(((so_far / 1e6).round() as usize).min(STEPS), STEPS) {
                    return Err(Error::Weights("stopped".into()));
                }
            }
            measured
        })?;
        let (mut layers, mut found) = (Vec::new(), Vec::new());
        for (job, result) in jobs.iter().zip(results) {
            for one in result {
                match one {
                    Ok(layer) => layers.push(layer),
                    Err(skip) => found.push((self.place(job.tensor), skip)),
                }
            }
        }
        found.extend(early);
        found.sort_by_key(|(place, _)| *place);
        Ok(Weights {
            model: self.checkpoint.path().to_string(),
            against: self.against.map(|other| other.path().to_string()),
            tensors: self.checkpoint.tensors().len(),
            layers,
            skipped: found.into_iter().map(|(_, skip)| skip).collect(),
            seed: self.settings.seed,
            level: self.settings.level,
            seconds: begun.elapsed().as_secs_f64(),
        })
    }

    /// Where a tensor stands in the checkpoint.
    fn place(&self, tensor: &Tensor) -> usize {
        self.checkpoint.tensors().iter().position(|t| std::ptr::eq(t, tensor)).unwrap_or(0)
    }

    /// What will be read, and what is left out by its header alone, with its place.
    fn jobs(&self) -> Result<(Vec<Job<'a>>, Vec<Skipped>), Error> {
        let limit = self.memory.or_else(available);
        let (mut jobs, mut left_out, mut asked) = (Vec::new(), Vec::new(), 0);
        for (place, tensor) in self.checkpoint.tensors().iter().enumerate() {
            let cut = Cut::of(tensor, self.fused_whole);
            let count = cut.as_ref().map_or(1, |cut| cut.count(&tensor.shape));
            let part = |i: usize| cut.as_ref().map_or(String::new(), |cut| cut.part(i));
            let parts: Vec<usize> = (0..count).filter(|i| self.is_asked(&tensor.name, &part(*i))).collect();
            asked += parts.len();
            if parts.is_empty() {
                continue;
            }
            match cut.and_then(|cut| self.job(tensor, cut, parts, limit)) {
                Ok(job) => jobs.push(job),
                Err(skip) => left_out.push((place, skip)),
            }
        }
        let path = self.checkpoint.path();
        if asked == 0 && !self.patterns.is_empty() {
            let example = self.checkpoint.tensors().first().map_or("", |t| t.name.as_str());
            let patterns = self.patterns.join(", ");
            return Err(Error::Weights(format!(
                "{path}: no array is called like '{patterns}'; names look like '{example}' (lawful info lists them)"
            )));
        }
        match (jobs.is_empty(), left_out.first()) {
            (true, Some((_, skip))) => {
                let (count, name, reason) = (left_out.len(), &skip.name, &skip.reason);
                Err(Error::Weights(format!(
                    "{path}: none of {count} arrays is a matrix to measure: '{name}': {reason}"
                )))
            }
            (true, None) => Err(Error::Weights(format!("{path}: there are no arrays in it"))),
            _ => Ok((jobs, left_out)),
        }
    }

    fn is_asked(&self, tensor: &str, part: &str) -> bool {
        let name = named(tensor, part);
        // A part stands in brackets behind its tensor's name: they are no class of characters here.
        let is = |p: &String| {
            let p = p.replace('[', "[[]");
            matches_pattern(&p, tensor) || matches_pattern(&p, &name)
        };
        self.patterns.is_empty() || self.patterns.iter().any(is)
    }

    fn job(
        &self,
        tensor: &'a Tensor,
        cut: Cut,
        parts: Vec<usize>,
        limit: Option<u64>,
    ) -> Result<Job<'a>, SkippedTensor> {
        let other = match self.against {
            None => None,
            Some(other) => Some(twin(tensor, other)?),
        };
        let (rows, cols) = cut.size(&tensor.shape);
        let bytes = self.peak(tensor, cut, rows, cols);
        if let Some(limit) = limit.filter(|limit| bytes > *limit) {
            let (need, have) = (in_words(bytes), in_words(limit));
            let way_out = if self.memory.is_some() { "raise the bound" } else { "use a machine with more" };
            let reason = format!("a {rows} x {cols} matrix needs {need} of memory, {have} may be used: {way_out}");
            return Err(skipped(tensor, "", SkipCode::TooLarge, reason));
        }
        let (short, long) = (rows.min(cols) as f64, rows.max(cols) as f64);
        let work = parts.len() as f64 * short * short * (long + 4.0 * short + 1.0);
        Ok(Job { tensor, other, cut, parts, bytes, work })
    }

    /// Bytes at the peak of a layer's work.
    fn peak(&self, tensor: &Tensor, cut: Cut, rows: usize, cols: usize) -> u64 {
        let entries = (rows as u64).saturating_mul(cols as u64);
        let (short, long) = (rows.min(cols) as u64, rows.max(cols) as u64);
        let size = if tensor.dtype.reads_as_f64() { 8 } else { 4 };
        let copies = u64::from(self.settings.shuffles != Some(0)) + u64::from(self.against.is_some());
        let loaded = held(tensor) * (1 + u64::from(cut.copies())) * (1 + u64::from(self.against.is_some()));
        // The Gram matrix, its partial sums (of 8192 rows each, eight at most at a time) or its decomposition.
        let gram = short.saturating_mul(short).saturating_mul(8).saturating_mul(2 + long.div_ceil(8192).min(8));
        let direct = if size == 8 { entries.saturating_mul(16) } else { 0 };
        loaded.saturating_add(copies * entries.saturating_mul(size)).saturating_add(gram.max(direct))
    }

    /// Reads a tensor and measures its matrices.
    ///
    /// # Errors
    /// The file can't be read.
    fn measured(&self, job: &Job<'_>) -> Result<Vec<Measured>, Error> {
        let array = self.checkpoint.read(job.tensor)?;
        let other = match (self.against, job.other) {
            (Some(checkpoint), Some(tensor)) => Some(checkpoint.read(tensor)?.values),
            _ => None,
        };
        let result = match (array.values, other) {
            (Values::F32(this), None) => self.pieces(job, &this, None, |a, b| a - b),
            (Values::F64(this), None) => self.pieces(job, &this, None, |a, b| a - b),
            (Values::F32(this), Some(Values::F32(other))) => self.pieces(job, &this, Some(&other), |a, b| a - b),
            (Values::F64(this), Some(Values::F64(other))) => self.pieces(job, &this, Some(&other), |a, b| a - b),
            (this, Some(other)) => self.pieces(job, &widened(this), Some(&widened(other)), |a, b| a - b),
        };
        Ok(result.unwrap_or_else(|e| vec![Err(self.failed(job, "", &e))]))
    }

    fn pieces<T: Element>(
        &self,
        job: &Job<'_>,
        this: &[T],
        other: Option<&[T]>,
        minus: impl Fn(T, T) -> T,
    ) -> Result<Vec<Measured>, SpectrumError> {
        let shape = &job.tensor.shape;
        let pieces = job.cut.pieces(shape, this)?;
        let others = other.map(|data| job.cut.pieces(shape, data)).transpose()?;
        let of_part = |i: usize| {
            let part = job.cut.part(i);
            let measure = || {
                let piece = &pieces[i];
                let a = MatrixRef::new(piece.rows, piece.cols, &piece.data)?;
                let measures = Measures::of(a, &self.settings)?;
                let against = match &others {
                    None => None,
                    Some(others) => {
                        let b = MatrixRef::new(piece.rows, piece.cols, &others[i].data)?;
                        Some(Against::of(a, b, &minus, &self.settings)?)
                    }
                };
                Ok((measures, against))
            };
            let (measures, against) = measure().map_err(|e: SpectrumError| self.failed(job, &part, &e))?;
            let (kind, block) = kind::of_name(&job.tensor.name, &part);
            Ok(WeightLayer {
                name: named(&job.tensor.name, &part),
                kind,
                block,
                shape: shape.clone(),
                dtype: job.tensor.dtype.to_string(),
                convention: job.cut.convention(),
                measures,
                against,
            })
        };
        Ok(job.parts.iter().map(|i| of_part(*i)).collect())
    }

    fn failed(&self, job: &Job<'_>, part: &str, error: &SpectrumError) -> SkippedTensor {
        let code = match error {
            SpectrumError::NotFinite { .. } => SkipCode::NotFinite,
            SpectrumError::Unanswerable(_) => SkipCode::Zero,
            SpectrumError::Memory { .. } => SkipCode::TooLarge,
            _ => SkipCode::Numerical,
        };
        let file = self.checkpoint.file(job.tensor);
        skipped(job.tensor, part, code, format!("{file}: {error}"))
    }
}

/// The tensor of the same name and shape of another checkpoint.
fn twin<'b>(tensor: &Tensor, other: &'b Checkpoint) -> Result<&'b Tensor, SkippedTensor> {
    let skip = |reason| Err(skipped(tensor, "", SkipCode::Unmatched, reason));
    match other.tensor(&tensor.name) {
        None => skip(format!("{} has no array of this name", other.path())),
        Some(twin) if twin.shape != tensor.shape => {
            skip(format!("its shape is {:?}, that in {} {:?}", tensor.shape, other.path(), twin.shape))
        }
        Some(twin) => match Cut::of(twin, true) {
            Ok(_) => Ok(twin),
            Err(why) => skip(format!("in {}: {}", other.path(), why.reason)),
        },
    }
}

/// Bytes of a tensor's values in memory.
fn held(tensor: &Tensor) -> u64 {
    (tensor.len() as u64).saturating_mul(if tensor.dtype.reads_as_f64() { 8 } else { 4 })
}

fn widened(values: Values) -> Vec<f64> {
    match values {
        Values::F32(values) => values.into_iter().map(f64::from).collect(),
        Values::F64(values) => values,
    }
}

fn in_words(bytes: u64) -> String {
    let (shift, unit) = match bytes {
        0..0x10_0000 => (10, "KiB"),
        0x10_0000..0x4000_0000 => (20, "MiB"),
        _ => (30, "GiB"),
    };
    format!("{:.1} {unit}", bytes as f64 / (1u64 << shift) as f64)
}

/// Memory that is free, where the system says so in a file.
fn available() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}
