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

  open(sectionId, row) {
    this.#shown = { sectionId, key: rowKey(row), parent: row.parent };
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  close() {
    this.#shown = null;
    this.element.hidden = true;
  }

  update(report) {
    if (!this.#shown) return;
    const section = report.sections.get(this.#shown.sectionId);
    const same = section?.rows.filter((row) => rowKey(row) === this.#shown.key) ?? [];
    const row = same.find(({ parent }) => parent === this.#shown.parent) ?? same[0];
    if (!row) {
      this.body.replaceChildren(el("p", { class: "muted" }, "There is no such row at this time."));
      return;
    }
    setText(this.title, clean(row.name));
    setText(this.source, row.file ? `${clean(row.file)}:${row.line}:${row.column ?? 0}` : "");
    const scroll = this.element.scrollTop;
    this.body.replaceChildren(...this.#parts(report, section, row).filter(Boolean));
    this.element.scrollTop = scroll;
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
    const add = (map, index, by) => {
      const key = index === undefined ? "" : rowKey(tree.rows[index]);
      const one = map.get(key) ?? { name: index === undefined ? "(nobody measured)" : names[index], row: tree.rows[index], calls: 0, total: 0 };
      one.calls += numberOf(by, "calls");
      one.total += numberOf(by, "total");
      map.set(key, one);
    };
    const key = rowKey(row);
    tree.rows.forEach((call, index) => {
      if (rowKey(call) === key) add(callers, call.parent, call);
      if (call.parent !== undefined && rowKey(tree.rows[call.parent]) === key) add(callees, index, call);
    });
    return [["Callers", callers], ["Callees", callees]].map(([title, found]) =>
      found.size > 0 ? part(title, this.#neighbourTable(found)) : null);
  }

  #neighbourTable(found) {
    const rows = [...found.values()].sort((left, right) => right.total - left.total).map(({ name, row, calls: number, total }) => {
      const link = row ? el("button", { class: "link name", title: clean(row.name), onclick: () => this.onOpen("functions", row) }, name) : name;
      return [link, formatCount(number), formatDuration(total)];
    });
    return smallTable(["Function", "Calls", "Total"], rows);
  }
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
