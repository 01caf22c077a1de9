//! Words, order and live regions of what is drawn.

use banner_core::{Language, SenderLine, Verdict};

use super::*;

fn view(level: Level) -> BannerView {
    let verdict = Verdict {
        level,
        probability: 0.5,
        threats: Vec::new(),
        findings: Vec::new(),
        sender_domain: None,
        model: "test".to_owned(),
    };
    let mut view = BannerView::new(&verdict, Language::English);
    view.headline = "Somebody pretends to be a bank".to_owned();
    view
}

fn hostile() -> BannerReason {
    BannerReason {
        id: "links.text_target_mismatch".to_owned(),
        text: "<img src=x onerror=alert(1)>".to_owned(),
        share: 1.0,
        untrained: false,
        facts: vec![Fact {
            label: "Link".to_owned(),
            value: "\"><script>".to_owned(),
        }],
    }
}

#[test]
fn live_regions_stand_before_there_is_anything_to_say() {
    let skeleton = skeleton();
    assert_eq!(skeleton.find("polite").attribute("role"), Some("status"));
    assert_eq!(skeleton.find("urgent").attribute("role"), Some("alert"));
    assert_eq!(skeleton.find("outcome").attribute("role"), Some("status"));
    assert_eq!(skeleton.words(), "");
}

#[test]
fn only_danger_interrupts() {
    assert_eq!(announced_in(Level::None), None);
    assert_eq!(announced_in(Level::Notice), Some("polite"));
    assert_eq!(announced_in(Level::Suspicious), Some("polite"));
    assert_eq!(announced_in(Level::Danger), Some("urgent"));
}

fn sender(domain: &str) -> SenderLine {
    SenderLine {
        before: "Named: ".to_owned(),
        subdomain: "login.".to_owned(),
        domain: domain.to_owned(),
        ascii: Some(domain.to_owned()),
        after: String::new(),
    }
}

#[test]
fn the_line_holds_level_word_headline_and_sender() {
    let mut view = view(Level::Danger);
    view.sender = Some(sender("evil.example"));
    let words: Vec<String> = summary(&view).iter().map(Tag::words).collect();
    assert_eq!(words.len(), 2);
    assert!(words[0].contains(&view.level_word) && words[0].contains(&view.headline));
    assert!(words[1].contains("evil.example"));
}

#[test]
fn the_domain_is_set_apart_from_what_stands_left_of_it() {
    let mut view = view(Level::Danger);
    view.sender = Some(sender("evil.example"));
    let summary = summary(&view);
    let parts: Vec<(&str, String)> = summary[1]
        .all()
        .into_iter()
        .filter(|tag| tag.name == "bdi")
        .map(|tag| (tag.attribute("class").unwrap(), tag.words()))
        .collect();
    assert_eq!(
        parts,
        [
            ("name", "login.\nevil.example".to_owned()),
            ("domain", "evil.example".to_owned()),
            ("ascii", " (evil.example)".to_owned())
        ]
    );
}

#[test]
fn only_a_host_whose_domain_fits_is_cut() {
    let class = |domain: &str| {
        let mut view = view(Level::Danger);
        view.sender = Some(sender(domain));
        let summary = summary(&view);
        let host = summary[1].all().into_iter().find(|tag| tag.name == "span");
        host.unwrap().attribute("class").unwrap().to_owned()
    };
    assert_eq!(class("evil.example"), "host cut");
    assert_eq!(class("accounts-security-verification.example"), "host");
}

#[test]
fn no_sender_leaves_no_empty_line() {
    let mut view = view(Level::Caution);
    view.sender = None;
    assert_eq!(summary(&view).len(), 1);
}

#[test]
fn reasons_keep_their_order_and_facts() {
    let mut view = view(Level::Danger);
    view.reasons = vec![
        hostile(),
        BannerReason {
            text: "second".to_owned(),
            ..hostile()
        },
    ];
    let words = panels(&view)[0].words();
    assert!(words.find("onerror").unwrap() < words.find("second").unwrap());
    assert!(words.contains("\"><script>"));
}

#[test]
fn strings_from_a_message_are_texts_and_never_attributes() {
    let mut view = view(Level::Danger);
    view.reasons = vec![hostile()];
    view.reassurances = vec![hostile()];
    view.headline = "<script>".to_owned();
    view.sender = Some(sender("<script>"));
    let tags: Vec<Tag> = [summary(&view), doors(&view), panels(&view)].concat();
    for tag in tags.iter().flat_map(Tag::all) {
        assert!(
            tag.attributes.iter().all(|(_, value)| !value.contains('<')),
            "{tag:?}"
        );
    }
}

#[test]
fn reassurances_stand_apart() {
    let mut view = view(Level::Caution);
    view.reassurances = vec![hostile()];
    let panels = panels(&view);
    let list = panels[0]
        .all()
        .into_iter()
        .find(|tag| tag.attribute("class") == Some("reasons"));
    assert!(list.is_none(), "reassurances are no reasons");
    assert!(panels[0].words().contains(&view.labels.reassurances));
    assert!(panels[0].words().contains(&view.labels.no_reasons));
}

