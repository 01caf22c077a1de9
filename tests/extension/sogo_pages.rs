//! The real SOGo: the extension finds the message that is open, in one page for all of them, and judges it.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::banner;
use crate::chromium::wait_for;
use crate::dovecot::{PASSWORD, READER};
use crate::mail::Mail;
use crate::sogo::Sogo;

#[tokio::test]
async fn messages_of_the_real_sogo_are_judged() -> Result<()> {
    let mail = [
        Mail::case("phish/apple-purchase-userinfo-url")?,
        Mail::case("legit/fr-meeting-moved")?,
    ];
    let sogo = Sogo::install(&mail).await?;
    let outcome = Stage::play_in_both(async |stage| {
        let Stage { browser, .. } = &*stage;
        browser.open(&sogo.url("/SOGo/")).await?;
        let script = "const done = arguments[arguments.length - 1];
            fetch('/SOGo/connect', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(arguments[0]) })
              .then(response => done(response.status), error => done(String(error)))";
        let who = json!({"userName": READER, "password": PASSWORD, "domain": null, "rememberLogin": 0});
        let signed_in = browser.page.execute_async(script, vec![who]).await?;
        ensure!(signed_in.json() == 200, "SOGo answered {} to who signs in", signed_in.json());
        let inbox = format!("/SOGo/so/{READER}/Mail/view#!/Mail/0/INBOX");
        browser.open(&sogo.url(&format!("{inbox}/1"))).await?;
        ensure!(banner::level(browser).await? == "danger");
        banner::click(browser, "[data-act=why]").await?;
        ensure!(banner::text(browser, "#reasons li").await?.contains("Apple"));
        // The next one in the same page.
        browser.run("location.hash = '#!/Mail/0/INBOX/2'", vec![]).await?;
        wait_for("the message without a banner", async || Ok((banner::level(browser).await? == "none").then_some(()))).await
    })
    .await;
    outcome.and(sogo.stop().await)
}
