//! Looks into what the reader gets beyond the banner: all of it stands in closed roots of the page.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::Stage;
use crate::chromium::{Chromium, wait_for};

/// Notes every shadow root from the start of a page, so that a test sees what is closed to the page itself.
const NOTE_ROOTS: &str = "window.__roots = [];
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      const root = attach.call(this, options);
      window.__roots.push(root);
      return root;
    };
    window.__inside = (selector) =>
      window.__roots.filter(root => root.host.isConnected).flatMap(root => [...root.querySelectorAll(selector)])
        .filter(node => node.getClientRects().length > 0);";

/// Loads the demo anew with all roots noted.
pub async fn begin(stage: &Stage) -> Result<()> {
    let chromium = &stage.chromium;
    chromium
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": NOTE_ROOTS}),
        )
        .await?;
    chromium.open(&stage.server.url("/demo/")).await?;
    chromium.find("#rows .row").await?;
    Ok(())
}

/// What a script gives, once it gives something; `inside(selector)` finds what can be seen in closed roots.
pub async fn once(chromium: &Chromium, what: &str, script: &str) -> Result<Value> {
    let script = format!("const inside = window.__inside; {script}");
    wait_for(what, async || {
        let found = chromium.run(&script, vec![]).await?;
        let nothing = found.is_null() || found == json!(false) || found == json!("");
        Ok((!nothing).then_some(found))
    })
    .await
}

/// The text of the first element for this selector in a closed root, once there is one.
pub async fn text_inside(chromium: &Chromium, selector: &str) -> Result<String> {
    let text = once(
        chromium,
        selector,
        &format!("return inside({})[0]?.textContent", json!(selector)),
    )
    .await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// Clicks with the mouse on the element that a script gives, once it stands still.
pub async fn click(chromium: &Chromium, what: &str, script: &str) -> Result<()> {
    let [x, y] = place(chromium, what, script).await?;
    for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
        mouse(chromium, kind, x, y).await?;
    }
    Ok(())
}

/// Points at the element that a script gives.
pub async fn point_at(chromium: &Chromium, what: &str, script: &str) -> Result<()> {
    let [x, y] = place(chromium, what, script).await?;
    mouse(chromium, "mouseMoved", x, y).await
}

/// The middle of an element, in the page's window.
async fn place(chromium: &Chromium, what: &str, script: &str) -> Result<[f64; 2]> {
    let place = format!(
        "const node = (() => {{ {script} }})();
         if (!node) return null;
         node.scrollIntoView({{ block: 'center', behavior: 'instant' }});
         const frame = node.ownerDocument === document ? undefined : document.querySelector('iframe').getBoundingClientRect();
         const box = node.getBoundingClientRect();
         return [box.x + box.width / 2 + (frame?.x ?? 0), box.y + box.height / 2 + (frame?.y ?? 0)];"
    );
    let found = once(chromium, what, &place).await?;
    let at = |index: usize| found.get(index)?.as_f64();
    Ok([at(0).context("no place")?, at(1).context("no place")?])
}

async fn mouse(chromium: &Chromium, kind: &str, x: f64, y: f64) -> Result<()> {
    let button = if kind == "mouseMoved" { "none" } else { "left" };
    let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
    chromium
        .devtools("Input.dispatchMouseEvent", event)
        .await
        .map(|_| ())
}

/// Presses the button that goes on in the open question until it has gone: right after the question has come, it does not.
pub async fn go_on(chromium: &Chromium) -> Result<()> {
    wait_for("the question to be answered", async || {
        let open = chromium
            .run("return __inside('dialog').length > 0", vec![])
            .await?;
        if open == json!(false) {
            return Ok(Some(()));
        }
        click(
            chromium,
            "the button that goes on",
            "return inside('dialog button:not(.first)')[0]",
        )
        .await?;
        Ok(None)
    })
    .await
}

/// Makes all closed roots visible to axe-core.
pub async fn open_roots(chromium: &Chromium) -> Result<()> {
    let script = "for (const root of window.__roots)
        Object.defineProperty(root.host, 'shadowRoot', { value: root, configurable: true });";
    chromium.run(script, vec![]).await.map(|_| ())
}
