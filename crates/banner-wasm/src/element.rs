//! The `<threat-banner>` element, and the same banner in a shadow root of the caller's own.
//!
//! Custom elements must be ES classes, so the class is JavaScript (`js/element.js`); all that it
//! does beyond wiring is [`Banner`]'s.

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ShadowRoot;

use crate::surface::Banner;

/// Written by `build.rs` from the sheets in `style`.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));
const NAME: &str = "threat-banner";

#[wasm_bindgen(module = "/js/element.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn define(name: &str, style: &str, begin: &JsValue, word: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch)]
    fn surface(
        root: &ShadowRoot,
        style: &str,
        banner: Banner,
        answer: &Function,
    ) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Where an answer is: taken, kept until the server can be reached, or never to be taken. */
export type AnswerStatus = "sent" | "queued" | "refused";

/** A banner in a shadow root. */
export interface BannerSurface {
    /** Shows a banner; `null`, or one of level `none`, takes it away. */
    show(view: BannerView | null): void;
    /** Shows what is known of the same message now: open panels and a half-written comment stay. */
    refine(view: BannerView | null): void;
    /** Tells the reader what became of the answer. */
    answered(status: AnswerStatus): void;
    /** Says something to this reader below the banner, until another message is shown. */
    told(words: string): void;
    /** Shows a copy of what only this reader knows (a picture, a phrase) in every banner from now on, or no longer. */
    own(mark: Node | null): void;
}

/**
 * Draws a banner. Set `banner`, or `verdict` to have it worded in the language of the element's
 * place; listen to `threat-banner-answer`, whose detail is a `ReaderAnswer`. The attribute `theme`
 * (`light`, `dark`) overrides the system's; the attribute `level` is there while a banner is shown. With the attribute
 * `quiet`, a notice is one line and is not read aloud, until it is clicked; `look` (`1`, `2`) varies how danger looks.
 */
export interface ThreatBannerElement extends HTMLElement {
    banner: BannerView | null;
    verdict: Verdict | null;
    /** As setting `banner`, for the same message when more is known of it: what the reader opened or wrote stays. */
    refine(banner: BannerView | null): void;
    /** A copy of it stands in every banner from now on: a picture or a phrase that only this reader knows. */
    set own(mark: Node | null);
    answered(status: AnswerStatus): void;
    /** Says something to this reader below the banner, until another message is shown. */
    told(words: string): void;
}

declare global {
    interface HTMLElementTagNameMap {
        "threat-banner": ThreatBannerElement;
    }
    interface HTMLElementEventMap {
        "threat-banner-answer": CustomEvent<ReaderAnswer>;
    }
}
"#;

/// Registers `<threat-banner>`. A second call, and one where there are no custom elements (a
/// worker, an extension's content script), changes nothing.
#[wasm_bindgen(js_name = defineThreatBanner)]
pub fn define_threat_banner() -> Result<(), JsValue> {
    let begin = Closure::<dyn Fn() -> Banner>::new(Banner::default).into_js_value();
    let word = Closure::<dyn Fn(JsValue, String) -> Result<JsValue, JsValue>>::new(
        |verdict, language: String| crate::api::worded(verdict, &language),
    )
    .into_js_value();
    define(NAME, STYLE, &begin, &word)
}

/// Draws banners into `root`, for places without custom elements. `answer` is called with a
/// `ReaderAnswer` whenever the reader gives one.
#[wasm_bindgen(js_name = surfaceIn, unchecked_return_type = "BannerSurface")]
pub fn surface_in(
    root: &ShadowRoot,
    #[wasm_bindgen(unchecked_param_type = "(answer: ReaderAnswer) => void")] answer: &JsValue,
) -> Result<JsValue, JsValue> {
    surface(root, STYLE, Banner::default(), answer.unchecked_ref())
}
