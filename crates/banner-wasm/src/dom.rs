//! Makes nodes of plain data: the one place that touches the page, and it knows no HTML text.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, HtmlElement, Node, ShadowRoot};

use crate::error::Error;
use crate::tree::{Branch, Tag, Vocabulary};

#[wasm_bindgen(module = "/js/element.js")]
extern "C" {
    /// Asks no document by a name that a mail in it may have taken.
    #[wasm_bindgen(catch)]
    fn create(document: &Document, name: &str, drawn: bool) -> Result<Element, JsValue>;
}

/// Makes `tag` and all below it. The depth is that of our own templates, never of a message.
pub(crate) fn make(document: &Document, tag: &Tag) -> Result<Element, Error> {
    let element = create(document, tag.name, tag.vocabulary == Vocabulary::Svg)?;
    for (name, value) in &tag.attributes {
        element.set_attribute(name, value)?;
    }
    for child in &tag.children {
        match child {
            Branch::Tag(tag) => element.append_with_node_1(make(document, tag)?.as_ref())?,
            Branch::Text(text) => element.append_with_str_1(text)?,
        };
    }
    Ok(element)
}

/// Puts `tags` in the place of all that `parent` holds.
pub(crate) fn refill(parent: &Node, tags: &[Tag]) -> Result<(), Error> {
    parent.set_text_content(None);
    let Some(document) = parent.owner_document() else {
        return Ok(());
    };
    for tag in tags {
        let element = make(&document, tag)?;
        parent.append_child(&element)?;
    }
    Ok(())
}

/// Refills the element with this id, if it is there.
pub(crate) fn refill_id(root: &ShadowRoot, id: &str, tags: &[Tag]) -> Result<(), Error> {
    root.get_element_by_id(id)
        .map_or(Ok(()), |element| refill(&element, tags))
}

/// Sets or removes an attribute of the element with this id, if it is there.
pub(crate) fn set(
    root: &ShadowRoot,
    id: &str,
    name: &str,
    value: Option<&str>,
) -> Result<(), Error> {
    let Some(element) = root.get_element_by_id(id) else {
        return Ok(());
    };
    match value {
        Some(value) => Ok(element.set_attribute(name, value)?),
        None => Ok(element.remove_attribute(name)?),
    }
}

/// Shows `text` in the element with this id; one that shows it already is left alone, so that a
/// screen reader does not say it twice.
pub(crate) fn say(root: &ShadowRoot, id: &str, text: &str) {
    if let Some(element) = root.get_element_by_id(id)
        && element.text_content().as_deref() != Some(text)
    {
        element.set_text_content(Some(text));
    }
}

/// Moves the focus to the element with this id, if it is there.
pub(crate) fn focus(root: &ShadowRoot, id: &str) -> Result<(), Error> {
    match root.get_element_by_id(id) {
        // Our own element; in a frame's document it is none by the classes of this window.
        Some(element) => Ok(element.unchecked_into::<HtmlElement>().focus()?),
        None => Ok(()),
    }
}
