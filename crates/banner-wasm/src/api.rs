//! The scoring API: bytes and context in, verdict, banner, message key and report out.

use std::cell::Cell;

use banner_core::message::Picture;
use banner_core::{
    BannerView, Charsets, Context, FeedbackReport, Intelligence, Language, Level, Lists, Message,
    Model, Readings, Verdict, judge_with, message_key, sketch,
};
use tsify::Ts;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::carried::{carried, taken, taken_value};
use crate::error::Error;
use crate::feedback::{self, ReaderAnswer};
use crate::{dom, icon};

/// The page's own decoders: their tables would be a quarter of the download.
const CHARSETS: Charsets = Charsets(|label, bytes| {
    let decoder = web_sys::TextDecoder::new_with_label(label).ok()?;
    decoder.decode_with_u8_array(bytes).ok()
});

/// Judges messages with one model.
#[wasm_bindgen]
pub struct Scorer {
    model: Model,
    /// Lent to the context while a message is judged: it may be long, and is indexed but once.
    intelligence: Cell<Intelligence>,
    lists: Lists,
    wanted: Vec<&'static str>,
}

#[wasm_bindgen]
impl Scorer {
    /// A scorer with the model that is built in, or with the one in `model_json`.
    ///
    /// # Errors
    /// Throws when the document is no model that this version reads.
    #[wasm_bindgen(constructor)]
    pub fn new(model_json: Option<String>) -> Result<Scorer, JsValue> {
        Ok(Scorer {
            model: model_of(model_json.as_deref().unwrap_or(Model::BUILT_IN))?,
            intelligence: Cell::default(),
            lists: Lists::new(),
            wanted: Vec::new(),
        })
    }

    /// Holds every message from now on against these harmful hosts and addresses, unless its context brings some of its own.
    ///
    /// # Errors
    /// Throws when `intelligence` does not have its declared type.
    pub fn know(&self, intelligence: Ts<Intelligence>) -> Result<(), JsValue> {
        self.intelligence.set(taken(intelligence)?);
        Ok(())
    }

    /// Judges the raw bytes of a message (RFC 5322), with what was read in its parts if it was. Ugly mail is judged as
    /// it is.
    ///
    /// # Errors
    /// Throws when `context` or `readings` does not have its declared type.
    pub fn score(
        &mut self,
        raw: &[u8],
        context: Ts<Context>,
        readings: Option<Ts<Readings>>,
    ) -> Result<Ts<Verdict>, JsValue> {
        let context = taken(context)?;
        let readings = match readings {
            Some(readings) => taken(readings)?,
            None => Readings::default(),
        };
        let message = Message::parse_with(raw, CHARSETS);
        self.judged(&message, &readings, context)
    }

    /// The names of the files in the package's folder `lists` that were lacking for the message judged last: phrases of languages in
    /// which it may be written, or the most visited sites. Once they are learnt, judge it again.
    #[wasm_bindgen(getter, unchecked_return_type = "string[]")]
    pub fn wanted(&self) -> js_sys::Array {
        let wanted = js_sys::Array::new();
        for file in &self.wanted {
            wanted.push(&(*file).into());
        }
        wanted
    }

    /// Learns what the file of that name holds. False if it is a file of another version, or none at all.
    pub fn learn(&mut self, file: &str, content: String) -> bool {
        self.lists.learn(file, content)
    }

