//! What a banner looks like: a [`BannerView`] in, nodes as plain data out. Adds no word of its own.
//!
//! The parts that a screen reader watches (`polite`, `urgent`, `outcome`) stand in the page before
//! anything is said in them; a live region that comes together with its text is often not read.

use banner_core::{BannerReason, BannerView, Fact, FeedbackReport, Labels, Level, SenderLine};

use crate::panel::Act;
use crate::tree::Tag;

/// What stands in the shadow root from the beginning, without words and without a visible box.
pub(crate) fn skeleton() -> Tag {
    Tag::html("div")
        .class("banner")
        .id("banner")
        .with("data-level", Level::None.name())
        .child(
            Tag::html("div")
                .class("head")
                .child(Tag::html("div").class("sign-post").id("icon"))
                .child(
                    // Danger interrupts: it is rare, and whoever hears it only after the message was
                    // read aloud hears it too late. The others wait for their turn.
                    Tag::html("div")
                        .class("say")
                        // The picture or phrase that only this reader knows, put in by the host.
                        .child(Tag::html("div").class("own").id("own"))
                        .child(Tag::html("div").id("polite").with("role", "status"))
                        .child(Tag::html("div").id("urgent").with("role", "alert")),
                )
                .child(Tag::html("div").class("doors").id("doors")),
        )
        .child(Tag::html("div").id("panels"))
        .child(
            Tag::html("div")
                .class("foot")
                .child(Tag::html("div").id("ask"))
                .child(Tag::html("p").class("privacy").id("privacy"))
                .child(
                    Tag::html("div")
                        .class("answered")
                        .child(Tag::html("p").id("outcome").with("role", "status"))
                        .child(Tag::html("div").id("again")),
                ),
        )
}

/// The part of the skeleton in which this level is announced.
pub(crate) fn announced_in(level: Level) -> Option<&'static str> {
    match level {
        Level::None => None,
        Level::Danger => Some("urgent"),
        Level::Notice | Level::Caution | Level::Suspicious => Some("polite"),
    }
}

/// The one line, and who really sent it.
pub(crate) fn summary(view: &BannerView) -> Vec<Tag> {
    let line = Tag::html("p")
        .class("line")
        .child(Tag::html("strong").class("level").text(&view.level_word))
        // A screen reader and a copied text need the gap that the eye gets from the margin.
        .text(" ")
        .child(Tag::html("span").class("headline").text(&view.headline));
    let sender = view.sender.as_ref().map(|sender| {
        Tag::html("p")
            .class("sender")
            .text(&sender.before)
            .children(host(sender))
            .text(&sender.after)
    });
    [Some(line), sender].into_iter().flatten().collect()
}

/// In the narrowest banner, a line takes a domain of this many bytes.
const LONGEST_ON_A_LINE: usize = 20;

/// The host with its domain in bold, and in both spellings where it has two. Where room is short,
/// the style sheet cuts a host at its beginning, where baits stand; one whose domain alone is long
/// takes several lines instead. Written from left to right, whatever its letters.
fn host(sender: &SenderLine) -> Vec<Tag> {
    let ltr = |class| Tag::html("bdi").class(class).with("dir", "ltr");
    let class = if sender.domain.len() > LONGEST_ON_A_LINE {
        "host"
    } else {
        "host cut"
    };
    let name = ltr("name")
        .text(&sender.subdomain)
        .child(ltr("domain").text(&sender.domain));
    let mut shown = vec![Tag::html("span").class(class).child(name)];
    if let Some(ascii) = &sender.ascii {
        shown.push(ltr("ascii").text([" (", ascii, ")"].concat()));
    }
    shown
}

/// The buttons that open the reasons and the advice.
pub(crate) fn doors(view: &BannerView) -> Vec<Tag> {
    let door = |act: Act, label: &str, panel: &'static str| {
        button(act, label)
            .with("aria-expanded", "false")
            .with("aria-controls", panel)
            .child(
                Tag::svg("svg")
                    .class("arrow")
                    .with("viewBox", "0 0 12 12")
                    .with("aria-hidden", "true")
                    .child(Tag::svg("path").with("d", "M2.5 4.5L6 8l3.5-3.5")),
            )
    };
    vec![
        door(Act::Why, &view.labels.why, "reasons"),
        door(Act::WhatToDo, &view.labels.what_to_do, "advice"),
    ]
}

/// What the doors open.
pub(crate) fn panels(view: &BannerView) -> Vec<Tag> {
    let heaviest = view
        .reasons
        .iter()
        .chain(&view.reassurances)
        .map(|reason| reason.share.abs())
        .fold(0.0, f64::max);
    let reason = |shown: &BannerReason| reason(shown, heaviest);
    let mut reasons = panel("reasons", Act::Why);
    reasons = if view.reasons.is_empty() {
        reasons.child(Tag::html("p").text(&view.labels.no_reasons))
    } else {
        reasons.child(
            Tag::html("ol")
                .class("reasons")
                .children(view.reasons.iter().map(reason)),
        )
    };
    if !view.reassurances.is_empty() {
        reasons = reasons.child(
            Tag::html("div")
                .class("reassurances")
                .child(
                    Tag::html("p")
                        .class("title")
                        .id("reassurances")
                        .text(&view.labels.reassurances),
                )
                .child(
                    Tag::html("ul")
                        .with("aria-labelledby", "reassurances")
                        .children(view.reassurances.iter().map(reason)),
                ),
        );
    }
    reasons = reasons.child(
        Tag::html("p")
            .class("model")
            .text(format!("{} ", view.labels.model))
            .child(Tag::html("bdi").text(&view.model)),
    );
    let advice = panel("advice", Act::WhatToDo).child(
        Tag::html("ul")
            .class("advice")
            .children(view.advice.iter().map(|line| Tag::html("li").text(line))),
    );
    vec![reasons, advice]
}

