//! Henighan et al.: a power law and a constant in every domain; what the printed laws say, and what a suite of runs shows.

use crate::{Error, Notebook, Part, Scatter, Study, grid, simulate};
use lawful_fit::compare::resolution;
use lawful_fit::coverage::Coverage;
use lawful_fit::{Fit, Noise};
use lawful_io::{Column as Values, Table};
use lawful_law::Law;
use lawful_plan::{Envelope, FittedLaw, FrontierOptions, PF_DAY, PlanOptions, Planner, TwoPowers, frontier};
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, TickStyle, number};

pub(super) const STUDY: Study = Study {
    name: "henighan",
    statement: include_str!("henighan.toml"),
    parts: &[
        Part { key: "image", title: "Nats per image", run: image },
        Part { key: "data", title: "What the best size asks of the data", run: data },
        Part { key: "suite", title: "A suite of runs with known truth", run: suite },
        Part { key: "covered", title: "Over draws", run: covered },
        Part { key: "constant", title: "Is there a constant?", run: constant },
    ],
};

/// Key, tokens of an image, half a unit of the last digit of `x0` and of `a`.
const IMAGES: [(&str, f64, f64, f64); 5] = [
    ("image8", 192.0, 0.05e-8, 0.005),
    ("image16", 768.0, 0.05e-8, 0.005),
    ("image32", 3072.0, 0.05e-9, 0.005),
    ("vq16", 256.0, 0.05e-7, 0.005),
    ("vq32", 1024.0, 0.05e-6, 0.005),
];
/// The paper's ladder of sizes (arXiv 2010.14701, appendix), and its tokens per batch.
const SIZES: [f64; 7] = [1.23e4, 9.83e4, 7.86e5, 6.29e6, 5.03e7, 4.03e8, 3.22e9];
const BATCH: f64 = 5e5;
const NOISE: f64 = 0.003;
const SURFACE: &str =
    "loss ~ L_inf + kaplan_steps(N, S); L_inf >= 0; let beta = alphaS/(alphaN + alphaS); let aC = alphaN*beta";

fn printed(name: &str, parameter: &str) -> Result<f64, Error> {
    let law = FittedLaw::published(name)?;
    law.value(parameter).ok_or_else(|| Error::new(format!("{name} has no '{parameter}'")))
}

fn image(book: &mut Notebook) -> Result<(), Error> {
    let mut listing = TextTable::new([
        Column::words("domain"),
        Column::numbers("tokens"),
        Column::numbers("irreducible (nats)"),
        Column::numbers("PF-days that leave one nat"),
        Column::numbers("as far as the digits go"),
    ]);
    for (key, tokens, half_x0, half_a) in IMAGES {
        let name = format!("henighan@henighan2020_{key}_c");
        let (floor, x0, a) = (printed(&name, "L_inf")?, printed(&name, "x0")?, printed(&name, "a")?);
        let reducible = FittedLaw::new("nats ~ (x0/C)^a", &[("x0", x0), ("a", a)])?.in_units(tokens, &[])?;
        let reducible = reducible.with_rounding(&[("x0", half_x0), ("a", half_a)], 1000, book.seed())?;
        let options = PlanOptions { cost: "C".into(), ..PlanOptions::default() };
        let one = Planner::new(&reducible, &options)?.target(1.0)?.cost;
        book.measure(&format!("image.{key}_entropy"), floor * tokens);
        book.measure(&format!("image.{key}_compute"), one.value);
        let end = |x: Option<f64>| x.map_or("open".into(), |x| number(x, 2));
        let interval = format!("{} to {}", end(one.lo), end(one.hi));
        listing.row([key.into(), number(tokens, 4), number(floor * tokens, 4), number(one.value, 2), interval]);
    }
    book.show("From nats per token to nats per image", listing);
    book.say("An exponent printed to one or two digits leaves a factor of 4 to 10^6 open where it is inverted.");
    Ok(())
}

