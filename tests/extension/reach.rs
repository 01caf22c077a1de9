//! Pages cannot reach in, and hosts that the reader did not name are left alone.

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::By;

use crate::Stage;
use crate::banner;

#[tokio::test]
async fn a_page_sees_neither_into_the_banner_nor_anything_of_the_extension() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        // Those of the browser's driver are no matter.
        let names = "return Object.getOwnPropertyNames(window).filter(name => !/^(cdc_|ret_nodes|se_exported)/.test(name))
            .concat(Object.getOwnPropertySymbols(window).map(String))";
        browser.open(&pages.url("/elsewhere/")).await?;
        let before = browser.run(names, vec![]).await?;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        banner::level(browser).await?;
        let after = browser.run(names, vec![]).await?;
        let (before, after) = (before.as_array().cloned(), after.as_array().cloned());
        let before = before.unwrap_or_default();
        let new: Vec<_> = after.unwrap_or_default().into_iter().filter(|name| !before.contains(name)).collect();
        ensure!(!before.is_empty() && new.is_empty(), "names came into the page: {new:?}");

        let seen = browser
            .run(
                "const host = document.querySelector('[data-threat-banner]');
                 const clicked = new MouseEvent('click', { bubbles: true, composed: true });
                 host.dispatchEvent(clicked);
                 return { root: host.shadowRoot, children: host.childNodes.length, defined: customElements.get('threat-banner') ?? null,
                   talks: Boolean(globalThis.chrome?.runtime?.sendMessage ?? globalThis.browser) }",
                vec![],
            )
            .await?;
        let nothing = json!({"root": null, "children": 0, "defined": null, "talks": false});
        ensure!(seen == nothing, "the page sees {seen}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_cannot_load_a_file_of_the_extension() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        let own = browser.run("return location.href.split('/extension/')[0]", vec![]).await?;
        browser.open(&pages.url("/elsewhere/")).await?;
        let script = "const done = arguments[arguments.length - 1]; const script = document.createElement('script');
            script.onload = () => done('loaded'); script.onerror = () => done('refused');
            script.src = arguments[0] + '/extension/content.js'; document.head.append(script)";
        let loaded = browser.page.execute_async(script, vec![own]).await?;
        ensure!(loaded.json() == "refused", "the file was {}", loaded.json());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_webmail_that_is_taken_back_is_left_alone() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open_own("options/index.html").await?;
        browser.find("#site-0-button").await?.click().await?;
        browser.wait_for_text("#own-outcome", "Saved.").await?;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        browser.find(".ii.gt").await?;
        let (webmail, _) = browser.second_tab().await?;
        browser.open_own("popup/index.html").await?;
        browser
            .wait_for_text("#now", "This page is no webmail that you switched on.")
            .await?;
        browser.page.switch_to_window(webmail).await?;
        let banners = browser
            .page
            .find_all(By::Css("[data-threat-banner]"))
            .await?;
        ensure!(banners.is_empty(), "there is a banner");
        Ok(())
    })
    .await
}