/// The question, and what is asked after "not accurate".
pub(crate) fn ask(view: &BannerView) -> Vec<Tag> {
    let labels = &view.labels;
    vec![
        Tag::html("div")
            .class("asking")
            .id("asking")
            .with("role", "group")
            .with("aria-labelledby", "question")
            .child(
                Tag::html("p")
                    .class("question")
                    .id("question")
                    .text(&labels.question),
            )
            .child(
                Tag::html("div")
                    .class("answers")
                    .child(button(Act::Accurate, &labels.accurate))
                    .child(button(Act::NotAccurate, &labels.not_accurate)),
            ),
        correcting(labels),
    ]
}

/// The button that reopens the question.
pub(crate) fn again(labels: &Labels) -> Tag {
    button(Act::Change, &labels.change).with("hidden", "")
}

/// The choice to send the message along, where the reader has it.
pub(crate) fn offer(view: &BannerView) -> Vec<Tag> {
    let offer = view.original.as_ref().map(|offer| {
        Tag::html("label")
            .class("choice")
            .child(Tag::html("input").id("original").with("type", "checkbox"))
            .child(Tag::html("span").text(offer))
    });
    offer.into_iter().collect()
}

fn correcting(labels: &Labels) -> Tag {
    let choices = [
        (
            "correction-phishing",
            "phishing",
            &labels.correction_phishing,
        ),
        ("correction-spam", "spam", &labels.correction_spam),
        (
            "correction-legitimate",
            "legitimate",
            &labels.correction_legitimate,
        ),
        ("correction-unsure", "unsure", &labels.correction_unsure),
    ];
    let choice = |(id, value, label): (&'static str, &str, &String)| {
        Tag::html("label")
            .class("choice")
            .child(
                Tag::html("input")
                    .id(id)
                    .with("type", "radio")
                    .with("name", "correction")
                    .with("value", value),
            )
            .child(Tag::html("span").text(label))
    };
    Tag::html("div")
        .class("correcting")
        .id("correcting")
        .with("hidden", "")
        .child(
            // Chromium never frees a shadow tree whose radio buttons stood in no form. This one goes
            // nowhere when it is submitted, which the enter key does.
            Tag::html("form").with("method", "dialog").child(
                Tag::html("fieldset")
                    .child(Tag::html("legend").text(&labels.correction))
                    .child(
                        Tag::html("div")
                            .class("choices")
                            .children(choices.map(choice)),
                    ),
            ),
        )
        .child(
            Tag::html("label")
                .class("comment")
                .child(Tag::html("span").text(&labels.comment))
                .child(
                    Tag::html("textarea")
                        .id("comment")
                        .with("rows", "2")
                        .with("dir", "auto")
                        .with("maxlength", FeedbackReport::LONGEST_COMMENT.to_string()),
                ),
        )
        .child(Tag::html("div").id("offer"))
        .child(
            Tag::html("div")
                .class("answers")
                .child(button(Act::Send, &labels.send))
                .child(button(Act::Cancel, &labels.cancel)),
        )
}

fn panel(id: &'static str, door: Act) -> Tag {
    Tag::html("div")
        .class("panel")
        .id(id)
        .with("role", "group")
        .with("aria-labelledby", door.name())
        .with("hidden", "")
}

fn button(act: Act, label: &str) -> Tag {
    Tag::html("button")
        .id(act.name())
        .with("type", "button")
        .with("data-act", act.name())
        .child(Tag::html("span").text(label))
}

fn reason(reason: &BannerReason, heaviest: f64) -> Tag {
    let sentence = Tag::html("p").child(Tag::html("span").text(&reason.text));
    let item = Tag::html("li").child(sentence.children(weight(reason, heaviest)));
    // What the sentence quotes in full need not be read twice.
    let unsaid = |fact: &&Fact| !reason.text.contains(&fact.value);
    let facts: Vec<Tag> = reason.facts.iter().filter(unsaid).map(fact).collect();
    if facts.is_empty() {
        return item;
    }
    item.child(Tag::html("dl").children(facts))
}

fn fact(fact: &Fact) -> Tag {
    Tag::html("div")
        .child(Tag::html("dt").text(&fact.label))
        .child(Tag::html("dd").child(Tag::html("bdi").text(&fact.value)))
}

/// A bar as long as the reason's part in the verdict; none for a reason without a part. Silent for
/// screen readers, to which the order of the list says the same.
fn weight(reason: &BannerReason, heaviest: f64) -> Option<Tag> {
    let part = (reason.share.abs() / heaviest * 100.0).round();
    if reason.untrained || !part.is_finite() || part < 1.0 {
        return None;
    }
    // As a whole number: to print others takes code that nothing else here needs.
    let bar = |class: &'static str, width: u32| {
        Tag::svg("rect")
            .class(class)
            .with("width", width.to_string())
            .with("height", "10")
    };
    Some(
        Tag::svg("svg")
            .class("weight")
            .with("viewBox", "0 0 100 10")
            .with("preserveAspectRatio", "none")
            .with("aria-hidden", "true")
            .child(bar("whole", 100))
            .child(bar("part", part as u32)),
    )
}

#[cfg(test)]
mod tests;
