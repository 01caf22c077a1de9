//! The report as one page: plots with the numbers behind them, light and dark, on screen and paper, without any script.

mod bar_chart;
mod drawings;
mod markup;
mod plot;
mod tables;

use super::percent::{grouped, percent};
use super::{Class, MailRead, Report, words};
use markup::Markup;

/// The page. Whatever paths and names it is given, they are text in it; it loads nothing and runs nothing.
pub fn page(report: &Report) -> String {
    let mut markup = Markup::default();
    markup.fixed(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n",
    );
    let model = &report.evaluation.model;
    markup.element(
        "title",
        &[],
        format_args!("Model {}, measured", model.version),
    );
    markup.fixed("<style>");
    markup.fixed(include_str!("style.css"));
    markup.fixed("</style></head><body><main>\n");
    markup.element("h1", &[], format_args!("Model {}, measured", model.version));
    mail(&mut markup, &report.mail);
    if let Some(compared) = &report.compared {
        let compared = tables::model_title(compared);
        let text = format_args!(
            "{} is compared with {compared}.",
            tables::model_title(&report.evaluation)
        );
        markup.element("p", &[], text);
    }
    bars(&mut markup, report);
    levels(&mut markup, report);
    separation(&mut markup, report);
    calibration(&mut markup, report);
    parts(&mut markup, report);
    threats(&mut markup, report);
    differences(&mut markup, report);
    markup.fixed("</main></body></html>\n");
    markup.finish()
}

fn mail(markup: &mut Markup, mail: &MailRead) {
    let profile = mail.organisation.as_ref().map_or_else(
        || "without an organisation profile, so that no authentication result counts".to_owned(),
        |file| format!("with the organisation profile {file}"),
    );
    let sure = if mail.sure_only {
        ", sure labels only"
    } else {
        ""
    };
    let text = format!(
        "{} messages of {}, read as {}, {profile}{sure}.",
        grouped(mail.judged),
        mail.manifests.join(" and "),
        mail.read_as,
    );
    markup.element("p", &[], text);
    if mail.missing > 0 {
        let text = format_args!(
            "{} rows name a file that is not there.",
            grouped(mail.missing)
        );
        markup.element("p", &[], text);
    }
    if !mail.failed.is_empty() {
        markup.fixed("<details><summary>");
        markup.text(format_args!(
            "{} messages could not be judged",
            grouped(mail.failed.len())
        ));
        markup.fixed("</summary><ul>");
        for failed in &mail.failed {
            markup.element("li", &[], format_args!("{}: {}", failed.path, failed.error));
        }
        markup.fixed("</ul></details>\n");
    }
}

fn section(markup: &mut Markup, title: &'static str, words: &'static str) {
    markup.fixed("<section>");
    markup.element("h2", &[], title);
    markup.element("p", &[], words);
}

fn end(markup: &mut Markup) {
    markup.close("section");
}

fn bars(markup: &mut Markup, report: &Report) {
    section(markup, "Aims", words::BARS);
    for (evaluation, _) in drawings::models(report) {
        if report.compared.is_some() {
            markup.element("h3", &[], tables::model_title(evaluation));
        }
        tables::bars(markup, &evaluation.bars);
    }
    end(markup);
}

fn levels(markup: &mut Markup, report: &Report) {
    section(markup, "Levels", words::LEVELS);
    for (evaluation, _) in drawings::models(report) {
        tables::levels(markup, evaluation);
    }
    end(markup);
}

fn separation(markup: &mut Markup, report: &Report) {
    let curves = drawings::curves(report);
    if curves.is_empty() {
        return;
    }
    section(markup, "Catch and false alarms", words::CURVE);
    markup.fixed("<figure>");
    drawings::roc(markup, report);
    tables::behind(markup, |markup| {
        for (name, _, curve) in &curves {
            tables::points(markup, name, curve);
        }
    });
    markup.fixed("</figure>");
    end(markup);
    let received = |(_, against, _): &&(String, Class, _)| *against == Class::Legitimate;
    if curves.iter().any(|curve| received(&curve)) {
        section(markup, "Precision and catch", words::PRECISION);
        markup.fixed("<figure>");
        drawings::precision(markup, report);
        tables::behind(markup, |markup| {
            for (name, _, curve) in curves.iter().filter(received) {
                tables::points(markup, name, curve);
            }
        });
        markup.fixed("</figure>");
        end(markup);
    }
}

fn calibration(markup: &mut Markup, report: &Report) {
    let Some(calibration) = &report.evaluation.calibration else {
        return;
    };
    section(markup, "Probabilities", words::CALIBRATION);
    let text = format_args!(
        "{} of the mail counted here is phishing: probabilities hold for such a mix.",
        percent(calibration.harmful)
    );
    markup.element("p", &[], text);
    markup.fixed("<figure>");
    drawings::reliability(markup, report);
    tables::behind(markup, |markup| {
        for (evaluation, _) in drawings::models(report) {
            tables::calibration(markup, evaluation);
        }
    });
    markup.fixed("</figure>");
    end(markup);
}

fn parts(markup: &mut Markup, report: &Report) {
    let evaluation = &report.evaluation;
    let compared = report.compared.as_ref();
    let parts = [
        (
            "By corpus",
            words::SOURCES,
            &evaluation.sources,
            compared.map(|other| other.sources.as_slice()),
        ),
        (
            "By language",
            words::LANGUAGES,
            &evaluation.languages,
            compared.map(|other| other.languages.as_slice()),
        ),
    ];
    let classes = [
        (Class::Legitimate, "False alarms, received legitimate mail"),
        (Class::Rendered, "False alarms, rendered legitimate mail"),
        (Class::SurePhishing, "Sure phishing caught"),
    ];
    for (title, words, slices, other) in parts {
        section(markup, title, words);
        markup.fixed(
            "<p><span class=\"key caution\"></span> caution or worse <span class=\"key suspicious\"></span> suspicious \
             or worse <span class=\"key danger\"></span> danger. In brackets: clusters. The line through a bar is its 95 % interval",
        );
        markup.fixed(match other {
            Some(_) => "; the upright mark is caution or worse of the model compared with.</p>",
            None => ".</p>",
        });
        for (class, name) in classes {
            if slices.iter().all(|slice| slice.of(class).is_none()) {
                continue;
            }
            markup.fixed("<figure>");
            drawings::parts(markup, name, class, slices, other);
            tables::behind(markup, |markup| {
                tables::slices(markup, evaluation, slices, class);
                if let (Some(compared), Some(other)) = (compared, other) {
                    tables::slices(markup, compared, other, class);
                }
            });
            markup.fixed("</figure>");
        }
        end(markup);
    }
}

fn threats(markup: &mut Markup, report: &Report) {
    section(markup, "By threat", words::THREATS);
    for (evaluation, _) in drawings::models(report) {
        tables::threats(markup, evaluation);
    }
    end(markup);
    section(markup, "By kind", words::KINDS);
    for (evaluation, _) in drawings::models(report) {
        tables::kinds(markup, evaluation);
    }
    end(markup);
}

fn differences(markup: &mut Markup, report: &Report) {
    let Some(comparison) = &report.comparison else {
        return;
    };
    section(markup, "Differences", words::COMPARISON);
    let text = format_args!(
        "{} the same, {} worse, {} better, {} spam judged otherwise.",
        grouped(comparison.same),
        grouped(comparison.worse),
        grouped(comparison.better),
        grouped(comparison.neither)
    );
    markup.element("p", &[], text);
    markup.fixed("<div class=\"differences\">");
    tables::differences(markup, comparison);
    markup.close("div");
    end(markup);
}

#[cfg(test)]
mod tests;