    /// Looks at the raw bytes of a message, as `score` takes them, once for all that a host needs:
    ///
    /// - a keyed hash by which reports on the same message are counted together; `key_hex` is the organisation's key in
    ///   hexadecimal digits;
    /// - what a reader of parts could look into: place, name and bytes of each attachment;
    /// - the pictures that the message shows or has attached, none of them from the network: each is rows of image files that
    ///   stand together, mostly one alone, or lines of characters that draw one;
    /// - the verdict, if there are neither parts nor pictures. Else what readers find in them makes the readings that
    ///   `score` takes.
    ///
    /// # Errors
    /// Throws when `context` does not have its declared type, or `key_hex` is no key.
    #[wasm_bindgen(
        unchecked_return_type = "[string, [number, string, Uint8Array][], (Uint8Array[][] | string)[], Verdict?]"
    )]
    pub fn examine(
        &mut self,
        raw: &[u8],
        context: Ts<Context>,
        key_hex: &str,
    ) -> Result<js_sys::Array, JsValue> {
        let context = taken(context)?;
        let key = bytes_of(key_hex).ok_or(Error::Key)?;
        let message = Message::parse_with(raw, CHARSETS);
        let (parts, pictures) = (parts_of(&message), pictures_of(&message));
        let examined = js_sys::Array::of3(&message_key(&key, &message).into(), &parts, &pictures);
        if parts.length() == 0 && pictures.length() == 0 {
            let verdict = self.judged(&message, &Readings::default(), context)?;
            examined.push(&verdict.into());
        }
        Ok(examined)
    }

    /// The banner of `verdict`, in the wording nearest to the BCP 47 tag `language`.
    pub fn banner(&self, verdict: Ts<Verdict>, language: &str) -> Result<Ts<BannerView>, JsValue> {
        let verdict = taken(verdict)?;
        Ok(carried(&BannerView::new(
            &verdict,
            Language::for_tag(language),
        ))?)
    }

    /// A sketch of the text of a message under the organisation's key, of at most 64 numbers: what is sent with an answer where the
    /// organisation lets hashed features be sent. `sender` is the domain that is proven to have sent it, or empty.
    ///
    /// # Errors
    /// Throws when `key_hex` is no key.
    pub fn sketch(raw: &[u8], key_hex: &str, sender: &str) -> Result<Vec<u32>, JsValue> {
        let key = bytes_of(key_hex).ok_or(Error::Key)?;
        Ok(sketch(&key, sender, &Message::parse_with(raw, CHARSETS)))
    }

    /// The report of a reader's answer, ready to be sent. Each call makes a report of its own;
    /// what is sent again must be the same report, so that it counts once. It asks no model, so
    /// that a page whose worker scores need not read one.
    pub fn report(
        answer: Ts<ReaderAnswer>,
        verdict: Ts<Verdict>,
        message_key: String,
    ) -> Result<Ts<FeedbackReport>, JsValue> {
        let answer = taken(answer)?;
        let verdict = taken(verdict)?;
        let report = answer.report(feedback::fresh_id()?, &verdict, message_key);
        report.check().map_err(Error::from)?;
        Ok(carried(&report)?)
    }

    /// The version of the model.
    #[wasm_bindgen(getter)]
    pub fn model(&self) -> String {
        self.model.version.clone()
    }
}

impl Scorer {
    fn judged(
        &mut self,
        message: &Message<'_>,
        readings: &Readings,
        mut context: Context,
    ) -> Result<Ts<Verdict>, JsValue> {
        let lends = context.intelligence.entries.is_empty();
        if lends {
            context.intelligence = self.intelligence.take();
        }
        let (verdict, wanted) = judge_with(message, readings, &context, &self.model, &self.lists);
        self.wanted = wanted;
        if lends {
            self.intelligence.set(context.intelligence);
        }
        Ok(carried(&verdict)?)
    }
}

fn parts_of(message: &Message<'_>) -> js_sys::Array {
    let parts = js_sys::Array::new();
    for (place, attachment) in message.attachments().iter().enumerate() {
        if !attachment.wants_reader() {
            continue;
        }
        let name = attachment.name.as_deref().unwrap_or_default();
        let bytes = js_sys::Uint8Array::from(&*attachment.contents());
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        parts.push(&js_sys::Array::of3(
            &place.into(),
            &name.into(),
            &bytes.into(),
        ));
    }
    parts
}

