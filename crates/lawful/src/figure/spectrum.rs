//! The figure of a matrix's spectrum: values by rank beside the edge of noise; complex ones in the plane.

use crate::Figure;
use crate::matrix_spectrum::{Levels, MatrixSpectrum};
use lawful_report::{Axis, Colour, Dash, Panel, Series};

/// Points of a circle.
const AROUND: usize = 200;

/// Values by rank with the edge of the Marchenko-Pastur law, and the tail of the eigenvalues if they have one; complex
/// eigenvalues in the plane with the disk of noise.
pub fn spectrum(spectrum: &MatrixSpectrum) -> Vec<(String, Figure)> {
    if spectrum.levels == Levels::Complex {
        return vec![("plane".into(), plane(spectrum))];
    }
    let mut figures = vec![("ranks".to_string(), ranks(spectrum))];
    if let Ok(tail) = &spectrum.tail {
        let word = if spectrum.levels == Levels::Singular { "squared singular value" } else { "eigenvalue" };
        let drawn = super::tail(tail, word, &spectrum.eigenvalues());
        figures.extend(
            drawn
                .into_iter()
                .map(|(name, figure)| (if name.is_empty() { "tail" } else { name }, figure))
                .map(|(name, figure)| (name.to_string(), figure)),
        );
    }
    figures
}

fn ranks(spectrum: &MatrixSpectrum) -> Figure {
    let singular = spectrum.levels == Levels::Singular;
    let rank: Vec<f64> = (1..=spectrum.values.len()).map(|i| i as f64).collect();
    let word = if singular { "singular value" } else { "eigenvalue" };
    // Zeros have no place on a logarithmic axis, negative values none at all.
    let negative = spectrum.values.iter().any(|v| *v < 0.0);
    let kept = if negative { rank.len() } else { spectrum.values.iter().take_while(|v| **v > 0.0).count() };
    let axis = if negative { Axis::linear(word) } else { Axis::log10(word) };
    let mut panel = Panel::new(Axis::log10("rank"), axis).series(
        Series::points(&rank[..kept], &spectrum.values[..kept]).sized(4.0).label(format!("{}", spectrum.levels)),
    );
    if let Ok(bulk) = &spectrum.bulk {
        let edge = if singular { bulk.upper_edge.sqrt() } else { bulk.upper_edge };
        let ends = [1.0, rank.len() as f64];
        let line = Series::line(&ends, &[edge; 2]).colour(Colour::Category(1)).dashed(Dash::Dashed);
        panel = panel.series(line.label("edge of noise (Marchenko-Pastur)"));
    }
    Figure::new(format!("{} by rank", if singular { "Singular values" } else { "Eigenvalues" }))
        .panel(panel)
        .sized(760.0, 520.0)
}

fn plane(spectrum: &MatrixSpectrum) -> Figure {
    let mut panel = Panel::new(Axis::linear("real part"), Axis::linear("imaginary part"))
        .series(Series::points(&spectrum.values, &spectrum.imaginary).sized(4.0).label("eigenvalues"));
    if let Some(disk) = &spectrum.disk {
        let angle = |i: usize| std::f64::consts::TAU * i as f64 / AROUND as f64;
        let circle = |f: fn(f64) -> f64| (0..=AROUND).map(|i| disk.law.radius() * f(angle(i))).collect::<Vec<f64>>();
        let line = Series::line(&circle(f64::cos), &circle(f64::sin)).colour(Colour::Category(1)).dashed(Dash::Dashed);
        panel = panel.series(line.label("disk of noise"));
    }
    Figure::new("Eigenvalues in the plane").panel(panel).sized(620.0, 600.0)
}
