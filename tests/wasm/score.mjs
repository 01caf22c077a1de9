// Judges messages with the package that pages load: a line of JSON in, a line out.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const folder = process.argv[2];
const { initSync, learnWording, Scorer, wantedWording } = await import(new URL("banner_wasm.js", folder));
initSync({ module: readFileSync(new URL("banner_wasm_bg.wasm", folder)) });

/** @param {{ message: string, context: unknown, language: string, model?: string, offline?: boolean }} job */
function answer({ message, context, language, model, offline }) {
  const scorer = new Scorer(model);
  const words = wantedWording(language);
  if (words && !offline) learnWording(words, readFileSync(new URL(`wording/${words}`, folder), "utf8"));
  const raw = Buffer.from(message, "base64");
  let verdict = scorer.score(raw, context);
  for (const list of offline ? [] : scorer.wanted) {
    scorer.learn(list, readFileSync(new URL(`lists/${list}`, folder), "utf8"));
    verdict = scorer.score(raw, context);
  }
  return { verdict, view: scorer.banner(verdict, language), wanted: offline ? scorer.wanted : undefined };
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = answer(JSON.parse(line));
  } catch (error) {
    said = { error: String(error instanceof Error ? error.message : error) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
