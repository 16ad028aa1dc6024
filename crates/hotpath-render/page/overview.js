// The first view: what the program uses as a whole, and its hottest functions over the last minutes.

const HOTTEST = 10;

/** The functions of a section by the most of what they did themselves, with a line of how fast that grew. */
class HotList {
  #lines = new Map();

  constructor(title, sectionId, onOpen) {
    this.sectionId = sectionId;
    this.onOpen = onOpen;
    this.span = el("span", { class: "muted" });
    this.list = el("ol", { class: "hot", "aria-label": title });
    this.empty = el("li", { class: "muted" }, "Nothing was measured yet.");
    this.element = el("section", { class: "card" }, el("div", { class: "card-head" }, el("h2", {}, title), this.span), this.list);
  }

  update(report, samples) {
    const section = report.sections.get(this.sectionId);
    const column = ["self", "total"].map((own) => section?.columns.find(({ id }) => id === own)).find(Boolean);
    this.element.hidden = !column;
    if (!column) return;
    setText(this.span, samples.length > 1 ? `last ${formatDuration(samples.at(-1).at - samples[0].at)}` : "");
    const names = shortNames(section);
    const rows = section.rows.map((row, index) => ({ row, name: names[index], value: numberOf(row, column.id) }))
      .filter(({ value }) => value > 0).sort((left, right) => right.value - left.value).slice(0, HOTTEST);
    // The whole program is no function to compare with.
    const top = rows.find(({ row }) => !isWhole(row))?.value ?? 1;
    setChildren(this.list, rows.length ? rows.map((line) => this.#line(line, top, column, samples)) : [this.empty]);
  }

  #line({ row, name, value }, top, column, samples) {
    const key = rowKey(row);
    let line = this.#lines.get(key);
    if (!line) {
      line = { name: el("span", { class: "name" }), spark: sparkline(), figure: el("span", { class: "number" }), calls: el("span", { class: "number muted" }), bar: el("span", { class: "bar" }) };
      line.button = el("button", { onclick: () => this.onOpen(this.sectionId, line.row) }, line.name, line.spark, line.calls, line.figure, line.bar);
      line.element = el("li", {}, line.button);
      this.#lines.set(key, line);
    }
    line.row = row;
    line.button.title = clean(row.name);
    line.element.classList.toggle("whole", isWhole(row));
    setText(line.name, name);
    setText(line.figure, formatCell(value, column.unit));
    setText(line.calls, cellOf(row, "calls") === undefined ? "" : `${formatCount(numberOf(row, "calls"))} ×`);
    line.bar.style.width = `${Math.min(100, 100 * value / top).toFixed(2)}%`;
    drawSparkline(line.spark, rates(samples, (report) => {
      const at = findRow(report.sections.get(this.sectionId), row);
      return at ? numberOf(at, column.id) : 0;
    }), samples);
    return line.element;
  }
}

class Overview {
  #tiles = new Map();

  constructor(onOpen, onFindings) {
    this.hot = [new HotList("Hottest functions by own time", "functions", onOpen), new HotList("Functions by what they allocate", "alloc", onOpen)];
    this.tiles = el("div", { class: "tiles" });
    this.findings = el("section", { class: "card", hidden: true }, el("h2", {}, "Findings"), this.findingList = el("div"),
      el("button", { class: "link", onclick: onFindings }, "All findings"));
    this.facts = el("dl", { class: "figures facts" });
    this.element = el("div", { class: "overview" }, this.tiles,
      el("div", { class: "lists" }, ...this.hot.map(({ element }) => element)),
      el("div", { class: "side" }, this.findings, el("section", { class: "card" }, el("h2", {}, "This run"), this.facts)));
  }

  update(report, samples) {
    this.#renderTiles(report, samples);
    for (const list of this.hot) list.update(report, samples);
    this.#renderFindings(report);
    this.#renderFacts(report);
  }

