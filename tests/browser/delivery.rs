//! What a reader's answer meets on its way to the server decides whether it is kept for later.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::Stage;

/// Sends one report through `report.js` with this in place of the network's answer.
const SEND: &str = "
    const [status, type, body] = arguments;
    const { Reports } = await import('/shared/report.js');
    const kept = new Map();
    const shelf = {
      put: async (report) => { kept.set(report.id, report); },
      all: async () => [...kept.values()],
      remove: async (id) => { kept.delete(id); },
    };
    const before = window.fetch;
    window.fetch = async () => new Response(body, { status, headers: { 'content-type': type } });
    try {
      return await new Reports('/nowhere', shelf).send({ id: 'a' });
    } finally {
      window.fetch = before;
    }";

#[tokio::test]
async fn an_answer_leaves_the_browser_only_when_our_server_has_spoken() -> Result<()> {
    Stage::play(async |stage| {
        let receipt = "{\"accepted\":1,\"duplicates\":0}";
        let problem = "{\"title\":\"x\",\"status\":422}";
        for (status, media_type, body, fate) in [
            (201, "application/json", receipt, "sent"),
            (
                200,
                "application/json; charset=utf-8",
                "{\"accepted\":0,\"duplicates\":1}",
                "sent",
            ),
            (422, "application/problem+json", problem, "refused"),
            (409, "application/problem+json", problem, "refused"),
            // A network's sign-in page.
            (200, "text/html", "<h1>Welcome</h1>", "queued"),
            (200, "text/html", receipt, "queued"),
            (200, "application/json", "{\"ok\":true}", "queued"),
            (200, "application/json", "null", "queued"),
            (200, "application/json", "{", "queued"),
            // A proxy, or our server for a reason that passes.
            (400, "text/html", "", "queued"),
            (401, "text/html", "", "queued"),
            (403, "application/problem+json", problem, "queued"),
            (404, "application/problem+json", problem, "queued"),
            (407, "text/html", "", "queued"),
            (429, "application/problem+json", problem, "queued"),
            (503, "application/problem+json", problem, "queued"),
        ] {
            let arguments = vec![json!(status), json!(media_type), json!(body)];
            let met = stage.chromium.run(SEND, arguments).await?;
            ensure!(
                met == json!(fate),
                "{status} {media_type} {body}: {met}, not {fate}"
            );
        }
        Ok(())
    })
    .await
}

/// Sends one report to a server that allows no more than the signals, and gives what became of it and what the server took.
const SEND_LESS: &str = "
    const { Reports } = await import('/shared/report.js');
    const kept = new Map();
    const shelf = {
      put: async (report) => { kept.set(report.id, report); },
      all: async () => [...kept.values()],
      remove: async (id) => { kept.delete(id); },
    };
    let taken;
    const ask = async (path, { body }) => {
      const [report] = JSON.parse(body);
      const [status, type, said] = report.grade === 'signals' && !report.features && !report.message
        ? [201, 'application/json', { accepted: 1, duplicates: 0 }]
        : [422, 'application/problem+json', { title: 'x', status: 422 }];
      if (status === 201) taken = report;
      return new Response(JSON.stringify(said), { status, headers: { 'content-type': type } });
    };
    const report = { id: 'a', grade: 'message', features: [1], message: 'YQ==', campaign_key: 'c', answer: 'accurate' };
    return [await new Reports('/nowhere', shelf, ask).send(report), taken, kept.size];";

#[tokio::test]
async fn what_the_organisation_has_come_to_forbid_is_left_out_and_the_answer_arrives() -> Result<()>
{
    Stage::play(async |stage| {
        let met = stage.chromium.run(SEND_LESS, vec![]).await?;
        let taken =
            json!({"id": "a", "grade": "signals", "campaign_key": "c", "answer": "accurate"});
        ensure!(met == json!(["sent", taken, 0]), "{met}");
        Ok(())
    })
    .await
}
