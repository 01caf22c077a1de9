//! Bars with intervals, one a row, as SVG.

use super::super::LevelRates;
use super::super::percent::{grouped, percent};
use super::super::rates::Rate;
use super::markup::Markup;

/// One row: a name with the count of clusters behind it, and the shares at caution, suspicious and danger, each within the one before.
pub(super) struct Row {
    pub name: String,
    pub clusters: usize,
    pub rates: [Rate; 3],
    /// The share at caution or worse of the model that it is compared with.
    pub compared: Option<f64>,
}

impl Row {
    pub fn new(name: &str, rates: &LevelRates, compared: Option<&LevelRates>) -> Row {
        Row {
            name: name.to_owned(),
            clusters: rates.clusters,
            rates: [rates.caution, rates.suspicious, rates.danger],
            compared: compared.map(|rates| rates.caution.share),
        }
    }

    /// The share at caution or worse.
    pub fn caution(&self) -> f64 {
        let [caution, ..] = self.rates;
        caution.share
    }
}

const WIDTH: f64 = 640.0;
/// Where the bars begin; the names are left of it.
const LEFT: f64 = 170.0;
/// Where the bars end; the figures are right of it.
const RIGHT: f64 = 565.0;
const ROW: f64 = 24.0;
const BOTTOM: f64 = 24.0;

/// Names are cut after so many characters; the table behind the drawing has them whole.
const LONGEST_NAME: usize = 20;

/// The bars of each level: how they look, and how high they are.
const LEVELS: [(&str, f64); 3] = [("caution", 16.0), ("suspicious", 10.0), ("danger", 5.0)];

/// Draws `rows` on a scale that ends at `most`, a share from 0 to 1; what is longer ends there.
pub(super) fn write(markup: &mut Markup, name: &'static str, most: f64, rows: &[Row]) {
    let height = rows.len() as f64 * ROW + BOTTOM;
    let across = |share: f64| LEFT + (share / most).clamp(0.0, 1.0) * (RIGHT - LEFT);
    let at = |place: f64| format!("{place:.1}");
    markup.open(
        "svg",
        &[
            ("viewBox", &format_args!("0 0 {WIDTH} {height}")),
            ("role", &"img"),
            ("aria-label", &name),
        ],
    );
    let bottom = rows.len() as f64 * ROW;
    for quarter in 0..=4_u8 {
        let share = most * f64::from(quarter) / 4.0;
        let (x, y) = (at(across(share)), at(bottom + 18.0));
        line(markup, "grid", (&x, "0"), (&x, &at(bottom)));
        markup.element(
            "text",
            &[("x", &x), ("y", &y), ("class", &"mid")],
            percent(share),
        );
    }
    for (number, row) in rows.iter().enumerate() {
        let middle = (number as f64 + 0.5) * ROW;
        let baseline = at(middle + 4.0);
        markup.element(
            "text",
            &[("x", &at(LEFT - 8.0)), ("y", &baseline), ("class", &"end")],
            format_args!("{} ({})", short(&row.name), grouped(row.clusters)),
        );
        for (rate, (level, height)) in row.rates.iter().zip(LEVELS) {
            markup.open(
                "rect",
                &[
                    ("class", &level),
                    ("x", &at(LEFT)),
                    ("y", &at(middle - height / 2.0)),
                    ("width", &at(across(rate.share) - LEFT)),
                    ("height", &at(height)),
                ],
            );
            markup.close("rect");
        }
        let [caution, ..] = row.rates;
        let (low, high) = (at(across(caution.low)), at(across(caution.high)));
        line(
            markup,
            "interval",
            (&low, &at(middle)),
            (&high, &at(middle)),
        );
        if let Some(compared) = row.compared {
            let x = at(across(compared));
            line(
                markup,
                "compared",
                (&x, &at(middle - 9.0)),
                (&x, &at(middle + 9.0)),
            );
        }
        let figure = [("x", &at(RIGHT + 8.0) as _), ("y", &baseline as _)];
        markup.element("text", &figure, percent(caution.share));
    }
    markup.close("svg");
}

fn line(markup: &mut Markup, class: &'static str, from: (&str, &str), to: (&str, &str)) {
    markup.open(
        "line",
        &[
            ("class", &class),
            ("x1", &from.0),
            ("y1", &from.1),
            ("x2", &to.0),
            ("y2", &to.1),
        ],
    );
    markup.close("line");
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST_NAME - 1).collect();
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share_and_ends_at_the_scale() {
        let rate = |share| Rate::of([share]);
        let row = |name: &str, share| Row {
            name: name.into(),
            clusters: 1_500,
            rates: [rate(share), rate(0.0), rate(0.0)],
            compared: Some(0.25),
        };
        let mut markup = Markup::default();
        write(
            &mut markup,
            "Bars",
            0.5,
            &[
                row("half", 0.25),
                row("<all of it, and it has a long name>", 1.0),
            ],
        );
        let svg = markup.finish();
        assert!(
            svg.contains("width=\"197.5\"") && svg.contains("width=\"395.0\""),
            "{svg}"
        );
        assert!(svg.contains("&lt;all of it, and it … (1,500)"));
        assert_eq!(svg.matches("class=\"compared\"").count(), 2);
    }

    #[test]
    fn short_names_stay() {
        assert_eq!(short("linuxlists_ham"), "linuxlists_ham");
    }
}
