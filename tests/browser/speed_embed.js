// Opens messages that lie in the page by the embed script, one after another, and times each until its banner stands there. Where it
// is asked to, the page's thread asks itself again and again whether it is free: the longest gap between two answers is its longest
// task. That takes a core of its own, so such openings are not timed.
const [first, count, container, watched] = arguments;
const place = document.querySelector(container);
const times = [];
let running = watched;
let longest = 0;
const { port1, port2 } = new MessageChannel();
let last;
port1.onmessage = () => {
  const now = performance.now();
  if (last !== undefined) longest = Math.max(longest, now - last);
  last = now;
  if (running) port2.postMessage(null);
};

/** The banner stands in the page once its element says its level, or once it is known that there is nothing to say. */
function drawn(handle) {
  return new Promise((done) => {
    const element = place.querySelector("threat-banner");
    const look = () => {
      if (!element?.hasAttribute("level")) return false;
      element.getBoundingClientRect();
      watching.disconnect();
      done(performance.now());
      return true;
    };
    const watching = new MutationObserver(look);
    if (element) watching.observe(element, { attributes: true });
    void handle.ready.then(() => look() || (watching.disconnect(), done(performance.now())));
  });
}

if (watched) port2.postMessage(null);
await new Promise((done) => setTimeout(done, 20));
longest = 0;
for (let index = first; index < first + count; index += 1) {
  const raw = globalThis.__messages[index % globalThis.__messages.length];
  place.querySelector("threat-banner")?.removeAttribute("level");
  const begin = performance.now();
  const handle = ThreatBanner.show(place, raw);
  times.push((await drawn(handle)) - begin);
  // What goes beyond the banner, and a look into attachments, must not be timed with the next message.
  await handle.ready;
  await new Promise((done) => setTimeout(done, 30));
}
running = false;
return watched ? { times: [], longest } : { times, longest: 0 };
