// A section as a table: sorted, filtered, with columns to choose. Rows with parents are an indented tree.

const ROWS_AT_FIRST = 200;
const DEEPEST_INDENT = 24;

class TableView {
  #section = null;
  #state = { sort: null, descending: true, filter: "", chosen: null, all: false, current: null };
  #rows = new Map();
  #onOpen;

  constructor(onOpen) {
    this.#onOpen = onOpen;
    this.filter = el("input", {
      type: "search", class: "filter", placeholder: "Filter names  /", "aria-label": "Filter names", spellcheck: "false",
      oninput: () => this.#change({ filter: this.filter.value }),
    });
    this.count = el("span", { class: "muted count", role: "status" });
    this.chooser = el("div", { class: "menu" });
    this.columns = el("details", { class: "columns", onkeydown: (event) => this.#closeMenu(event) }, el("summary", { class: "button" }, "Columns"), this.chooser);
    this.head = el("tr");
    this.body = el("tbody", { onkeydown: (event) => this.#key(event), onclick: (event) => this.#click(event) });
    this.table = el("table", { role: "grid" }, el("thead", {}, this.head), this.body);
    this.more = el("button", { class: "button more", onclick: () => this.#change({ all: true }) });
    this.notes = el("div", { class: "notes muted" });
    this.element = el("div", { class: "table-view" },
      el("div", { class: "toolbar" }, this.filter, this.count, this.columns),
      el("div", { class: "scroll", tabindex: "-1" }, this.table, this.more), this.notes);
  }

  update(section) {
    this.#section = section;
    this.#render();
  }

  /** Opens the row of this key as if it had been clicked. */
  select(key) {
    this.#state.current = key;
  }

  #change(changes) {
    Object.assign(this.#state, changes);
    this.#render();
  }

  #render() {
    if (!this.#section) return;
    const columns = this.#shownColumns();
    this.table.setAttribute("aria-label", this.#section.title);
    this.#renderHead(columns);
    this.#renderChooser();
    const lines = this.#lines();
    const shown = this.#state.all ? lines : lines.slice(0, ROWS_AT_FIRST);
    const keys = new Set();
    const peaks = new Map(columns.filter(({ unit }) => unit === "basis_points").map(({ id }) =>
      [id, Math.max(10_000, ...this.#section.rows.map((row) => numberOf(row, id)))]));
    const rows = shown.map((line) => {
      while (keys.has(line.key)) line.key += "'";
      keys.add(line.key);
      return this.#row(line, columns, peaks);
    });
    for (const key of this.#rows.keys()) if (!keys.has(key)) this.#rows.delete(key);
    setChildren(this.body, rows);
    this.#rove();
    this.more.hidden = shown.length === lines.length;
    setText(this.more, `Show all ${formatCount(lines.length)} rows`);
    const all = this.#section.rows.length;
    setText(this.count, lines.length === all ? `${formatCount(all)} rows` : `${formatCount(lines.length)} of ${formatCount(all)} rows`);
    this.#renderNotes(shown);
  }

  #shownColumns() {
    const { columns, rows } = this.#section;
    if (this.#state.chosen) return columns.filter(({ id }) => this.#state.chosen.has(id));
    return columns.filter(({ id, show = "always" }) => show === "always" || show === "when_any" && rows.some((row) => cellOf(row, id)));
  }

  #renderHead(columns) {
    const heads = [{ id: "name", title: this.#section.title, unit: "text" }, ...columns].map((column) => {
      const { sort, descending } = this.#state;
      const isSorted = sort === column.id;
      const head = el("th", { scope: "col", class: column.unit === "text" ? "text" : "number", "data-id": column.id,
        "aria-sort": isSorted ? (descending ? "descending" : "ascending") : null },
      el("button", { title: `Sort by ${clean(column.title || column.id)}`, onclick: () => this.#sortBy(column) },
        clean(column.title || column.id), el("span", { class: "arrow", "aria-hidden": "true" }, isSorted ? (descending ? "↓" : "↑") : "")));
      return head;
    });
    const state = JSON.stringify([columns.map(({ id, title }) => [id, title]), this.#state.sort, this.#state.descending, this.#section.title]);
    if (this.headState === state) return;
    const focused = document.activeElement?.closest?.("th")?.dataset.id;
    const hadFocus = this.head.contains(document.activeElement);
    this.headState = state;
    this.head.replaceChildren(...heads);
    if (hadFocus) heads.find((head) => head.dataset.id === focused)?.firstChild.focus();
  }

  #sortBy({ id, unit }) {
    const isSame = this.#state.sort === id;
    this.#change({ sort: id, descending: isSame ? !this.#state.descending : unit !== "text" });
  }

  #renderChooser() {
    const state = JSON.stringify([this.#section.columns.map(({ id }) => id), [...this.#state.chosen ?? []]]);
    if (this.chooserState === state) return;
    this.chooserState = state;
    const shown = new Set(this.#shownColumns().map(({ id }) => id));
    const focused = this.chooser.contains(document.activeElement) ? document.activeElement.value : null;
    const boxes = this.#section.columns.map(({ id, title }) => {
      const box = el("input", { type: "checkbox", value: id, checked: shown.has(id), onchange: () => this.#choose(id, box.checked) });
      return el("label", {}, box, clean(title || id));
    });
    const reset = el("button", { class: "button", onclick: () => this.#change({ chosen: null }) }, "Default");
    this.chooser.replaceChildren(...boxes, reset);
    if (focused) boxes.map((label) => label.firstChild).find((box) => box.value === focused)?.focus();
  }

  #closeMenu(event) {
    if (event.key !== "Escape" || !this.columns.open) return;
    // The details beside the table stay open.
    event.stopPropagation();
    this.columns.open = false;
    this.columns.firstChild.focus();
  }

  #choose(id, isChosen) {
    const chosen = new Set(this.#shownColumns().map((column) => column.id));
    if (isChosen) chosen.add(id);
    else chosen.delete(id);
    this.#change({ chosen });
  }

  /** The rows from top to bottom, with their depth. */
  #lines() {
    const { rows } = this.#section;
    const names = shortNames(this.#section);
    const text = this.#state.filter.toLowerCase();
    const matches = rows.map((row, index) => !text || row.name.toLowerCase().includes(text) || names[index].toLowerCase().includes(text));
    // What is above a match is shown, so that it is clear where that is.
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      if (matches[index] && rows[index].parent !== undefined) matches[rows[index].parent] = true;
    }
    const children = new Map();
    rows.forEach((row, index) => {
      if (!matches[index]) return;
      const parent = row.parent ?? -1;
      if (!children.has(parent)) children.set(parent, []);
      children.get(parent).push(index);
    });
    const lines = [];
    const pending = [{ below: -1, depth: -1, key: "" }];
    while (pending.length > 0) {
      const next = pending.pop();
      if (next.index !== undefined) lines.push(next);
      const below = this.#sorted(children.get(next.index ?? -1) ?? [], names);
      for (const index of below.reverse()) {
        pending.push({ index, row: rows[index], name: names[index], depth: next.depth + 1, key: `${next.key}\u0000${rowKey(rows[index])}` });
      }
    }
    return lines;
  }

  #sorted(indexes, names) {
    const { sort, descending } = this.#state;
    if (!sort) return [...indexes];
    const { rows } = this.#section;
    const value = sort === "name" ? (index) => names[index] : (index) => cellOf(rows[index], sort);
    const sign = descending ? -1 : 1;
    return [...indexes].sort((left, right) => {
      const [a, b] = [value(left), value(right)];
      // What is not known is last, whatever the direction.
      if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
      if (typeof a === "string" || typeof b === "string") return sign * String(a).localeCompare(String(b));
      return sign * (a - b);
    });
  }

  #row(line, columns, peaks) {
    const { row, name, depth, key } = line;
    let element = this.#rows.get(key);
    if (!element) {
      const label = el("span", { class: "name" });
      const signs = el("span", { class: "signs muted" });
      element = el("tr", { tabindex: "-1" }, el("th", { scope: "row" }, el("div", { class: "name-cell" }, label, signs)));
      this.#rows.set(key, element);
    }
    element.rowData = { row, key };
    const head = element.firstChild;
    head.style.setProperty("--depth", Math.min(depth, DEEPEST_INDENT));
    head.title = clean(row.name) + (row.file ? `\n${clean(row.file)}:${row.line}` : "");
    setText(head.firstChild.firstChild, name);
    setText(head.firstChild.lastChild, (row.marks ?? []).map((mark) => MARKS[mark]?.[0] ?? "").join(""));
    element.classList.toggle("whole", isWhole(row));
    while (element.childNodes.length > columns.length + 1) element.lastChild.remove();
    columns.forEach((column, index) => {
      const cell = element.childNodes[index + 1] ?? element.appendChild(el("td", {}, el("span"), el("span", { class: "beside muted" })));
      this.#cell(cell, row, column, peaks.get(column.id));
    });
    return element;
  }

  #cell(cell, row, column, peak) {
    const value = cellOf(row, column.id);
    const kind = column.unit === "text" ? "text" : "number";
    const className = `${kind}${value === undefined ? " absent" : ""}${peak ? " share" : ""}`;
    if (cell.className !== className) cell.className = className;
    setText(cell.firstChild, formatCell(value, column.unit));
    setText(cell.lastChild, besideText(this.#section, row, column));
    if (peak) cell.style.setProperty("--share", `${(100 * Math.max(0, value ?? 0) / peak).toFixed(1)}%`);
    else if (cell.style.length > 0) cell.style.removeProperty("--share");
  }

  #renderNotes(lines) {
    const marks = new Set(lines.flatMap(({ row }) => row.marks ?? []));
    const notes = [...marks].map((mark) => MARKS[mark]).filter((mark) => mark?.[0]).map(([sign, text]) => `${sign} ${text}`);
    const text = notes.join("\n");
    if (this.noteText === text) return;
    this.noteText = text;
    this.notes.replaceChildren(...notes.map((note) => el("p", {}, note)));
  }

  /** One row takes part in the order of the tab key. */
  #rove() {
    const rows = [...this.body.children];
    const current = rows.find((row) => row.rowData.key === this.#state.current) ?? rows[0];
    for (const row of rows) {
      const isCurrent = row === current;
      row.tabIndex = isCurrent ? 0 : -1;
      row.setAttribute("aria-selected", String(isCurrent && row.rowData.key === this.#state.current));
    }
  }

  #open(row) {
    this.#state.current = row.rowData.key;
    this.#rove();
    this.#onOpen(this.#section.id, row.rowData.row);
  }

  #click(event) {
    const row = event.target.closest("tr");
    if (row && String(getSelection()) === "") this.#open(row);
  }

  #key(event) {
    const row = event.target.closest("tr");
    const rows = [...this.body.children];
    const index = rows.indexOf(row);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -rows.length, End: rows.length };
    if (event.key === "Enter" || event.key === " ") {
      this.#open(row);
    } else if (event.key in steps) {
      const next = rows[Math.min(rows.length - 1, Math.max(0, index + steps[event.key]))];
      this.#state.current = next.rowData.key;
      this.#rove();
      next.focus();
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** What stands beside a figure in parentheses. */
function besideText(section, row, column) {
  const beside = column.beside && section.columns.find(({ id }) => id === column.beside);
  const value = beside ? cellOf(row, beside.id) : undefined;
  if (value === undefined || (value === 0 && cellOf(row, column.id) === 0)) return "";
  return ` (${formatCell(value, beside.unit)})`;
}
