//! A verdict for people to read on a terminal.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use banner_core::{BannerReason, BannerView, Language, Level, Model};

use super::Scored;
use crate::terminal::commands_terminal;

/// Whether to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Palette {
    Colour,
    Plain,
}

impl Palette {
    /// Colour on a terminal, unless `NO_COLOR` or a dumb terminal speaks against it.
    pub fn for_standard_output() -> Palette {
        match anstream::AutoStream::choice(&io::stdout()) {
            anstream::ColorChoice::Never => Palette::Plain,
            _ => Palette::Colour,
        }
    }

    fn paint(self, style: Style, text: impl Display) -> String {
        match self {
            Palette::Colour => format!("{style}{text}{style:#}"),
            Palette::Plain => text.to_string(),
        }
    }
}

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

fn level_style(level: Level) -> Style {
    let on = |background: AnsiColor, letters: AnsiColor| {
        Style::new()
            .bold()
            .bg_color(Some(background.into()))
            .fg_color(Some(letters.into()))
    };
    match level {
        Level::None => DIM,
        Level::Notice => on(AnsiColor::Blue, AnsiColor::BrightWhite),
        Level::Caution => on(AnsiColor::BrightYellow, AnsiColor::Black),
        Level::Suspicious => on(AnsiColor::Yellow, AnsiColor::Black),
        Level::Danger => on(AnsiColor::Red, AnsiColor::BrightWhite),
    }
}

pub(super) fn write(
    to: &mut Vec<u8>,
    scored: &Scored,
    language: Language,
    palette: Palette,
) -> io::Result<()> {
    let path = printable(&scored.path);
    let judged = match &scored.result {
        Ok(judged) => judged,
        Err(error) => return writeln!(to, "{path}: {}\n", printable(error)),
    };
    let verdict = &judged.verdict;
    let view = BannerView::new(verdict, language);
    let word = palette.paint(
        level_style(view.level),
        format_args!(" {} ", printable(&view.level_word)),
    );
    let probability = format!("{:.1} %", verdict.probability * 100.0);
    writeln!(
        to,
        "{word} {} {}",
        palette.paint(BOLD, &path),
        palette.paint(DIM, probability)
    )?;
    if !view.headline.is_empty() {
        writeln!(to, "  {}", palette.paint(BOLD, printable(&view.headline)))?;
    }
    if let Some(sender) = &view.sender {
        writeln!(to, "  {}", printable(&sender.text()))?;
    }
    for reason in view.reasons.iter().chain(&view.reassurances) {
        write_reason(to, reason, palette)?;
    }
    if view.level > Level::Notice {
        for line in &view.advice {
            writeln!(to, "  → {}", printable(line))?;
        }
    }
    writeln!(to)
}

/// What the percentage and the shares are, once below all verdicts.
pub(super) fn write_legend(
    to: &mut Vec<u8>,
    model: &Model,
    language: Language,
    palette: Palette,
) -> io::Result<()> {
    // A level that begins at 99.994 % does not begin at 100.0 %.
    let digits = |probability: f64| if probability > 0.999 { 3 } else { 1 };
    let from = |probability: f64| format!("{:.*} %", digits(probability), probability * 100.0);
    let at = &model.thresholds;
    let [notice, caution, suspicious, danger] =
        [at.notice, at.caution, at.suspicious, at.danger].map(from);
    let (version, bias) = (printable(&model.version), model.bias);
    let text = match language {
        Language::English => format!(
            "The percentage is how likely the message is harmful, going by model {version}. Its levels begin at: notice {notice}, \
             caution {caution}, suspicious {suspicious}, danger {danger}; some findings lead to a level by themselves. The numbers \
             before the findings are log-odds: together with {bias:+.2}, with which every message begins, they make the \
             percentage (-2.2 is 10 %, 0 is 50 %, +2.2 is 90 %, +4.6 is 99 %)."
        ),
        Language::SimplifiedChinese => format!(
            "百分比是模型 {version} 认为邮件有害的可能性。各级别的起点：提示 {notice}，注意 {caution}，可疑 {suspicious}，危险 {danger}；\
             有些检测项本身就会达到某一级别。检测项前的数字是对数几率：与每封邮件的起始值 {bias:+.2} 相加，即得出百分比\
             （-2.2 为 10%，0 为 50%，+2.2 为 90%，+4.6 为 99%）。"
        ),
    };
    writeln!(to, "{}", palette.paint(DIM, text))
}

fn write_reason(to: &mut Vec<u8>, reason: &BannerReason, palette: Palette) -> io::Result<()> {
    let share = if reason.untrained {
        "    ?".to_owned()
    } else {
        format!("{:+5.2}", reason.share)
    };
    let id = palette.paint(DIM, format_args!("({})", printable(&reason.id)));
    writeln!(
        to,
        "  {} {} {id}",
        palette.paint(BOLD, share),
        printable(&reason.text)
    )?;
    if !reason.facts.is_empty() {
        let facts: Vec<String> = reason
            .facts
            .iter()
            .map(|fact| format!("{}: {}", printable(&fact.label), printable(&fact.value)))
            .collect();
        writeln!(to, "        {}", palette.paint(DIM, facts.join(" · ")))?;
    }
    Ok(())
}

/// `text` on one line and without anything that a terminal would obey.
fn printable(text: &str) -> String {
    text.chars()
        .map(|character| {
            if commands_terminal(character) {
                '\u{FFFD}'
            } else {
                character
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use banner_core::{Context, Model, score};

    use super::super::Judged;
    use super::*;

    const MAIL: &[u8] = b"From: \"PayPal\" <service@quibusdam.example>\r\n\
        Subject: Verify your account\r\n\r\n\
        Verify your account within 24 hours: http://192.0.2.7/login\r\n";

    fn printed(path: &str, palette: Palette) -> String {
        let verdict = score(MAIL, &Context::default(), &Model::built_in().unwrap());
        let mut to = Vec::new();
        let scored = Scored {
            path: path.into(),
            result: Ok(Judged {
                verdict,
                elapsed_us: 1,
            }),
        };
        write(&mut to, &scored, Language::English, palette).unwrap();
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn says_level_sender_reasons_and_advice() {
        let text = printed("a.eml", Palette::Plain);
        for part in ["a.eml", "quibusdam.example", "PayPal", "192.0.2.7", "→ "] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn the_numbers_are_explained_and_add_up() {
        let model = Model::built_in().unwrap();
        for language in Language::ALL {
            let mut to = Vec::new();
            write_legend(&mut to, &model, language, Palette::Plain).unwrap();
            let text = String::from_utf8(to).unwrap();
            let caution = format!("{:.1} %", model.thresholds.caution * 100.0);
            let bias = format!("{:+.2}", model.bias);
            assert!(text.contains(&caution) && text.contains(&bias), "{text}");
        }
        let verdict = score(MAIL, &Context::default(), &model);
        let shares: f64 = verdict.findings.iter().map(|finding| finding.share).sum();
        let probability = 1.0 / (1.0 + (-(model.bias + shares)).exp());
        assert!((probability - verdict.probability).abs() < 1e-6);
    }

    #[test]
    fn colours_on_a_terminal() {
        assert!(printed("a.eml", Palette::Colour).contains("\u{1b}["));
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let text = printed("a\u{1b}[2J\u{202e}\n.eml", Palette::Plain);
        assert!(text.contains("a\u{fffd}[2J\u{fffd}\u{fffd}.eml"), "{text}");
    }
}
