//! The banner on the screen, reached by the DevTools protocol: WebDriver knows no shadow root of an element that was made in one
//! document and stands in another, as in Roundcube's preview.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::chromium::{Chromium, wait_for};

/// Whether the message that was opened last was judged, told to a script that waits. What judges it runs in the page around the
/// frame, and judges messages one after another: so once a later one is done, it is done too.
const JUDGED: &str = "
    const done = arguments[0];
    const {Document, document: page, performance, ThreatBanner} = window.top;
    const fetched = performance.getEntriesByType('resource').some(({name}) => name.includes('_action=viewsource'));
    if (!fetched) { done(false); } else {
      const later = ThreatBanner.show(Document.prototype.createElement.call(page, 'div'), 'Subject: Later');
      later.ready.then(() => { later.end(); performance.clearResourceTimings(); done(true); });
    }";

/// The level of the message that was opened, once it was judged; `none` where there is nothing to say.
pub async fn level(chromium: &Chromium) -> Result<String> {
    wait_for("the message to be judged", async || {
        let judged = chromium.page.execute_async(JUDGED, Vec::new()).await?;
        Ok((*judged.json() == Value::Bool(true)).then_some(()))
    })
    .await?;
    wait_for("the banner", async || {
        let Some(banner) = find(chromium, "#banner").await? else {
            return Ok(None);
        };
        let level = ask(chromium, banner, "function() { return this.dataset.level }").await?;
        Ok(level.as_str().map(str::to_owned))
    })
    .await
}

/// The first reason that the banner gives, once "Why?" is open.
pub async fn first_reason(chromium: &Chromium) -> Result<Option<String>> {
    click(chromium, "[data-act=why]").await?;
    let reason = text(chromium, "#reasons li").await?;
    Ok(reason.lines().next().map(str::to_owned))
}

/// Clicks what is in the banner, as soon as it is there.
pub async fn click(chromium: &Chromium, selector: &str) -> Result<()> {
    let node = wait_for(selector, async || find(chromium, selector).await).await?;
    ask(chromium, node, "function() { this.click() }")
        .await
        .map(|_| ())
}

/// The text of what is in the banner, as soon as it is there.
pub async fn text(chromium: &Chromium, selector: &str) -> Result<String> {
    let node = wait_for(selector, async || find(chromium, selector).await).await?;
    let text = ask(chromium, node, "function() { return this.innerText }").await?;
    text.as_str().map(str::to_owned).context("no text")
}

/// The first element for a selector in the closed shadow root of the banner on the screen.
async fn find(chromium: &Chromium, selector: &str) -> Result<Option<i64>> {
    let everything = json!({"depth": -1, "pierce": true});
    let document = chromium.devtools("DOM.getDocument", everything).await?;
    let Some(root) = document.get("root").and_then(shadow_root) else {
        return Ok(None);
    };
    let question = json!({"nodeId": root, "selector": selector});
    // The page may have drawn something anew since.
    let Ok(found) = chromium.devtools("DOM.querySelector", question).await else {
        return Ok(None);
    };
    Ok(found
        .get("nodeId")
        .and_then(Value::as_i64)
        .filter(|id| *id != 0))
}

/// The shadow root of the banner at or below a node, through frames and all other shadow roots.
fn shadow_root(node: &Value) -> Option<&Value> {
    let below = |name: &str| {
        node.get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    if node
        .get("nodeName")
        .is_some_and(|name| name == "THREAT-BANNER")
    {
        return below("shadowRoots").next()?.get("nodeId");
    }
    let frame = node.get("contentDocument").into_iter();
    frame.chain(below("children")).find_map(shadow_root)
}

async fn ask(chromium: &Chromium, node: i64, function: &str) -> Result<Value> {
    let object = chromium
        .devtools("DOM.resolveNode", json!({"nodeId": node}))
        .await?;
    let id = object
        .pointer("/object/objectId")
        .context("the node has gone")?;
    let call = json!({"objectId": id, "functionDeclaration": function, "returnByValue": true, "userGesture": true});
    let answer = chromium.devtools("Runtime.callFunctionOn", call).await?;
    Ok(answer.pointer("/result/value").cloned().unwrap_or_default())
}