fn pictures_of(message: &Message<'_>) -> js_sys::Array {
    let pictures = js_sys::Array::new();
    for picture in message.pictures() {
        match picture {
            Picture::Drawn(lines) => pictures.push(&lines.into()),
            Picture::Images(rows) => {
                let whole = js_sys::Array::new();
                for row in rows {
                    let pieces = js_sys::Array::new();
                    for bytes in row {
                        pieces.push(&js_sys::Uint8Array::from(&*bytes));
                    }
                    whole.push(&pieces);
                }
                pictures.push(&whole)
            }
        };
    }
    pictures
}

/// The version of what scripts and package say to each other. It grows with every change that a script of the version
/// before would misread; `www/shared/wasm.js` names the same number.
pub const WIRE: u32 = 3;

/// The version of what this package and the page's scripts say to each other.
#[wasm_bindgen(js_name = wireVersion)]
pub fn wire_version() -> u32 {
    WIRE
}

/// Reads a model document with the page's own parser: another would be a thirtieth of the download.
fn model_of(json: &str) -> Result<Model, Error> {
    let refused = |problem| Error::Refused(banner_core::Error::ModelSyntax(problem));
    let document = js_sys::JSON::parse(json)
        .map_err(|problem| refused(js_sys::Object::from(problem).to_string().into()))?;
    let model: Model = taken_value(&document).map_err(|problem| match problem {
        Error::Value(problem) => refused(problem.to_string()),
        other => other,
    })?;
    Ok(model.checked()?)
}

/// The name of the file in the package's folder `wording` that holds the words of the language nearest to the BCP 47 tag
/// `language`, if they are not known: until `learnWording` has taken it, banners speak English.
#[wasm_bindgen(js_name = wantedWording)]
pub fn wanted_wording(language: &str) -> Option<String> {
    let file = banner_core::wanted_wording(Language::for_tag(language))?;
    Some(file.to_owned())
}

/// Learns what the file of that name holds. False if it is a file of another version, or none at all.
#[wasm_bindgen(js_name = learnWording)]
pub fn learn_wording(file: &str, content: String) -> bool {
    banner_core::learn_wording(file, content)
}

/// The word for a level, such as "Danger"; empty words do not exist, `none` has one too.
#[wasm_bindgen(js_name = levelWord)]
pub fn level_word(level: Ts<Level>, language: &str) -> Result<String, JsValue> {
    let verdict = Verdict {
        level: taken(level)?,
        probability: 0.0,
        threats: Vec::new(),
        findings: Vec::new(),
        sender_domain: None,
        model: String::new(),
    };
    Ok(BannerView::new(&verdict, Language::for_tag(language)).level_word)
}

/// The icon of a level as an `<svg>` without colours (classes `shape` and `sign`), for marks in a
/// list; nothing for `none`.
#[wasm_bindgen(js_name = levelIcon)]
pub fn level_icon(
    document: &web_sys::Document,
    level: Ts<Level>,
) -> Result<Option<web_sys::Element>, JsValue> {
    let level = taken(level)?;
    Ok(icon::icon(level)
        .map(|icon| dom::make(document, &icon))
        .transpose()?)
}

/// What the element's `verdict` property shows.
pub(crate) fn worded(verdict: JsValue, language: &str) -> Result<JsValue, JsValue> {
    let verdict: Verdict = taken_value(&verdict)?;
    Ok(carried(&BannerView::new(&verdict, Language::for_tag(language)))?.into())
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = hex.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len() % 2 == 0)?;
    let byte = |pair: &[u32]| pair.iter().fold(0, |byte, digit| byte << 4 | digit) as u8;
    Some(digits.chunks_exact(2).map(byte).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_from_hexadecimal_digits() {
        assert_eq!(bytes_of("00fF10"), Some(vec![0, 255, 16]));
    }

    #[test]
    fn odd_empty_and_foreign_keys_are_refused() {
        assert_eq!(bytes_of(""), None);
        assert_eq!(bytes_of("abc"), None);
        assert_eq!(bytes_of("zz"), None);
        assert_eq!(bytes_of("+1"), None);
    }
}
