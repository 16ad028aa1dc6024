// The live numbers: `/events`, read as a stream so that a token can go along in a header.

/** Follows the server until the session ends. `on` has snapshot, delta, end and refused. */
async function follow(token, on, signal) {
  const headers = { Accept: "text/event-stream" };
  if (token) headers.Authorization = `Bearer ${token}`;
  let answer;
  try {
    answer = await fetch("/events?interval=1000", { headers, signal, cache: "no-store" });
  } catch {
    return signal.aborted ? undefined : on.end();
  }
  if (!answer.ok) return on.refused(answer.status);
  try {
    await readEvents(answer.body.pipeThrough(new TextDecoderStream()).getReader(), on);
  } catch (error) {
    // A connection that breaks is the end of what can be known, as a closed one is.
    if (signal.aborted) return undefined;
    if (error instanceof Stale) return on.stale();
  }
  return signal.aborted ? undefined : on.end();
}

/** The changes are not those of the report that is shown. */
class Stale extends Error {}

async function readEvents(reader, on) {
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) if (!handle(event, on)) return;
  }
}

/** Hands on one event; false after the last one. */
function handle(event, on) {
  const fields = Object.fromEntries(event.split("\n").map((line) => line.split(/: (.*)/s, 2)));
  if (fields.event === "end") return false;
  if (fields.event === "snapshot") on.snapshot(JSON.parse(fields.data));
  if (fields.event === "delta") on.delta(JSON.parse(fields.data));
  return true;
}
