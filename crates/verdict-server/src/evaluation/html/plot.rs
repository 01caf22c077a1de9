//! Lines and points over two axes, as SVG.

use std::fmt::Write;

use super::markup::Markup;

/// One axis: a title, and marks at places from 0 to 1.
pub(super) struct Axis {
    pub title: &'static str,
    pub marks: Vec<(f64, String)>,
}

/// What is drawn in one style. All places are from 0 to 1.
pub(super) struct Series {
    pub name: String,
    pub points: Vec<(f64, f64)>,
    /// Whether the points are shown, beside the line through them.
    pub dots: bool,
    /// The interval of each point, upwards.
    pub intervals: Vec<(f64, f64, f64)>,
}

/// A drawing with a name for those who cannot see it.
pub(super) struct Plot {
    pub name: &'static str,
    pub x: Axis,
    pub y: Axis,
    /// Whether a diagonal shows where both axes agree.
    pub diagonal: bool,
    pub series: Vec<Series>,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 68.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 52.0;

/// So many styles of lines there are; each has its own colour and its own dashes.
const STYLES: [&str; 4] = ["s0", "s1", "s2", "s3"];

fn across(x: f64) -> f64 {
    LEFT + x.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
}

fn down(y: f64) -> f64 {
    HEIGHT - BOTTOM - y.clamp(0.0, 1.0) * (HEIGHT - TOP - BOTTOM)
}

/// A place in the drawing, with a digit behind the point.
fn at(place: f64) -> String {
    format!("{place:.1}")
}

/// Marks at every fifth, in percent.
pub(super) fn fifths() -> Vec<(f64, String)> {
    (0..=5_u8)
        .map(|fifth| (f64::from(fifth) / 5.0, format!("{} %", fifth * 20)))
        .collect()
}

/// Where a share stands on a scale from 0.01 % to 100 %, each step of which is ten times the one before.
pub(super) fn logarithmic(share: f64) -> f64 {
    (share.max(1e-4).log10() + 4.0) / 4.0
}

/// The marks of that scale.
pub(super) fn decades() -> Vec<(f64, String)> {
    let marks = ["≤ 0.01 %", "0.1 %", "1 %", "10 %", "100 %"];
    let places = (0..=4_u8).map(|step| f64::from(step) / 4.0);
    places.zip(marks.map(str::to_owned)).collect()
}

impl Plot {
    pub fn write(&self, markup: &mut Markup) {
        markup.open(
            "svg",
            &[
                ("viewBox", &format_args!("0 0 {WIDTH} {HEIGHT}")),
                ("role", &"img"),
                ("aria-label", &self.name),
            ],
        );
        self.axes(markup);
        if self.diagonal {
            line(markup, "diagonal", (0.0, 0.0), (1.0, 1.0));
        }
        for (series, style) in self.series.iter().zip(STYLES.into_iter().cycle()) {
            series.write(markup, style);
        }
        markup.close("svg");
        self.legend(markup);
    }

    fn axes(&self, markup: &mut Markup) {
        for (place, mark) in &self.x.marks {
            line(markup, "grid", (*place, 0.0), (*place, 1.0));
            let (x, y) = (at(across(*place)), at(down(0.0) + 18.0));
            markup.element("text", &[("x", &x), ("y", &y), ("class", &"mid")], mark);
        }
        for (place, mark) in &self.y.marks {
            line(markup, "grid", (0.0, *place), (1.0, *place));
            let (x, y) = (at(LEFT - 8.0), at(down(*place) + 4.0));
            markup.element("text", &[("x", &x), ("y", &y), ("class", &"end")], mark);
        }
        let (x, y) = (at(across(0.5)), at(HEIGHT - 10.0));
        let title = [("x", &x as _), ("y", &y as _), ("class", &"mid title" as _)];
        markup.element("text", &title, self.x.title);
        let turned = format!("translate(14 {}) rotate(-90)", at(down(0.5)));
        let title = [("transform", &turned as _), ("class", &"mid title" as _)];
        markup.element("text", &title, self.y.title);
    }

    /// Beside its colour and dashes, each line is named.
    fn legend(&self, markup: &mut Markup) {
        markup.open("ul", &[("class", &"legend")]);
        for (series, style) in self.series.iter().zip(STYLES.into_iter().cycle()) {
            markup.fixed(
                "<li><svg viewBox=\"0 0 36 10\" width=\"36\" height=\"10\" aria-hidden=\"true\">",
            );
            markup.open(
                "line",
                &[
                    ("class", &style),
                    ("x1", &0),
                    ("y1", &5),
                    ("x2", &36),
                    ("y2", &5),
                ],
            );
            markup.fixed("</line></svg>");
            markup.text(&series.name);
            markup.fixed("</li>");
        }
        markup.close("ul");
    }
}

impl Series {
    fn write(&self, markup: &mut Markup, style: &'static str) {
        for (x, low, high) in &self.intervals {
            line(markup, "interval", (*x, *low), (*x, *high));
        }
        let mut path = String::new();
        for (x, y) in &self.points {
            // Writing into a string cannot fail.
            let _ = write!(path, "{:.1},{:.1} ", across(*x), down(*y));
        }
        markup.open(
            "polyline",
            &[("class", &style), ("points", &path.trim_end())],
        );
        markup.close("polyline");
        for (x, y) in self.points.iter().filter(|_| self.dots) {
            let (x, y) = (at(across(*x)), at(down(*y)));
            let class = format!("dot {style}");
            markup.open(
                "circle",
                &[("class", &class), ("cx", &x), ("cy", &y), ("r", &4)],
            );
            markup.close("circle");
        }
    }
}

fn line(markup: &mut Markup, class: &'static str, from: (f64, f64), to: (f64, f64)) {
    let places = [across(from.0), down(from.1), across(to.0), down(to.1)].map(at);
    let [x1, y1, x2, y2] = &places;
    markup.open(
        "line",
        &[
            ("class", &class),
            ("x1", x1),
            ("y1", y1),
            ("x2", x2),
            ("y2", y2),
        ],
    );
    markup.close("line");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_where_they_belong() {
        assert!((across(0.0) - LEFT).abs() < 1e-9 && (across(1.0) - (WIDTH - RIGHT)).abs() < 1e-9);
        assert!(down(0.0) > down(1.0) && (down(2.0) - TOP).abs() < 1e-9);
        assert!((logarithmic(0.01) - 0.5).abs() < 1e-12 && logarithmic(0.0).abs() < 1e-12);
        assert_eq!(decades().len(), 5);
    }

    #[test]
    fn every_line_is_named_and_nothing_is_not_a_number() {
        let series = |name: &str| Series {
            name: name.into(),
            points: vec![(0.0, 0.0), (0.5, 1.5)],
            dots: true,
            intervals: vec![(0.5, 0.2, 0.9)],
        };
        let mut markup = Markup::default();
        Plot {
            name: "A plot",
            x: Axis {
                title: "x",
                marks: fifths(),
            },
            y: Axis {
                title: "y",
                marks: decades(),
            },
            diagonal: true,
            series: vec![series("one <&>"), series("two")],
        }
        .write(&mut markup);
        let svg = markup.finish();
        assert!(svg.contains("one &lt;&amp;&gt;") && svg.contains("two"));
        assert_eq!(svg.matches("<circle").count(), 4);
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}
