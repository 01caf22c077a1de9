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

/// What stands on a shelf in memory, for the scripts below.
const SHELF: &str = "
    const shelved = (kept = new Map()) => ({
      put: async (one) => { kept.set(one.id, one); },
      all: async () => [...kept.values()],
      remove: async (id) => { kept.delete(id); },
    });
    const taken = () => new Response(JSON.stringify({ accepted: 1, duplicates: 0 }), { headers: { 'content-type': 'application/json' } });";

/// Sends small answers and two with originals to a proxy that lets nothing large through, and gives what arrived in which request.
const SEND_HEAVY: &str = "
    const { Reports } = await import('/shared/report.js');
    const arrived = [];
    const ask = async (path, { body }) => {
      if (body.length > 100_000) return new Response('<h1>Too large</h1>', { status: 413, headers: { 'content-type': 'text/html' } });
      arrived.push(JSON.parse(body).map(({ id, grade }) => `${id} ${grade}`));
      return taken();
    };
    const shelf = shelved();
    const heavy = (id, weight) => ({ id, grade: 'message', message: 'A'.repeat(weight) });
    for (const report of [heavy('a', 400_000), { id: 'b', grade: 'signals' }, heavy('c', 120_000)]) await shelf.put(report);
    const fate = await new Reports('/nowhere', shelf, ask).send({ id: 'd', grade: 'signals' });
    return [fate, arrived, (await shelf.all()).length];";

#[tokio::test]
async fn small_answers_wait_for_no_original_and_one_that_is_too_large_for_a_proxy_goes_without_it()
-> Result<()> {
    Stage::play(async |stage| {
        let met = stage
            .chromium
            .run(&format!("{SHELF}{SEND_HEAVY}"), vec![])
            .await?;
        let arrived = json!([["b signals", "d signals"], ["a signals"], ["c signals"]]);
        let first = json!([["b signals"], ["d signals"], ["a signals"], ["c signals"]]);
        // What was kept may have gone before the last was given.
        ensure!(
            met == json!(["sent", arrived, 0]) || met == json!(["sent", first, 0]),
            "{met}"
        );
        Ok(())
    })
    .await
}

/// What this browser waits to hear of after answers that the server takes or refuses, also on a message that was answered before.
const SEND_AWAITED: &str = "
    const { Reports } = await import('/shared/report.js');
    const { Outcomes } = await import('/shared/outcomes.js');
    const problem = () => new Response('{}', { status: 422, headers: { 'content-type': 'application/problem+json' } });
    const waiting = new Map();
    const ask = async (path, { body }) => (JSON.parse(body)[0].good ? taken() : problem());
    const reports = new Reports('/nowhere', shelved(), ask);
    reports.outcomes = new Outcomes(() => Promise.reject(new Error('nobody asks')), shelved(waiting));
    const said = [];
    for (const [id, message_key, good] of [['1', 'm', true], ['2', 'm', false], ['3', 'n', false]]) {
      const fate = await reports.send({ id, message_key, grade: 'signals', good });
      said.push([fate, (await reports.given(message_key)) ?? 'not given']);
    }
    return said;";

#[tokio::test]
async fn an_answer_that_was_refused_is_not_told_as_given_and_one_that_it_changed_still_is()
-> Result<()> {
    Stage::play(async |stage| {
        let met = stage
            .chromium
            .run(&format!("{SHELF}{SEND_AWAITED}"), vec![])
            .await?;
        let said = json!([
            ["sent", "sent"],
            ["refused", "sent"],
            ["refused", "not given"]
        ]);
        ensure!(met == said, "{met}");
        Ok(())
    })
    .await
}

/// Counts a banner whose batch the server takes while its receipt is lost, and then another one by whoever counts next.
const COUNT_AGAIN: &str = "
    const { Exposures } = await import('/shared/exposures.js');
    const shelf = shelved();
    const sent = [];
    let isLost = true;
    const server = { ask: async (path, { body }) => {
      sent.push(JSON.parse(body));
      if (isLost) throw new Error('the worker ended');
      return new Response('{}');
    } };
    const scored = (messageKey) => ({ messageKey, verdict: { level: 'danger', model: 'x', findings: [] } });
    const first = new Exposures(server, shelf);
    first.shown(scored('a'));
    await first.flush();
    first.end();
    isLost = false;
    const next = new Exposures(server, shelf);
    await next.resume();
    next.shown(scored('b'));
    await next.flush();
    next.end();
    const total = new Map(sent.map(({ id, counts }) => [id, counts[0].count]));
    return [[...total.values()].reduce((sum, count) => sum + count, 0), new Set(sent.map(({ id, counts }) => `${id} ${counts[0].count}`)).size];";

#[tokio::test]
async fn what_may_have_been_counted_by_the_server_grows_no_further() -> Result<()> {
    Stage::play(async |stage| {
        let met = stage
            .chromium
            .run(&format!("{SHELF}{COUNT_AGAIN}"), vec![])
            .await?;
        // Two batches of one banner each, however often they went out.
        ensure!(met == json!([2, 2]), "{met}");
        Ok(())
    })
    .await
}
