//! One banner in one shadow root: keeps the state, draws, and reads clicks.

use banner_core::{BannerView, Level};
use tsify::Ts;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, ShadowRoot};

use crate::carried::{carried, taken};
use crate::error::Error;
use crate::feedback::ReaderAnswer;
use crate::panel::{Act, Delivery, Panel, Step};
use crate::tree::Tag;
use crate::{dom, icon, render};

/// The state of a banner. It holds no node: the shadow root comes with each call, so that a page
/// which forgets its banner frees all of it, and nothing has to be taken down by hand.
#[wasm_bindgen]
#[derive(Default)]
pub struct Banner {
    view: Option<BannerView>,
    panel: Panel,
}

#[wasm_bindgen]
impl Banner {
    /// Lays down the parts that a screen reader must know before they are filled.
    pub fn begin(&self, root: &ShadowRoot) -> Result<(), JsValue> {
        Ok(dom::refill(root, &[render::skeleton()])?)
    }

    /// Shows `view`; nothing, or one of level `none`, takes the banner away. The same view again
    /// changes nothing, so that opened panels and a half-written comment stay. So they do when
    /// more is known of the `same` message.
    pub fn show(
        &mut self,
        root: &ShadowRoot,
        view: Option<Ts<BannerView>>,
        same: bool,
    ) -> Result<(), JsValue> {
        let view = view.map(taken).transpose()?;
        let view = view.filter(|view| view.level != Level::None);
        if view == self.view {
            return Ok(());
        }
        let stays = match (&self.view, &view) {
            (Some(before), Some(view)) => same && before.language == view.language,
            _ => false,
        };
        let before = std::mem::replace(&mut self.view, view);
        if stays {
            return Ok(self.draw(root, before.as_ref())?);
        }
        self.panel = Panel::default();
        self.ask(root)?;
        Ok(self.draw(root, None)?)
    }

    /// Acts on a click inside `root`; the reader's answer, if the click gave one.
    #[wasm_bindgen(unchecked_return_type = "ReaderAnswer | undefined")]
    pub fn handle(&mut self, root: &ShadowRoot, event: &Event) -> Result<JsValue, JsValue> {
        // Not asked whether it is one: an element of a frame's document is none by the classes of this window. What is
        // clicked in a shadow root always is.
        let control = event
            .target()
            .map(|target| target.unchecked_into::<Element>().closest("[data-act]"))
            .transpose()?
            .flatten();
        let Some(act) = control.and_then(|control| control.get_attribute("data-act")) else {
            return Ok(JsValue::UNDEFINED);
        };
        let Some(act) = Act::named(&act) else {
            return Ok(JsValue::UNDEFINED);
        };
        let outcome = self.panel.act(act);
        self.follow(root)?;
        if let Some(id) = outcome.focus {
            dom::focus(root, id)?;
        }
        match outcome.answer {
            Some(answer) => {
                let answer = ReaderAnswer::read(answer, root)?;
                Ok(carried(&answer)?.into())
            }
            None => Ok(JsValue::UNDEFINED),
        }
    }

    /// Tells the reader what became of the answer: `sent`, `queued` or `refused`.
    ///
    /// # Errors
    /// Throws on any other word.
    pub fn answered(&mut self, root: &ShadowRoot, status: &str) -> Result<(), JsValue> {
        self.panel
            .answered(Delivery::named(status).ok_or(Error::Status)?);
        Ok(self.follow(root)?)
    }
}

impl Banner {
    /// Lays out the question afresh.
    fn ask(&self, root: &ShadowRoot) -> Result<(), Error> {
        let Some(view) = &self.view else {
            return Ok(());
        };
        dom::refill_id(root, "ask", &render::ask(view))?;
        dom::refill_id(root, "again", &[render::again(&view.labels)])
    }

    /// Draws what differs from the banner that stood there `before` for the same message: a control
    /// made anew would lose the focus or a click on its way, a line made anew be read aloud twice.
    fn draw(&self, root: &ShadowRoot, before: Option<&BannerView>) -> Result<(), Error> {
        let Some(view) = &self.view else {
            return dom::refill(root, &[render::skeleton()]);
        };
        let redraw = |id: &str, part: &dyn Fn(&BannerView) -> Vec<Tag>| {
            let now = part(view);
            if before.is_some_and(|before| part(before) == now) {
                return Ok(());
            }
            dom::refill_id(root, id, &now)
        };
        dom::set(root, "banner", "data-level", Some(view.level.name()))?;
        dom::set(root, "banner", "lang", Some(&view.language))?;
        dom::set(root, "banner", "role", Some("region"))?;
        dom::set(root, "banner", "aria-label", Some(&view.labels.region))?;
        redraw("icon", &|view| icon::icon(view.level).into_iter().collect())?;
        redraw("doors", &render::doors)?;
        redraw("panels", &render::panels)?;
        // What an answer carries may change while its banner stands.
        dom::say(root, "privacy", &view.labels.privacy);
        redraw("offer", &render::offer)?;
        for id in ["polite", "urgent"] {
            redraw(id, &|view| {
                if render::announced_in(view.level) == Some(id) {
                    render::summary(view)
                } else {
                    Vec::new()
                }
            })?;
        }
        self.follow(root)
    }

    /// Brings what is open, hidden and said into line with the state.
    fn follow(&self, root: &ShadowRoot) -> Result<(), Error> {
        let Some(view) = &self.view else {
            return Ok(());
        };
        let panel = &self.panel;
        for (door, id, open) in [
            (Act::Why, "reasons", panel.why),
            (Act::WhatToDo, "advice", panel.what_to_do),
        ] {
            dom::set(
                root,
                door.name(),
                "aria-expanded",
                Some(if open { "true" } else { "false" }),
            )?;
            dom::set(root, id, "hidden", hidden(!open))?;
        }
        dom::set(root, "asking", "hidden", hidden(panel.step != Step::Asking))?;
        dom::set(
            root,
            "correcting",
            "hidden",
            hidden(panel.step != Step::Correcting),
        )?;
        let answered = matches!(panel.step, Step::Answered(_));
        dom::set(root, "change", "hidden", hidden(!answered))?;
        // Once sent, what would be sent is no longer the question.
        dom::set(root, "privacy", "hidden", hidden(answered))?;
        dom::say(
            root,
            "outcome",
            match panel.step {
                Step::Answered(Delivery::Sent) => &view.labels.thanks,
                Step::Answered(Delivery::Queued) => &view.labels.queued,
                Step::Answered(Delivery::Refused) => &view.labels.refused,
                Step::Answered(Delivery::Given) | Step::Asking | Step::Correcting => "",
            },
        );
        Ok(())
    }
}

fn hidden(hidden: bool) -> Option<&'static str> {
    hidden.then_some("")
}
