//! Figures as files: well-formed, not blank, the same every time, whatever the data.

use lawful_report::{Axis, Colour, Dash, Error, Figure, Mark, Marker, Panel, Series, Theme, TickStyle};
use proptest::prelude::*;
use tiny_skia::Pixmap;

/// Loss against parameters with a law, a band and residuals, coloured by tokens.
fn scaling() -> Figure {
    let params: Vec<f64> = (0..40).map(|i| 1e7 * 1.2f64.powi(i)).collect();
    let tokens: Vec<f64> = (0..40).map(|i| 1e9 * 1.3f64.powi(i % 17)).collect();
    let law = |n: f64, d: f64| 1.8 + 480.0 * n.powf(-0.35) + 2100.0 * d.powf(-0.37);
    let rows = params.iter().zip(&tokens);
    let loss: Vec<f64> = rows.map(|(&n, &d)| 1.01 * law(n, d)).collect();
    let curve: Vec<f64> = params.iter().map(|&n| law(n, 1e10)).collect();
    let scaled = |by: f64| curve.iter().map(|v| by * v).collect::<Vec<f64>>();
    let residuals = vec![0.01; 40];
    Figure::new("Loss & <laws>")
        .subtitle("loss ~ E + A*N^-alpha + B*D^-beta")
        .panel(
            Panel::new(Axis::log10("parameters").ticks(TickStyle::Suffix), Axis::log10("loss (nats/token)"))
                .share(2.0)
                .series(Series::band(&params, &scaled(0.98), &scaled(1.02)).label("95%"))
                .series(Series::line(&params, &curve).colour(Colour::Value(1e10)))
                .series(Series::points(&params, &loss).valued(&tokens).label("runs")),
        )
        .panel(
            Panel::new(Axis::log10("parameters"), Axis::linear("log residual"))
                .series(Series::hline(0.0).dashed(Dash::Solid))
                .series(Series::points(&params, &residuals).marker(Marker::Cross)),
        )
        .sharing_x()
        .coloured_by(Axis::log10("tokens"))
}

/// The share of pixels that differ from the one in the corner.
fn inked(png: &[u8]) -> f64 {
    let pixels = Pixmap::decode_png(png).unwrap();
    let paper = pixels.pixels()[0];
    let inked = pixels.pixels().iter().filter(|&&p| p != paper).count();
    inked as f64 / pixels.pixels().len() as f64
}

#[test]
fn svg_is_xml_that_needs_no_other_file() {
    for theme in [Theme::Light, Theme::Dark] {
        let svg = scaling().themed(theme).to_svg();
        let document = roxmltree::Document::parse(&svg).unwrap();
        let tag = |name: &str| {
            let all = document.descendants();
            all.filter(|n| n.tag_name().name() == name).count()
        };
        assert_eq!(tag("circle"), 40 + 1, "points and the legend's");
        assert!(tag("use") > 50);
        assert_eq!(tag("text") + tag("image") + tag("style") + tag("script"), 0);
        // Every glyph that is used is defined.
        let ids: Vec<&str> = document.descendants().filter_map(|n| n.attribute("id")).collect();
        for node in document.descendants().filter(|n| n.tag_name().name() == "use") {
            let link = node.attribute(("http://www.w3.org/1999/xlink", "href")).unwrap();
            assert!(ids.contains(&link.trim_start_matches('#')), "{link}");
        }
        let title = document.descendants().find(|n| n.tag_name().name() == "title");
        assert_eq!(title.unwrap().text(), Some("Loss & <laws>"));
    }
}

#[test]
fn png_is_a_picture_of_the_asked_size() {
    let figure = scaling();
    for scale in [0.5, 1.0, 2.0] {
        let png = figure.to_png(scale).unwrap();
        let pixels = Pixmap::decode_png(&png).unwrap();
        assert_eq!(f64::from(pixels.width()), 720.0 * scale);
        assert_eq!(f64::from(pixels.height()), 480.0 * scale);
        let inked = inked(&png);
        assert!((0.03..0.6).contains(&inked), "{inked}");
    }
}

#[test]
fn the_same_figure_is_the_same_bytes() {
    assert_eq!(scaling().to_svg(), scaling().to_svg());
    assert_eq!(scaling().to_png(1.0).unwrap(), scaling().to_png(1.0).unwrap());
    assert_eq!(scaling().to_csv(), scaling().to_csv());
}

#[test]
fn what_cannot_be_drawn_is_counted() {
    let panel = Panel::new(Axis::log10("x"), Axis::log10("y").range(1.0, 10.0))
        .series(Series::points(&[1.0, 2.0, -1.0, f64::NAN], &[2.0, 1e9, 3.0, 4.0]));
    let svg = Figure::new("").panel(panel).to_svg();
    assert!(svg.contains("2 values are not drawn: not finite, or not positive"));
    assert!(svg.contains("1 value is outside the axes."));
    assert_eq!(svg.matches("<circle").count(), 1);
}

