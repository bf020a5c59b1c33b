//! One body of code compiled for several instruction sets, picked at run time.

use std::sync::OnceLock;

/// Code to be run under the best instruction set.
pub trait Kernel {
    /// What it returns.
    type Output;

    /// The code. Mark it `#[inline(always)]`, and all it calls in its loops: what is not inlined keeps the baseline.
    ///
    /// `FMA` says whether `f64::mul_add` is one instruction here.
    fn run<const FMA: bool>(self) -> Self::Output;
}

/// Instruction sets that kernels are compiled for, the later the wider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isa {
    /// What the program as a whole is compiled for: SSE2 on x86-64 (2 lanes), NEON with FMA on AArch64 (2 lanes).
    Baseline,
    /// AVX2 with FMA: 4 lanes.
    Avx2,
    /// AVX-512 F, BW, CD, DQ and VL with AVX2 and FMA: 8 lanes.
    Avx512,
}

impl Isa {
    /// The best one of this machine.
    pub fn detect() -> Isa {
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512cd")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            match (avx2, avx512) {
                (true, true) => return Isa::Avx512,
                (true, false) => return Isa::Avx2,
                _ => {}
            }
        }
        Isa::Baseline
    }

    /// The one that [`dispatch`] uses: the best of this machine, or a lower one named by the environment variable
    /// `LAWFUL_ISA` (`baseline`, `avx2` or `avx512`; others are ignored). Decided once in the life of the program.
    pub fn current() -> Isa {
        static CURRENT: OnceLock<Isa> = OnceLock::new();
        *CURRENT.get_or_init(|| {
            let limit = match std::env::var("LAWFUL_ISA").as_deref() {
                Ok("baseline") => Isa::Baseline,
                Ok("avx2") => Isa::Avx2,
                _ => Isa::Avx512,
            };
            Isa::detect().min(limit)
        })
    }
}

/// Runs a kernel under the instruction set of [`Isa::current`].
#[inline]
pub fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    // SAFETY: `Isa::current` never exceeds `Isa::detect`.
    unsafe { run_on(Isa::current(), kernel) }
}

/// Runs a kernel under the given instruction set, or the best of this machine where that is lower.
pub fn dispatch_on<K: Kernel>(isa: Isa, kernel: K) -> K::Output {
    // SAFETY: limited to `Isa::detect`.
    unsafe { run_on(isa.min(Isa::detect()), kernel) }
}

/// # Safety
///
/// `isa` must not exceed [`Isa::detect`].
#[cfg(target_arch = "x86_64")]
#[inline]
unsafe fn run_on<K: Kernel>(isa: Isa, kernel: K) -> K::Output {
    match isa {
        // SAFETY: `Isa::detect` gives this only where the machine has the features that the function is compiled for.
        Isa::Avx512 => unsafe { run_avx512(kernel) },
        // SAFETY: as above.
        Isa::Avx2 => unsafe { run_avx2(kernel) },
        Isa::Baseline => kernel.run::<false>(),
    }
}

/// # Safety
///
/// None to keep: there is one instruction set.
#[cfg(not(target_arch = "x86_64"))]
#[inline]
unsafe fn run_on<K: Kernel>(_: Isa, kernel: K) -> K::Output {
    #[cfg(target_arch = "aarch64")]
    return kernel.run::<true>();
    #[cfg(not(target_arch = "aarch64"))]
    return kernel.run::<false>();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,avx512f,avx512bw,avx512cd,avx512dq,avx512vl")]
fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<true>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<true>()
}
