//! Plots as inline SVG. The colours are those of the light page; the stylesheet puts those of the dark one in their place.

use std::ops::Range;

use leptos::prelude::*;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::prelude::*;

/// The width of a drawing, in its own units.
const WIDTH: u32 = 720;
/// Its height.
const HEIGHT: u32 = 280;
const TEXT: RGBColor = RGBColor(0x56, 0x62, 0x73);
const GRID: RGBColor = RGBColor(0xd9, 0xdd, 0xe3);
const GROUND: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// A colour of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// What readers found right.
    Right,
    /// What they found wrong.
    Wrong,
    /// The levels.
    Notice,
    Caution,
    Suspicious,
    Danger,
}

impl Ink {
    fn colour(self) -> RGBColor {
        match self {
            Ink::Right => RGBColor(0x2f, 0x6f, 0xd0),
            Ink::Wrong => RGBColor(0xa8, 0x4a, 0x12),
            Ink::Notice => RGBColor(0x6f, 0xa4, 0xe8),
            Ink::Caution => RGBColor(0xe3, 0xb5, 0x1e),
            Ink::Suspicious => RGBColor(0xe0, 0x77, 0x22),
            Ink::Danger => RGBColor(0xb8, 0x1f, 0x2a),
        }
    }

    /// The class of the square that stands for it in the legend.
    fn class(self) -> &'static str {
        match self {
            Ink::Right => "ink ink-right",
            Ink::Wrong => "ink ink-wrong",
            Ink::Notice => "ink ink-notice",
            Ink::Caution => "ink ink-caution",
            Ink::Suspicious => "ink ink-suspicious",
            Ink::Danger => "ink ink-danger",
        }
    }
}

/// One colour of a stack.
pub(super) struct Layer {
    pub name: String,
    pub ink: Ink,
    /// One value a place.
    pub values: Vec<f64>,
}

/// A share with its interval at a place, from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// A drawing with its name, its legend and the numbers behind it.
pub(super) fn figure(
    name: &str,
    svg: Option<String>,
    legend: Vec<(Ink, String)>,
    summary: &str,
    table: AnyView,
) -> AnyView {
    let legend: Vec<_> = legend
        .into_iter()
        .map(|(ink, name)| view! { <li><span class=ink.class()></span>{name}</li> })
        .collect();
    let legend =
        (!legend.is_empty()).then(|| view! { <ul class="legend" aria-hidden="true">{legend}</ul> });
    let drawing = svg.map(|svg| {
        view! { <div class="plot" role="img" aria-label=name.to_owned() inner_html=svg></div> }
    });
    view! {
        <figure>
            {drawing}
            {legend}
            <details><summary>{summary.to_owned()}</summary>{table}</details>
        </figure>
    }
    .into_any()
}

/// Places along the axis below, each as wide as the others, with a mark at some.
#[derive(Clone)]
struct Places {
    count: usize,
    step: usize,
}

impl Ranged for Places {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a drawing has some hundred units and places"
    )]
    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let width = f64::from(limit.1 - limit.0);
        limit.0 + (value / self.count.max(1) as f64 * width).round() as i32
    }

    #[allow(clippy::cast_precision_loss, reason = "there are some dozen places")]
    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        // Counted back from the last, which is the one that matters.
        let marks = (0..self.count).rev().step_by(self.step.max(1));
        marks.map(|place| place as f64 + 0.5).collect()
    }

    #[allow(clippy::cast_precision_loss, reason = "there are some dozen places")]
    fn range(&self) -> Range<f64> {
        0.0..self.count as f64
    }
}

