//! What is open and what has been answered: the banner's state, without a page.

use banner_core::Answer;

/// What a control does. Its name stands in the control's `data-act` attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Why,
    WhatToDo,
    Accurate,
    NotAccurate,
    Send,
    Cancel,
    Change,
}

impl Act {
    pub(crate) const ALL: [Act; 7] = [
        Act::Why,
        Act::WhatToDo,
        Act::Accurate,
        Act::NotAccurate,
        Act::Send,
        Act::Cancel,
        Act::Change,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Act::Why => "why",
            Act::WhatToDo => "what-to-do",
            Act::Accurate => "accurate",
            Act::NotAccurate => "not-accurate",
            Act::Send => "send",
            Act::Cancel => "cancel",
            Act::Change => "change",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.name() == name)
    }
}

/// How far the reader's answer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Asking,
    Correcting,
    Answered(Delivery),
}

/// Where an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Given; the host has not said what became of it.
    Given,
    /// Taken by the server.
    Sent,
    /// Kept until the server can be reached.
    Queued,
    /// The server will never take it.
    Refused,
}

impl Delivery {
    /// The one that a host names by its word for it.
    pub(crate) fn named(name: &str) -> Option<Delivery> {
        Some(match name {
            "sent" => Delivery::Sent,
            "queued" => Delivery::Queued,
            "refused" => Delivery::Refused,
            _ => return None,
        })
    }
}

/// The state of one banner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Panel {
    pub(crate) why: bool,
    pub(crate) what_to_do: bool,
    pub(crate) step: Step,
    last: Answer,
    changing: bool,
}

impl Default for Panel {
    fn default() -> Self {
        Panel {
            why: false,
            what_to_do: false,
            step: Step::Asking,
            last: Answer::Accurate,
            changing: false,
        }
    }
}

/// What follows from an act.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The answer to hand out.
    pub(crate) answer: Option<Answer>,
    /// Where the focus goes, because the control that had it is gone.
    pub(crate) focus: Option<&'static str>,
}

impl Panel {
    pub(crate) fn act(&mut self, act: Act) -> Outcome {
        match (act, self.step) {
            (Act::Why, _) => {
                self.why = !self.why;
                Outcome::default()
            }
            (Act::WhatToDo, _) => {
                self.what_to_do = !self.what_to_do;
                Outcome::default()
            }
            (Act::Accurate, Step::Asking) => self.give(Answer::Accurate),
            (Act::NotAccurate, Step::Asking) => {
                self.step = Step::Correcting;
                Outcome {
                    answer: None,
                    focus: Some("correction-phishing"),
                }
            }
            (Act::Send, Step::Correcting) => self.give(Answer::NotAccurate),
            (Act::Cancel, Step::Correcting) => {
                self.step = Step::Asking;
                Outcome {
                    answer: None,
                    focus: Some("not-accurate"),
                }
            }
            (Act::Change, Step::Answered(_)) => {
                self.step = Step::Asking;
                self.changing = true;
                let focus = match self.last {
                    Answer::Accurate => "accurate",
                    Answer::NotAccurate => "not-accurate",
                };
                Outcome {
                    answer: None,
                    focus: Some(focus),
                }
            }
            // A click on a control that the step before has hidden.
            _ => Outcome::default(),
        }
    }

    /// The host says what became of the answer, perhaps of one that was given before this banner
    /// was drawn. A reader who is busy changing the answer is not interrupted.
    pub(crate) fn answered(&mut self, delivery: Delivery) {
        if self.step != Step::Correcting && !self.changing {
            self.step = Step::Answered(delivery);
        }
    }

