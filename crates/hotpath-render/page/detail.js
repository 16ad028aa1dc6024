// Everything about one row: its figures, how its calls are distributed, who calls it, its calls.

class Detail {
  #shown = null;

  constructor(onOpen, onClose) {
    this.onOpen = onOpen;
    this.onClose = onClose;
    this.title = el("h2", { tabindex: "-1" });
    this.source = el("p", { class: "muted path" });
    this.body = el("div", { class: "detail-body" });
    const close = el("button", { class: "button icon", "aria-label": "Close details", title: "Close (Esc)", onclick: onClose }, "✕");
    this.element = el("aside", { class: "detail", hidden: true, "aria-label": "Details" },
      el("header", {}, this.title, close), this.source, this.body);
  }

  get isOpen() {
    return this.#shown !== null;
  }

  /** Opens a row of the section, or the one of the same function where it is a row of the call tree. */
  open(section, sectionId, row) {
    const rows = section?.rows.includes(row) ? section.rows : [];
    const path = pathKey(rows, row);
    // What nothing tells apart is told apart by its order.
    const nth = Math.max(0, rowsOfPath(section, row, path).indexOf(row));
    this.#shown = { sectionId, row, path, nth };
    setText(this.title, clean(row.name));
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  close() {
    this.#shown = null;
    this.element.hidden = true;
  }

  update(report) {
    if (!this.#shown) return;
    const hadFocus = this.element.contains(document.activeElement);
    const section = report.sections.get(this.#shown.sectionId);
    const row = rowsOfPath(section, this.#shown.row, this.#shown.path)[this.#shown.nth];
    const { file, line, column = 0 } = row ?? this.#shown.row;
    setText(this.source, file ? `${clean(file)}:${line}:${column}` : "");
    const parts = row ? this.#parts(report, section, row).filter(Boolean) : [el("p", { class: "muted" }, "There is no such row at this time.")];
    keepFocus(this.body, () => becomeChildren(this.body, parts));
    // The keyboard stays here, also where what had it is gone.
    if (hadFocus && !this.element.contains(document.activeElement)) this.title.focus({ preventScroll: true });
  }

  #parts(report, section, row) {
    const thin = report.isThin && el("p", { class: "muted" }, "Histogram and calls are kept for the latest moment only.");
    const leading = section.columns.find(({ id }) => id === "total")?.unit === "bytes" ? "bytes" : "ns";
    return [
      figures(section, row),
      ...(row.marks ?? []).map((mark) => MARKS[mark] && el("p", { class: "muted note" }, MARKS[mark].filter(Boolean).join(" "))),
      thin || null,
      row.histogram?.length ? part("Distribution", histogram(row.histogram, leading, section, row)) : null,
      ...this.#neighbours(report, section, row),
      row.slowest?.length ? part("Slowest", calls(row.slowest, true)) : null,
      row.recent?.length ? part("Recent", calls(row.recent, false)) : null,
    ];
  }

  /** Who calls a function, and what it calls, by the call tree. */
  #neighbours(report, section, row) {
    const tree = report.sections.get("tree");
    if (!tree || !["functions", "alloc", "tree"].includes(section.id)) return [];
    const names = shortNames(tree);
    const callers = new Map();
    const callees = new Map();
    const keys = tree.rows.map(rowKey);
    const add = (map, index, by) => {
      const key = keys[index] ?? "";
      const one = map.get(key) ?? { name: index === undefined ? "(nobody measured)" : names[index], row: tree.rows[index], calls: 0, total: 0 };
      one.calls += numberOf(tree.rows[by], "calls");
      // The time of a recursive call is within that of the same call further out.
      if (!isWithinSame(tree.rows, keys, by)) one.total += numberOf(tree.rows[by], "total");
      map.set(key, one);
    };
    const key = rowKey(row);
    tree.rows.forEach(({ parent }, index) => {
      if (keys[index] === key) add(callers, parent, index);
      if (parent !== undefined && keys[parent] === key) add(callees, index, index);
    });
    return [["Callers", callers], ["Callees", callees]].map(([title, found]) =>
      found.size > 0 ? part(title, this.#neighbourTable(title, found)) : null);
  }

  #neighbourTable(title, found) {
    const rows = [...found.values()].sort((left, right) => right.total - left.total).map(({ name, row, calls: number, total }) => {
      return [row ? this.#link(title, name, row) : name, formatCount(number), formatDuration(total)];
    });
    return smallTable(["Function", "Calls", "Total"], rows);
  }

  #link(title, name, row) {
    return el("button", { class: "link name", title: clean(row.name), "data-key": `${title}\n${rowKey(row)}`, onclick: () => this.onOpen("functions", row) }, name);
  }
}

/** What a row is by its name and those of all that is above it: indexes are others every second. */
function pathKey(rows, row) {
  let path = "";
  for (let at = row; at; at = rows[at.parent]) path = `\u0000${rowKey(at)}${path}`;
  return path;
}

function rowsOfPath(section, like, path) {
  const key = rowKey(like);
  return section?.rows.filter((row) => row.name === like.name && rowKey(row) === key && pathKey(section.rows, row) === path) ?? [];
}

/** Whether a call of the tree is below another one of the same function by the same caller. */
function isWithinSame(rows, keys, index) {
  const caller = keys[rows[index].parent];
  for (let at = rows[index].parent; at !== undefined; at = rows[at].parent) {
    if (keys[at] === keys[index] && keys[rows[at].parent] === caller) return true;
  }
  return false;
}

function part(title, content) {
  return el("section", {}, el("h3", {}, title), content);
}

function figures(section, row) {
  const known = section.columns.filter(({ id }) => cellOf(row, id) !== undefined && !section.columns.some(({ beside }) => beside === id));
  return el("dl", { class: "figures" }, ...known.map((column) => el("div", {},
    el("dt", {}, clean(column.title || column.id)),
    el("dd", {}, formatCell(cellOf(row, column.id), column.unit) + besideText(section, row, column)))));
}

function smallTable(heads, rows) {
  const cell = (tag, content, index) => el(tag, { class: index === 0 ? "text" : "number", scope: tag === "th" ? "col" : null }, content);
  return el("table", { class: "small" },
    el("thead", {}, el("tr", {}, ...heads.map((head, index) => cell("th", head, index)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((content, index) => cell("td", content, index))))));
}

function calls(list, isByDuration) {
  const hasThread = list.some((call) => call.thread !== undefined);
  const hasState = list.some((call) => call.state !== undefined);
  const hasBytes = list.some((call) => call.allocated_bytes !== undefined);
  const hasResult = list.some((call) => call.result !== undefined);
  const heads = ["At", "Took", hasBytes && "Allocated", hasState && "State", hasThread && "Thread", hasResult && "Result"];
  const rows = list.slice(0, isByDuration ? 10 : 20).map((call) => [
    formatDuration(call.start_ns),
    el("span", { title: (call.path ?? []).map(clean).join("\n→ ") }, formatDuration(call.duration_ns)),
    hasBytes && formatCell(call.allocated_bytes, "bytes"),
    hasState && (call.state ?? "-"),
    hasThread && String(call.thread ?? "-"),
    hasResult && el("span", { class: "result", title: clean(call.result ?? "") }, clean(call.result ?? "-")),
  ]);
  const kept = (cells) => cells.filter((cell) => cell !== false);
  return smallTable(kept(heads), rows.map(kept));
}

const BARS = 48;

/** Bars over a logarithmic scale, from the smallest to the largest. */
function histogram(buckets, unit, section, row) {
  const low = Math.log(Math.max(0.5, buckets[0][0]));
  const high = Math.log(Math.max(1, buckets.at(-1)[0]));
  const width = (high - low) / BARS || 1;
  const bars = new Array(BARS).fill(0);
  for (const [middle, number] of buckets) {
    bars[Math.min(BARS - 1, Math.max(0, Math.floor((Math.log(Math.max(0.5, middle)) - low) / width)))] += number;
  }
  const top = Math.max(...bars);
  const start = (bar) => formatCell(Math.round(Math.exp(low + bar * width)), unit);
  const drawn = bars.map((number, bar) => svg("rect", {
    x: bar * 5 + 0.5, width: 4, y: 60 - Math.max(number > 0 ? 1.5 : 0, 58 * number / top), height: Math.max(number > 0 ? 1.5 : 0, 58 * number / top),
  }, svg("title", {}, `${start(bar)} – ${start(bar + 1)}: ${formatCount(number)}`)));
  const marks = section.columns.filter(({ id, unit: of }) => of === unit && /^(p[\d.]+|avg|queue_p\d+|hold_p\d+)$/.test(id)).map(({ id, title }) => {
    const value = cellOf(row, id);
    const at = value > 0 ? (Math.log(value) - low) / width * 5 : -1;
    return at >= 0 && at <= BARS * 5 ? svg("line", { x1: at, x2: at, y1: 0, y2: 60 }, svg("title", {}, `${clean(title)} ${formatCell(value, unit)}`)) : null;
  });
  const label = `${formatCount(buckets.reduce((sum, [, number]) => sum + number, 0))} calls from ${start(0)} to ${start(BARS)}`;
  return el("figure", { class: "histogram" },
    svg("svg", { viewBox: `0 0 ${BARS * 5} 60`, preserveAspectRatio: "none", role: "img", "aria-label": label }, ...drawn, ...marks),
    el("figcaption", { class: "muted" }, el("span", {}, start(0)), el("span", {}, start(BARS / 2)), el("span", {}, start(BARS))));
}