  #renderTiles(report, samples) {
    const { process = {}, memory, coverage = {} } = report;
    const cpu = rates(samples, (at) => at.process?.cpu_ns ?? 0).map((ns) => ns / 1e5);
    const threads = threadCount(report);
    const live = samples.length > 1;
    const tiles = [["Elapsed", formatDuration(report.total_elapsed), `${formatCount(report.sections.get("functions")?.rows.length ?? 0)} functions`, null]];
    if (process.cpu_ns !== undefined) {
      const mean = formatPercent(Math.round(process.cpu_ns * 10_000 / Math.max(1, report.total_elapsed)));
      tiles.push(["CPU", live && cpu.length ? formatPercent(Math.round(cpu.at(-1))) : mean, `${formatDuration(process.cpu_ns)} in all`, cpu]);
    }
    if (process.rss_bytes !== undefined) {
      const peak = process.peak_rss_bytes === undefined ? "" : `peak ${formatBytes(process.peak_rss_bytes)}`;
      tiles.push(["Memory", formatBytes(process.rss_bytes), peak, samples.map(({ report: at }) => at.process?.rss_bytes ?? 0)]);
    }
    if (memory?.is_counted) {
      const numbers = samples.map(({ report: at }) => at.memory?.live_bytes ?? 0);
      tiles.push(["Live allocations", formatCell(memory.live_bytes, "bytes"), `peak ${formatBytes(memory.peak_live_bytes ?? 0)}`, numbers]);
    }
    if (threads !== undefined) {
      tiles.push(["Threads", formatCount(threads), coverage.in_flight === 1 ? "1 call in flight" : `${formatCount(coverage.in_flight ?? 0)} calls in flight`, samples.map(({ report: at }) => threadCount(at) ?? 0)]);
    }
    setChildren(this.tiles, tiles.map((tile) => this.#tile(samples, ...tile)));
  }

  #tile(samples, title, figure, beside, numbers) {
    let tile = this.#tiles.get(title);
    if (!tile) {
      tile = { figure: el("div", { class: "figure" }), beside: el("div", { class: "muted beside" }), spark: sparkline() };
      tile.element = el("div", { class: "tile" }, el("div", { class: "label" }, title), tile.figure, tile.beside, tile.spark);
      this.#tiles.set(title, tile);
    }
    setText(tile.figure, figure);
    setText(tile.beside, beside);
    drawSparkline(tile.spark, numbers ?? [], samples);
    return tile.element;
  }

  #renderFindings(report) {
    const found = findingsOf(report);
    this.findings.hidden = found.length === 0;
    becomeChildren(this.findingList, found.slice(0, 4).map(findingLine));
  }

  #renderFacts(report) {
    const { process = {}, clock = {}, coverage = {}, cpu } = report;
    const facts = [
      ["Program", programName(report)], ["Started in", report.caller_name], ["Process", process.pid ? String(process.pid) : ""],
      ["Started at", process.started_unix_ms ? new Date(process.started_unix_ms).toLocaleString() : ""],
      ["Clock", clock.name], ["Cost of a call", clock.cost_high_ns ? `${clock.cost_low_ns.toFixed(1)} – ${clock.cost_high_ns.toFixed(1)} ns, taken out` : ""],
      ["Taken out in all", clock.removed_ns ? formatDuration(clock.removed_ns) : ""],
      ["Looks at the CPU", cpu ? formatCount(cpu.looks) : ""],
      ["Calls in their callers' lines", coverage.truncated_calls ? formatCount(coverage.truncated_calls) : ""],
      ["Paused for", coverage.paused_ns ? formatDuration(coverage.paused_ns) : ""],
    ].filter(([, text]) => text);
    const state = JSON.stringify(facts);
    if (state === this.factState) return;
    this.factState = state;
    this.facts.replaceChildren(...facts.map(([title, text]) => el("div", {}, el("dt", {}, title), el("dd", {}, clean(text)))));
  }
}

/** How many threads run. */
function threadCount(report) {
  const running = (id) => report.sections.get(id)?.rows.filter((row) => !numberOf(row, "ended")).length ?? 0;
  return report.process?.threads ?? (report.sections.has("threads") ? running("threads") + running("own_threads") : undefined);
}
