// Makes the keys of campaigns as pages do: a line of JSON in, a line out.
import { createInterface } from "node:readline";

const { campaignKey } = await import(process.argv[2]);

for await (const line of createInterface({ input: process.stdin })) {
  const { message, verdict, key } = JSON.parse(line);
  const said = await campaignKey(Buffer.from(message, "base64"), verdict, key);
  process.stdout.write(`${JSON.stringify(said ?? null)}\n`);
}
