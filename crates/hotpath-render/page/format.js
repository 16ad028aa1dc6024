// Numbers and texts as the terminal's table shows them, with the same rounding.

const MARKS = {
  wall: ["†", "Wall time of an async function, waiting included: may exceed 100%."],
  cost_dominated: ["‡", "Own time of a call is below twice the cost of measuring it: see the calls, not the times."],
  rough: ["~", "Counts may be off: raw endpoints of both sides were used beside the followed ones."],
  sampled: ["≈", "Time in the queue is that of some messages, watched on their way."],
  wrapper: ["", "The whole program."],
  others: ["", "Several things that have no row of their own."],
};

/** `amount / unit × parts` to the nearest whole number, also where a product is no exact double. */
function rounded(amount, unit, parts) {
  if (amount * parts + unit < Number.MAX_SAFE_INTEGER) {
    return Math.floor((amount * parts + Math.floor(unit / 2)) / unit);
  }
  return Number((BigInt(amount) * BigInt(parts) + BigInt(unit) / 2n) / BigInt(unit));
}

const twoDigits = (number) => String(number).padStart(2, "0");

/** A duration in nanoseconds: `850 ns`, `1.50 µs`, `20 min 05 s`. */
function formatDuration(ns) {
  if (ns < 1000) return `${ns} ns`;
  for (const [unit, name] of [[1e3, "µs"], [1e6, "ms"], [1e9, "s"]]) {
    const hundredths = rounded(ns, unit, 100);
    if (hundredths < 100_000) return `${Math.floor(hundredths / 100)}.${twoDigits(hundredths % 100)} ${name}`;
  }
  const seconds = rounded(ns, 1e9, 1);
  const minutes = rounded(ns, 60e9, 1);
  const hours = rounded(ns, 3600e9, 1);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

/** A size in bytes: `512 B`, `1.5 KB`. */
function formatBytes(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  let unit = 1;
  let text = "";
  for (const name of ["KB", "MB", "GB", "TB", "PB", "EB"]) {
    unit *= 1024;
    const tenths = rounded(bytes, unit, 10);
    text = `${Math.floor(tenths / 10)}.${tenths % 10} ${name}`;
    if (tenths < 10_240) break;
  }
  return text;
}

/** A share in hundredths of a percent: `12.34%`. */
function formatPercent(basisPoints) {
  return `${Math.floor(basisPoints / 100)}.${twoDigits(basisPoints % 100)}%`;
}

/** A number of things: `1,250,331`. */
function formatCount(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A cell of a column with this unit; `-` where nothing is known, which is never shown as 0. */
function formatCell(value, unit) {
  if (value === null || value === undefined) return "-";
  if (typeof value === "string") return clean(value);
  const size = Math.abs(value);
  const forms = { ns: formatDuration, bytes: formatBytes, basis_points: formatPercent };
  const text = (forms[unit] ?? formatCount)(size);
  return value < 0 ? `-${text}` : text;
}

/** A time of day, as the reader's place has it. */
function formatClock(unixMs) {
  return new Date(unixMs).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** Escapes what would reorder or hide text instead of being shown. */
function clean(text) {
  const short = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };
  return text.replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu,
    (character) => short[character] ?? `\\u{${character.codePointAt(0).toString(16)}}`);
}

/** What a row has in the column of this id; undefined where nothing is known. */
function cellOf(row, id) {
  return Object.hasOwn(row.values, id) ? row.values[id] ?? undefined : undefined;
}

/** A number of a row, or 0 where there is none. */
function numberOf(row, id) {
  const value = cellOf(row, id);
  return typeof value === "number" ? value : 0;
}