/// Bars of layers that stand on one another, one a place; `None` where there is nothing to draw.
pub(super) fn stacked(labels: &[String], layers: &[Layer]) -> Option<String> {
    let heights = labels.iter().enumerate().map(|(at, _)| {
        let values = layers.iter().filter_map(|layer| layer.values.get(at));
        values.sum::<f64>()
    });
    let highest = heights.fold(0.0, f64::max);
    if highest <= 0.0 {
        return None;
    }
    let mut svg = String::new();
    draw_stacked(&mut svg, labels, layers, highest * 1.08).ok()?;
    Some(svg)
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

#[allow(clippy::cast_precision_loss, reason = "there are some dozen places")]
fn draw_stacked(svg: &mut String, labels: &[String], layers: &[Layer], highest: f64) -> Drawn {
    let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin(6)
        .x_label_area_size(34)
        .y_label_area_size(66)
        .build_cartesian_2d(places(labels.len()), 0.0..highest)?;
    let digits = if highest < 5.0 { 1 } else { 0 };
    mesh(&mut chart, labels, &|value| format!("{value:.digits$}"))?;
    for at in 0..labels.len() {
        let mut ground = 0.0;
        for layer in layers {
            let value = layer.values.get(at).copied().unwrap_or(0.0);
            if value <= 0.0 {
                continue;
            }
            let (left, right) = (at as f64 + 0.12, at as f64 + 0.88);
            let bar = [(left, ground), (right, ground + value)];
            chart.draw_series([Rectangle::new(bar, layer.ink.colour().filled())])?;
            // A line of the ground's colour keeps neighbours apart that print alike.
            let edge = [(left, ground + value), (right, ground + value)];
            chart.draw_series([PathElement::new(edge.to_vec(), GROUND)])?;
            ground += value;
        }
    }
    root.present()?;
    drop(chart);
    drop(root);
    Ok(())
}

/// Shares with their intervals, one a place, joined by a line; `None` where there is none.
pub(super) fn shares(labels: &[String], points: &[Option<Point>]) -> Option<String> {
    points.iter().flatten().next()?;
    let mut svg = String::new();
    draw_shares(&mut svg, labels, points).ok()?;
    Some(svg)
}

#[allow(clippy::cast_precision_loss, reason = "there are some dozen places")]
fn draw_shares(svg: &mut String, labels: &[String], points: &[Option<Point>]) -> Drawn {
    let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin(6)
        // Half of the label "100 %" stands above its line.
        .margin_top(14)
        .x_label_area_size(34)
        .y_label_area_size(66)
        .build_cartesian_2d(places(labels.len()), 0.0..1.0)?;
    mesh(&mut chart, labels, &|value| {
        format!("{:.0} %", value * 100.0)
    })?;
    let ink = Ink::Right.colour();
    let there = || {
        let points = points.iter().enumerate();
        points.filter_map(|(at, point)| point.map(|point| (at as f64 + 0.5, point)))
    };
    for (x, point) in there() {
        let bar = vec![(x, point.low), (x, point.high)];
        chart.draw_series([PathElement::new(bar, ink.stroke_width(2))])?;
        for end in [point.low, point.high] {
            let cap = vec![(x - 0.09, end), (x + 0.09, end)];
            chart.draw_series([PathElement::new(cap, ink.stroke_width(2))])?;
        }
    }
    let line = there().map(|(x, point)| (x, point.share));
    chart.draw_series(LineSeries::new(line, ink.stroke_width(2)))?;
    let dots = there().map(|(x, point)| Circle::new((x, point.share), 4, ink.filled()));
    chart.draw_series(dots)?;
    root.present()?;
    drop(chart);
    drop(root);
    Ok(())
}

/// A line through shares from 0 to 1, as small as a word; `None` for fewer than two.
#[allow(clippy::cast_precision_loss, reason = "there are some places")]
pub(super) fn spark(values: &[Option<f64>]) -> Option<String> {
    let there: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .filter_map(|(at, value)| value.map(|value| (at as f64, value)))
        .collect();
    if there.len() < 2 {
        return None;
    }
    let last = there.last().copied()?;
    let mut svg = String::new();
    let draw = |svg: &mut String| -> Drawn {
        let root = SVGBackend::with_string(svg, (96, 24)).into_drawing_area();
        let end = values.len().saturating_sub(1).max(1) as f64;
        let mut chart = ChartBuilder::on(&root)
            .margin(4)
            .build_cartesian_2d(0.0..end, 0.0..1.0)?;
        let ink = Ink::Right.colour();
        let ground = vec![(0.0, 0.0), (end, 0.0)];
        chart.draw_series([PathElement::new(ground, GRID)])?;
        chart.draw_series(LineSeries::new(there.iter().copied(), ink.stroke_width(2)))?;
        chart.draw_series([Circle::new(last, 3, ink.filled())])?;
        root.present()?;
        Ok(())
    };
    draw(&mut svg).ok()?;
    Some(svg)
}

fn places(count: usize) -> Places {
    Places {
        count,
        step: count.div_ceil(7),
    }
}

type Chart<'s, 'c> =
    ChartContext<'c, SVGBackend<'s>, Cartesian2d<Places, plotters::coord::types::RangedCoordf64>>;

/// Lines across and the names of both axes' marks.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are some dozen and not negative"
)]
fn mesh(chart: &mut Chart<'_, '_>, labels: &[String], value: &dyn Fn(f64) -> String) -> Drawn {
    let label = |at: &f64| labels.get(at.floor() as usize).cloned().unwrap_or_default();
    let style = ("sans-serif", 19).into_font().color(&TEXT);
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GRID)
        .y_labels(5)
        .x_label_style(style.clone())
        .y_label_style(style)
        .x_label_formatter(&label)
        .y_label_formatter(&|at| value(*at))
        .draw()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<String> {
        ["11-01", "11-02", "11-03"].map(str::to_owned).to_vec()
    }

    #[test]
    fn draws_a_bar_for_each_value_without_any_inline_style() {
        let layer = |ink, values: [f64; 3]| Layer {
            name: "x".into(),
            ink,
            values: values.to_vec(),
        };
        let layers = [
            layer(Ink::Right, [3.0, 0.0, 5.0]),
            layer(Ink::Wrong, [1.0, 0.0, 0.0]),
        ];
        let svg = stacked(&labels(), &layers).unwrap();
        assert_eq!(svg.matches("#2F6FD0").count(), 2, "{svg}");
        assert_eq!(svg.matches("#A84A12").count(), 1, "{svg}");
        assert!(svg.contains("11-03") && !svg.contains("style="), "{svg}");
        assert!(!svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn draws_nothing_of_nothing() {
        assert_eq!(stacked(&labels(), &[]), None);
        assert_eq!(shares(&labels(), &[None, None, None]), None);
        assert_eq!(spark(&[Some(0.5), None]), None);
    }

    #[test]
    fn draws_an_interval_at_each_share() {
        let point = Point {
            share: 0.8,
            low: 0.6,
            high: 0.9,
        };
        let svg = shares(&labels(), &[Some(point), None, Some(point)]).unwrap();
        assert_eq!(svg.matches("<circle").count(), 2, "{svg}");
        assert!(svg.contains("100 %"), "{svg}");
        assert_eq!(
            spark(&[Some(0.5), None, Some(0.7)])
                .unwrap()
                .matches("<circle")
                .count(),
            1
        );
    }
}