#[test]
fn each_door_names_a_panel_that_is_there_and_closed() {
    let view = view(Level::Suspicious);
    let panels = panels(&view);
    for door in doors(&view) {
        let panel = door.attribute("aria-controls").unwrap();
        let panel = panels
            .iter()
            .find(|tag| tag.attribute("id") == Some(panel))
            .unwrap();
        assert_eq!(door.attribute("aria-expanded"), Some("false"));
        assert_eq!(panel.attribute("hidden"), Some(""));
        assert_eq!(panel.attribute("aria-labelledby"), door.attribute("id"));
    }
}

#[test]
fn every_control_has_an_act_and_a_name() {
    let view = view(Level::Danger);
    let mut tags = [doors(&view), ask(&view)].concat();
    tags.push(again(&view.labels));
    let buttons: Vec<&Tag> = tags
        .iter()
        .flat_map(Tag::all)
        .filter(|tag| tag.name == "button")
        .collect();
    assert_eq!(buttons.len(), Act::ALL.len());
    for button in buttons {
        assert!(Act::named(button.attribute("data-act").unwrap()).is_some());
        assert!(!button.words().is_empty());
        assert_eq!(button.attribute("type"), Some("button"));
    }
}

#[test]
fn all_corrections_of_the_wire_can_be_chosen() {
    let view = view(Level::Danger);
    let ask = ask(&view);
    let values: Vec<&str> = ask[1]
        .all()
        .iter()
        .filter_map(|tag| tag.attribute("value"))
        .collect();
    assert_eq!(values, ["phishing", "spam", "legitimate", "unsure"]);
    assert!(
        values
            .iter()
            .all(|value| crate::feedback::correction(value).is_some())
    );
}

#[test]
fn the_message_is_offered_to_be_sent_only_where_the_host_says_so_and_never_beforehand() {
    let mut view = view(Level::Danger);
    // How many boxes there are, and how many of them are ticked.
    let boxes = |view: &BannerView| {
        let tags = [ask(view), offer(view)].concat();
        let all = tags.iter().flat_map(Tag::all);
        let boxes: Vec<_> = all
            .filter(|tag| tag.attribute("type") == Some("checkbox"))
            .map(|tag| tag.attribute("checked"))
            .collect();
        (boxes.len(), boxes.iter().flatten().count())
    };
    assert_eq!(boxes(&view), (0, 0));
    view.original = Some("Also send it".to_owned());
    assert_eq!(boxes(&view), (1, 0));
}

#[test]
fn ids_are_used_once() {
    let mut view = view(Level::Danger);
    view.original = Some("Also send it".to_owned());
    let mut tags = [doors(&view), panels(&view), ask(&view), offer(&view)].concat();
    tags.push(skeleton());
    tags.push(again(&view.labels));
    let mut ids: Vec<&str> = tags
        .iter()
        .flat_map(Tag::all)
        .filter_map(|tag| tag.attribute("id"))
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    // `reassurances` is drawn only when there are some.
    assert_eq!(ids.len(), count);
}

fn bars(view: &BannerView) -> Vec<String> {
    let panels = panels(view);
    let parts = panels[0].all().into_iter();
    parts
        .filter(|tag| tag.attribute("class") == Some("part"))
        .map(|tag| tag.attribute("width").unwrap().to_owned())
        .collect()
}

fn weighing(share: f64) -> BannerReason {
    BannerReason { share, ..hostile() }
}

#[test]
fn reasons_for_and_against_are_measured_on_one_scale() {
    let mut view = view(Level::Danger);
    view.reasons = vec![weighing(4.0), weighing(1.0)];
    view.reassurances = vec![weighing(-2.0)];
    assert_eq!(bars(&view), ["100", "25", "50"]);
}

#[test]
fn a_reason_without_a_part_in_the_verdict_has_no_bar() {
    let mut view = view(Level::Danger);
    let untrained = BannerReason {
        untrained: true,
        ..weighing(4.0)
    };
    view.reasons = vec![untrained, weighing(4.0), weighing(0.0), weighing(f64::NAN)];
    assert_eq!(bars(&view), ["100"]);
    view.reasons = vec![weighing(0.0)];
    assert!(bars(&view).is_empty());
}

#[test]
fn facts_that_the_sentence_quotes_are_not_said_twice() {
    let fact = |value: &str| Fact {
        label: "Domain".to_owned(),
        value: value.to_owned(),
    };
    let mut view = view(Level::Danger);
    view.reasons = vec![BannerReason {
        text: "The address belongs to quibusdam.example".to_owned(),
        facts: vec![fact("quibusdam.example"), fact("nordquell-bank.example")],
        ..hostile()
    }];
    let words = panels(&view)[0].words();
    assert_eq!(words.matches("quibusdam.example").count(), 1, "{words}");
    assert_eq!(words.matches("Domain").count(), 1, "{words}");
    assert!(words.contains("nordquell-bank.example"));
}