    fn give(&mut self, answer: Answer) -> Outcome {
        self.last = answer;
        self.changing = false;
        self.step = Step::Answered(Delivery::Given);
        Outcome {
            answer: Some(answer),
            focus: Some("change"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(acts: &[Act]) -> (Panel, Vec<Answer>) {
        let mut panel = Panel::default();
        let answers = acts
            .iter()
            .filter_map(|act| panel.act(*act).answer)
            .collect();
        (panel, answers)
    }

    #[test]
    fn accurate_is_given_at_once() {
        let (panel, answers) = after(&[Act::Accurate]);
        assert_eq!(answers, [Answer::Accurate]);
        assert_eq!(panel.step, Step::Answered(Delivery::Given));
    }

    #[test]
    fn not_accurate_asks_first_and_is_given_on_send() {
        assert_eq!(after(&[Act::NotAccurate]).1, []);
        assert_eq!(
            after(&[Act::NotAccurate, Act::Send]).1,
            [Answer::NotAccurate]
        );
    }

    #[test]
    fn cancel_gives_nothing_and_asks_again() {
        let (panel, answers) = after(&[Act::NotAccurate, Act::Cancel]);
        assert_eq!(answers, []);
        assert_eq!(panel.step, Step::Asking);
    }

    #[test]
    fn an_answer_can_be_changed_either_way() {
        let there = after(&[Act::Accurate, Act::Change, Act::NotAccurate, Act::Send]).1;
        assert_eq!(there, [Answer::Accurate, Answer::NotAccurate]);
        let back = after(&[Act::NotAccurate, Act::Send, Act::Change, Act::Accurate]).1;
        assert_eq!(back, [Answer::NotAccurate, Answer::Accurate]);
    }

    #[test]
    fn a_second_click_on_a_hidden_control_gives_nothing() {
        assert_eq!(after(&[Act::Accurate, Act::Accurate]).1, [Answer::Accurate]);
        assert_eq!(after(&[Act::Send]).1, []);
    }

    #[test]
    fn news_of_an_earlier_answer_does_not_interrupt_its_change() {
        for acts in [
            &[Act::Accurate, Act::Change][..],
            &[Act::Accurate, Act::Change, Act::NotAccurate],
        ] {
            let (mut panel, _) = after(acts);
            let before = panel.step;
            panel.answered(Delivery::Sent);
            assert_eq!(panel.step, before);
        }
    }

    #[test]
    fn a_banner_drawn_again_shows_the_answer_given_before() {
        let mut panel = Panel::default();
        panel.answered(Delivery::Queued);
        assert_eq!(panel.step, Step::Answered(Delivery::Queued));
    }

    #[test]
    fn a_refused_answer_can_be_given_anew() {
        let (mut panel, _) = after(&[Act::Accurate]);
        panel.answered(Delivery::Refused);
        assert_eq!(panel.step, Step::Answered(Delivery::Refused));
        panel.act(Act::Change);
        assert_eq!(panel.act(Act::Accurate).answer, Some(Answer::Accurate));
    }

    #[test]
    fn what_became_of_an_answer_is_told_in_the_hosts_words() {
        assert_eq!(Delivery::named("sent"), Some(Delivery::Sent));
        assert_eq!(Delivery::named("queued"), Some(Delivery::Queued));
        assert_eq!(Delivery::named("refused"), Some(Delivery::Refused));
        assert_eq!(Delivery::named("given"), None);
    }

    #[test]
    fn both_panels_open_and_close_on_their_own() {
        let (panel, _) = after(&[Act::Why, Act::WhatToDo, Act::Why]);
        assert!(!panel.why);
        assert!(panel.what_to_do);
    }

    #[test]
    fn the_focus_never_stays_on_a_control_that_is_gone() {
        let mut panel = Panel::default();
        assert_eq!(
            panel.act(Act::NotAccurate).focus,
            Some("correction-phishing")
        );
        assert_eq!(panel.act(Act::Send).focus, Some("change"));
        assert_eq!(panel.act(Act::Change).focus, Some("not-accurate"));
    }

    #[test]
    fn every_act_is_found_by_its_name() {
        for act in Act::ALL {
            assert_eq!(Act::named(act.name()), Some(act));
        }
        assert_eq!(Act::named("open"), None);
    }
}