fn data(book: &mut Notebook) -> Result<(), Error> {
    book.measure("data.tokens_over_size", (1.0 - 0.7) / 0.7);
    // Section 6: N = 2.8e8 C^0.74 (16x16) and C PF-days = 6 N D give C over D.
    let (size, beta) = (2.8e8, 0.74);
    let exponent = 1.0 / (1.0 - beta);
    book.measure("data.compute_exponent", exponent);
    book.measure("data.compute_factor", exponent * libm::log10(6.0 * size / PF_DAY));
    let mut listing = TextTable::new([
        Column::words("domain"),
        Column::numbers("exponent of L(C)"),
        Column::numbers("of L(N) along N_opt(C)"),
        Column::numbers("tokens over compute"),
        Column::numbers("tokens over size"),
    ]);
    for key in ["language", "image8", "image16", "image32", "vq16", "vq32", "video", "math"] {
        let beta = printed(&format!("power_growth@henighan2020_{key}"), "beta")?;
        let of = |by: &str| printed(&format!("henighan@henighan2020_{key}_{by}"), "a");
        let (c, n) = (of("c")?, of("n")? * beta);
        listing.row([key.into(), number(c, 2), number(n, 2), number(1.0 - beta, 2), number((1.0 - beta) / beta, 2)]);
    }
    book.show("Exponents along the best size", listing);
    book.say(
        "A run of the best size stays above the converged loss of that size. Where the second exponent is the smaller one \
         (8x8, 32x32, VQ, math), more compute must reverse that order, as L(D) does in section 6: some trend bends first. \
         L(D)'s own constants are not in the paper's table, so its crossing is not computed here.",
    );
    Ok(())
}

/// What the laws of size and of steps must be for the printed L(N) and N_opt(C), at one batch.
fn truth(key: &str) -> Result<(f64, TwoPowers), Error> {
    let of = |p: &str| printed(&format!("henighan@henighan2020_{key}_n"), p);
    let growth = |p: &str| printed(&format!("power_growth@henighan2020_{key}"), p);
    let (floor, alpha, beta) = (of("L_inf")?, of("a")?, growth("beta")?);
    let (steps, cost) = (alpha * beta / (1.0 - beta), 6.0 * BATCH / PF_DAY);
    let first = libm::pow(of("x0")?, alpha);
    // N = (C/C0)^beta is G (C/cost)^beta.
    let g = libm::pow(cost / growth("x0")?, beta);
    let second = alpha * first / (steps * libm::pow(g, alpha + steps));
    Ok((floor, TwoPowers { floor, first, alpha, second, beta: steps, cost }))
}

/// Curves of the seven sizes, forty checkpoints each, with noise.
fn curves(key: &str, seed: u64) -> Result<Table, Error> {
    let (floor, t) = truth(key)?;
    let steps: Vec<f64> = (0..40).map(|i| 100.0 * libm::pow(5e3, f64::from(i) / 39.0)).collect();
    let law = format!("loss = {floor} + {:e}*N^-{} + {:e}*S^-{}", t.first, t.alpha, t.second, t.beta);
    let table = simulate(&grid(("N", &SIZES), ("S", &steps))?, &law, Scatter::LogNormal(NOISE), seed)?;
    crate::Select::derive(crate::Select::derive(table, &format!("C = {:e}*N*S", t.cost))?, &format!("D = {BATCH}*S"))
}

/// Exponent of the best size with its interval, and the law of the hull.
fn along_the_hull(table: &Table, seed: u64) -> Result<(lawful_plan::Frontier, Fit, Table), Error> {
    let options = FrontierOptions {
        curve: "N".into(),
        cost: Some("C".into()),
        size: "N".into(),
        tokens: Some("D".into()),
        envelope: Envelope::Hull,
        budgets: 100,
        smooth: 1.5,
        resamples: 200,
        seed,
        ..FrontierOptions::default()
    };
    let found = frontier(table, &options)?;
    let of = |f: fn(&lawful_plan::FrontierPoint) -> f64| found.points.iter().map(f).collect::<Vec<f64>>();
    let hull = Table::from_columns(vec![Values::number("C", of(|p| p.cost)), Values::number("loss", of(|p| p.loss))])?;
    let fit = Fit::of(&Law::parse("loss ~ henighan(C)")?, &hull).noise(Noise::LogNormal).brief().run()?;
    Ok((found, fit, hull))
}

