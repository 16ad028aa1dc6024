// The live numbers: `/events`, read as a stream so that a token can go along in a header.

/**
 * Follows the server for one session. `on` has snapshot and delta, and one for each way in which it ends:
 *
 * * `end`: the session has ended, which the program need not have;
 * * `broken`: the connection was closed or failed on the way;
 * * `stale`: the changes are not those of the report that is shown;
 * * `refused`: the server answers and gives no stream: the status, and its reason where it says one;
 * * `unreachable`: nobody answers.
 */
async function follow(token, on, signal) {
  const headers = { Accept: "text/event-stream" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const [way, ...rest] = await followOnce(headers, on, signal);
  if (!signal.aborted) on[way](...rest);
}

async function followOnce(headers, on, signal) {
  let answer;
  try {
    answer = await fetch("/events?interval=1000", { headers, signal, cache: "no-store" });
  } catch {
    return ["unreachable"];
  }
  if (!answer.ok) return ["refused", answer.status, await reasonOf(answer)];
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const way = await readEvents(reader, on, signal);
  // What is still to come would be kept for nobody.
  reader.cancel().catch(() => {});
  return [way];
}

async function reasonOf(answer) {
  try {
    return String((await answer.json()).error ?? "");
  } catch {
    return "";
  }
}

/** The changes are not those of the report that is shown. */
class Stale extends Error {}

/** Hands on events until there are none, and says why. */
async function readEvents(reader, on, signal) {
  const texts = new EventTexts();
  for (;;) {
    let part;
    try {
      part = await reader.read();
    } catch {
      return "broken";
    }
    if (part.done) return "broken";
    for (const text of texts.add(part.value)) {
      const way = signal.aborted ? "broken" : handle(text, on);
      if (way) return way;
    }
  }
}

/** Parts the stream into events. Of what came before only the last line feed is looked at again: a first report may have 30 MB. */
class EventTexts {
  #pieces = [];
  #held = "";

  /** The events that are complete now. */
  add(text) {
    const parts = (this.#held + text).split("\n\n");
    const rest = parts.pop();
    const events = parts.map((part, index) => (index === 0 ? this.#pieces.join("") + part : part));
    if (events.length > 0) this.#pieces = [];
    this.#held = rest.endsWith("\n") ? "\n" : "";
    this.#pieces.push(rest.slice(0, rest.length - this.#held.length));
    return events;
  }
}

/** Hands on one event; says why when it is the last one. */
function handle(event, on) {
  const fields = Object.fromEntries(event.split("\n").map((line) => line.split(/: (.*)/s, 2)));
  if (fields.event === "end") return "end";
  if (fields.event !== "snapshot" && fields.event !== "delta") return null;
  let data;
  try {
    data = JSON.parse(fields.data);
  } catch {
    return "broken";
  }
  try {
    on[fields.event](data);
  } catch (error) {
    if (error instanceof Stale) return "stale";
    // A mistake of a view is told as one, and the next second may be shown.
    reportError(error);
  }
  return null;
}