#[test]
fn a_legend_covers_no_point() {
    // Points in every corner and along every side leave no place inside.
    let places = |i: usize| (i % 12) as f64;
    let x: Vec<f64> = (0..144).map(places).collect();
    let y: Vec<f64> = (0..144).map(|i| (i / 12) as f64).collect();
    let figure = |x: &[f64], y: &[f64]| {
        let panel = Panel::new(Axis::linear("x"), Axis::linear("y")).series(Series::points(x, y).label("measured"));
        Figure::new("").panel(panel).to_svg()
    };
    // Inside, the legend lies on a half-transparent sheet of paper.
    let sheet = "fill-opacity=\"0.85\"";
    assert!(!figure(&x, &y).contains(sheet));
    assert!(figure(&[0.0, 1.0], &[0.0, 1.0]).contains(sheet));
}

#[test]
fn a_million_points_make_a_small_file() {
    let x: Vec<f64> = (1..=1_000_000).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| (x * 1e-3).sin() + 2.0).collect();
    let panel =
        Panel::new(Axis::log10("x"), Axis::linear("y")).series(Series::points(&x, &y)).series(Series::line(&x, &y));
    let svg = Figure::new("").panel(panel).to_svg();
    assert!(svg.len() < 12_000_000, "{}", svg.len());
}

#[test]
fn errors_say_the_way_out() {
    let figure = scaling();
    let error = figure.save("plot.pdf").unwrap_err();
    let said = "plot.pdf: a figure is saved as .svg, .png or .csv; give the file one of these endings";
    assert_eq!(error.to_string(), said);
    let error = figure.save("no/such/folder/plot.svg").unwrap_err();
    assert!(matches!(error, Error::Write { .. }) && error.to_string().contains("no/such/folder"));
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e6] {
        assert!(matches!(figure.to_png(scale), Err(Error::PictureSize { .. })));
    }
}

fn any_numbers() -> impl Strategy<Value = Vec<f64>> {
    let special = prop_oneof![
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(0.0),
        Just(1e-300),
        Just(1e300),
        Just(f64::MAX),
        Just(f64::MIN),
        Just(5e-324),
    ];
    let number = prop_oneof![special, proptest::num::f64::ANY, -10.0..10.0f64];
    proptest::collection::vec(number, 0..6)
}

fn any_axis() -> impl Strategy<Value = Axis> {
    let style = prop_oneof![Just(TickStyle::Auto), Just(TickStyle::Power), Just(TickStyle::Suffix)];
    let range = proptest::option::of((proptest::num::f64::ANY, proptest::num::f64::ANY));
    (any::<bool>(), style, range, ".{0,40}").prop_map(|(log, style, range, label)| {
        let axis = if log { Axis::log10(label) } else { Axis::linear(label) };
        Axis { range, ..axis.ticks(style) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any numbers, sizes and words give well-formed SVG and a PNG, never a panic.
    #[test]
    fn anything_can_be_drawn(
        (x, y, z) in (any_numbers(), any_numbers(), any_numbers()),
        (across, up, by) in (any_axis(), any_axis(), any_axis()),
        (width, height) in (proptest::num::f64::ANY, 0.0..600.0f64),
        share in proptest::num::f64::ANY,
        words in ".{0,60}",
        side_by_side in any::<bool>(),
    ) {
        let mut panel = Panel::new(across, up).titled(words.clone()).share(share).note(words.clone())
            .series(Series::points(&x, &y).errors(&z, &x).valued(&z).label(words.clone()))
            .series(Series::line(&x, &y).dashed(Dash::Dotted).label("line"))
            .series(Series::band(&x, &y, &z).label("band"))
            .series(Series::points(&y, &z).colour(Colour::Category(usize::MAX)));
        for &v in &z {
            panel = panel.series(Series::hline(v)).series(Series::vline(v).label(words.clone()));
            let (text, x, y) = (words.clone(), v, v);
            let mut series = Series::text(x, y, "");
            series.mark = Mark::Text { x, y, text };
            panel = panel.series(series.colour(Colour::Value(v)));
        }
        let mut figure = Figure::new(words).panel(panel.clone()).panel(panel).sharing_x()
            .coloured_by(by)
            .sized(width, height);
        if side_by_side {
            figure = figure.side_by_side();
        }
        let svg = figure.to_svg();
        prop_assert!(roxmltree::Document::parse(&svg).is_ok());
        prop_assert!(!svg.contains("NaN") || x.len() + y.len() + z.len() == 0);
        let png = figure.to_png(0.25);
        prop_assert!(png.is_ok(), "{:?}", png.err());
        let _ = figure.to_terminal(60, 16);
        let _ = figure.to_csv();
    }
}
