// Opens messages one after another as a reader does, and times each until its banner stands in the page.
const [ids, withoutFetch] = arguments;
const element = document.querySelector("threat-banner");
const state = (globalThis.__speed ??= watch());

function watch() {
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration))).observe({
    type: "longtask",
  });
  const state = { long, shown: () => {} };
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), "banner");
  Object.defineProperty(element, "banner", {
    get: () => setter.get?.call(element),
    set(view) {
      setter.set.call(element, view);
      if (view) state.shown();
    },
  });
  return state;
}

/**
 * When the banner stands in the page, and when the frame with it has been painted. What a look into pictures and attachments
 * adds comes later.
 */
function drawn() {
  return new Promise((done) => {
    state.shown = () => {
      // Its place is reckoned now, not with the next frame.
      element.getBoundingClientRect();
      const standing = performance.now();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done([standing, performance.now()]);
        port2.postMessage(null);
      });
    };
  });
}

const times = [];
if (withoutFetch && !state.client) {
  const { ScorerClient } = await import("/shared/scorer-client.js");
  const { context, message_key } = await (await fetch("/api/v1/organisation")).json();
  state.client = new ScorerClient({ context, key: message_key, intelligence: undefined });
}
for (const id of ids) {
  const drawing = drawn();
  let begin;
  if (withoutFetch) {
    const raw = await (await fetch(`/demo/api/messages/${id}/raw`)).arrayBuffer();
    begin = performance.now();
    let begun = false;
    const show = ({ view }) => {
      if (begun) element.refine(view);
      else element.banner = view;
      begun = true;
    };
    show(await state.client.score({ raw }, "en", { glimpsed: show }));
  } else {
    begin = performance.now();
    location.hash = `#${id}`;
  }
  const [standing, painted] = await drawing;
  times.push([standing - begin, painted - begin]);
  // The frame of the mail and its details come later; what is timed next must not wait for them.
  await new Promise((done) => setTimeout(done, 60));
}
return { times, long: state.long.splice(0) };
