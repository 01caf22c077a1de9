//! A page that uses the npm package, for its types alone: it is compiled, and never run.

import { configure, end, type Handle, type RawMessage, show, type Verdict, version } from "threat-banner";

configure({ server: "https://verdict.example", token: async () => "token", language: "zh-Hans", theme: "dark" });
configure({ token: async () => ({ token: "token", until: Date.now() + 600_000 }) });

const place: Element = document.body;
const raw: RawMessage = () => fetch("/message.eml").then((response) => response.arrayBuffer());
const handle: Handle = show(place, raw, { keywords: ["$Phishing"], organisation: { reader: { known_correspondents: [] } } });
const verdict: Verdict | undefined = await handle.ready;
const level: "none" | "notice" | "caution" | "suspicious" | "danger" | undefined = verdict?.level;
await handle.refresh(new Uint8Array());
handle.end();
end();

// @ts-expect-error: a number is no message
show(place, 7);
// @ts-expect-error: there is no such colour
configure({ theme: "green" });

export { level, version };