fn suite(book: &mut Notebook) -> Result<(), Error> {
    let table = curves("image8", book.seed() + 1)?;
    let (floor, t) = truth("image8")?;
    let fit = Fit::of(&Law::parse(SURFACE)?, &table).noise(Noise::LogNormal).run()?;
    let (found, law, hull) = along_the_hull(&table, book.seed())?;
    let off = |fit: &Fit, name: &str, truth: f64| fit.value(name).map(|v| (v - truth).abs());
    book.measure("suite.L_inf", off(&fit, "L_inf", floor).map(|d| 100.0 * d / floor));
    book.measure("suite.alphaN", off(&fit, "alphaN", t.alpha));
    book.measure("suite.aC", off(&fit, "aC", t.decline()));
    book.measure("suite.beta", off(&fit, "beta", t.growth().0));
    book.measure("suite.hull_L_inf", off(&law, "L_inf", floor).map(|d| 100.0 * d / floor));
    book.measure("suite.hull_aC", off(&law, "a", t.decline()));
    book.measure("suite.hull_beta", (found.size.exponent.value - t.growth().0).abs());
    let mut panel =
        Panel::new(Axis::log10("compute (PF-days)").ticks(TickStyle::Power), Axis::log10("loss less the floor"));
    for curve in &found.runs {
        let (cost, loss) = curve.checkpoints();
        let above: Vec<f64> = loss.iter().map(|l| l - floor).collect();
        panel = panel.series(Series::line(&cost, &above).colour(Colour::Muted).sized(1.0));
    }
    let (x, above) = (hull.numbers("C")?, hull.numbers("loss")?.iter().map(|l| l - floor).collect::<Vec<f64>>());
    let best: Vec<f64> = x.iter().map(|c| t.reducible(libm::log(*c))).collect();
    panel = panel
        .series(Series::line(x, &best).colour(Colour::Category(1)).label("best possible, closed form"))
        .series(Series::points(x, &above).label("hull of the curves"));
    book.draw("suite", Figure::new("Seven sizes, 8x8 images (simulated)").panel(panel));
    Ok(())
}

fn covered(book: &mut Notebook) -> Result<(), Error> {
    let sims = if book.quick() { 10 } else { 200 };
    let (floor, t) = truth("image8")?;
    let (design, law) = (curves("image8", 0)?, Law::parse(SURFACE)?);
    let scale = |factor: f64, exponent: f64| libm::pow(factor, 1.0 / exponent);
    let made = Coverage::of(&law, &design).noise(Noise::LogNormal).scale(NOISE).sims(sims).seed(book.seed());
    let made = made.truth("L_inf", floor).truth("Nc", scale(t.first, t.alpha)).truth("alphaN", t.alpha);
    let made = made.truth("Sc", scale(t.second, t.beta)).truth("alphaS", t.beta).run()?;
    let mut listing = TextTable::new([
        Column::words("quantity"),
        Column::numbers("truth"),
        Column::numbers("bias"),
        Column::numbers("standard deviation"),
        Column::numbers("95% intervals that hold the truth"),
    ]);
    for q in &made.quantities {
        let rate = q.method("picked").map(|m| 100.0 * m.rate());
        if !book.quick() {
            book.measure(&format!("covered.{}", q.name), rate);
        }
        let words = rate.map_or("-".into(), |r| format!("{}%", number(r, 3)));
        listing.row([q.name.clone(), number(q.truth, 4), number(q.bias, 2), number(q.deviation, 2), words]);
    }
    book.show(&format!("The surface of all checkpoints, {sims} draws"), listing);
    let (mut held, mut off, tries) = (0, Vec::new(), if book.quick() { 5 } else { 200 });
    for i in 0..tries {
        let size = along_the_hull(&curves("image8", book.seed() + 2 + i)?, i)?.0.size.exponent;
        held += usize::from(size.lo.is_none_or(|lo| lo <= t.growth().0) && size.hi.is_none_or(|hi| hi >= t.growth().0));
        off.push(size.value - t.growth().0);
    }
    let (n, mean) = (off.len() as f64, off.iter().sum::<f64>() / off.len() as f64);
    if !book.quick() {
        book.measure("covered.hull", 100.0 * held as f64 / n);
        book.measure("covered.hull_bias", mean.abs());
    }
    book.say(format!(
        "Along the hull the exponent of the best size is off by {} in the mean of {n} draws.",
        number(mean, 2)
    ));
    Ok(())
}

fn constant(book: &mut Notebook) -> Result<(), Error> {
    let tries = if book.quick() { 10 } else { 200 };
    let mut listing =
        TextTable::new([Column::words("domain"), Column::numbers("draws in which a constant is resolved")]);
    for (key, law) in [("language", "loss = (1.47e14/N)^0.070"), ("image8", "loss = 3.12 + (80/N)^0.24")] {
        let places = Table::from_columns(vec![Values::number("N", SIZES.to_vec())])?;
        let mut resolved = 0;
        for i in 0..tries {
            let table = simulate(&places, law, Scatter::LogNormal(NOISE), book.seed() + 5 + i)?;
            let found = resolution(&Law::parse("loss ~ henighan(N)")?, &table, &Noise::LogNormal, "L_inf", 0.0, 0.95)?;
            resolved += usize::from(found.resolved);
        }
        book.measure(&format!("constant.{key}"), 100.0 * resolved as f64 / tries as f64);
        listing.row([key.to_string(), format!("{resolved} of {tries}")]);
    }
    book.show("Seven converged sizes, 0.3% of scatter (simulated)", listing);
    Ok(())
}
