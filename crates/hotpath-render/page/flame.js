// The call tree as a flame graph: the whole program on top, what is called below its callers.

const FRAME_HEIGHT = 22;
const HUES = 8;

/** The times and sizes that a tree can be drawn by: those that hold what is below, and the sums of those that do not. */
function flameModes(section) {
  const modes = [];
  for (const { id, title, unit } of section.columns) {
    if (!["ns", "bytes"].includes(unit) || !section.rows.some((row) => numberOf(row, id) > 0)) continue;
    if (id === "total") modes.push({ id, title: "Wall", unit, isOwn: false });
    else if (/^(self|self_.+)$/.test(id) && !/(_error|_freed|_net|_live)$/.test(id)) modes.push({ id, title: clean(title), unit, isOwn: true });
  }
  return modes;
}

/** Places all calls between 0 and 1: `{ row, name, key, depth, x, width, value, parent, children }`. */
function flameNodes(section, mode) {
  const names = shortNames(section);
  const nodes = section.rows.map((row, index) => ({ row, name: names[index], value: Math.max(0, numberOf(row, mode.id)), children: [] }));
  const root = { row: null, name: "all", key: "", depth: 0, x: 0, width: 1, value: 0, parent: null, children: [] };
  nodes.forEach((node, index) => {
    node.parent = nodes[section.rows[index].parent] ?? root;
    node.key = `${node.parent.key}\u0000${rowKey(node.row)}`;
    node.depth = node.parent.depth + 1;
    node.parent.children.push(node);
  });
  if (mode.isOwn) {
    for (let index = nodes.length - 1; index >= 0; index -= 1) if (nodes[index].parent !== root) nodes[index].parent.value += nodes[index].value;
  }
  const sum = (children) => children.reduce((total, { value }) => total + value, 0);
  root.value = sum(root.children);
  for (const node of [root, ...nodes]) {
    // By name, so that frames stay where they are while numbers change.
    node.children.sort((left, right) => (left.name < right.name ? -1 : 1));
    // What runs at the same time may be more than its caller: it gets its part of the caller's width.
    const whole = Math.max(node.value, sum(node.children));
    let { x } = node;
    for (const child of node.children) {
      child.x = x;
      child.width = whole > 0 ? node.width * child.value / whole : 0;
      x += child.width;
    }
  }
  return [root, ...nodes];
}

/** One of a few quiet hues, the same one for a function wherever it is. */
function hueOf(name) {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)) % 65_521;
  return hash % HUES;
}

class FlameView {
  #section = null;
  #nodes = [];
  #zoom = "";
  #current = "";
  #search = "";
  #mode = null;

  constructor(onOpen) {
    this.onOpen = onOpen;
    this.modes = el("div", { class: "segmented", role: "radiogroup", "aria-label": "Width of a frame" });
    this.filter = el("input", { type: "search", class: "filter", placeholder: "Search names  /", "aria-label": "Search names", spellcheck: "false",
      oninput: () => { this.#search = this.filter.value.toLowerCase(); this.#draw(); } });
    this.found = el("span", { class: "muted count", role: "status" });
    this.reset = el("button", { class: "button", onclick: () => this.#zoomTo("") }, "Reset zoom");
    this.canvas = el("canvas", { tabindex: "0", role: "application", "aria-roledescription": "flame graph", "aria-label": "Flame graph: arrow keys go from call to call, Enter zooms, Escape zooms out",
      onclick: (event) => this.#click(event), ondblclick: () => this.#openCurrent(), onmousemove: (event) => this.#hover(event), onmouseleave: () => this.#hideTip(),
      onkeydown: (event) => this.#key(event), onfocus: () => this.#draw(), onblur: () => this.#draw() });
    this.tip = el("div", { class: "tip", hidden: true });
    this.status = el("p", { class: "flame-status", role: "status" });
    this.details = el("button", { class: "button", onclick: () => this.#openCurrent() }, "Details");
    this.element = el("div", { class: "flame-view" },
      el("div", { class: "toolbar" }, this.modes, this.filter, this.found, this.reset),
      el("div", { class: "scroll", tabindex: "-1" }, this.canvas), el("div", { class: "flame-foot" }, this.status, this.details), this.tip);
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  update(section) {
    if (section === this.#section) return;
    this.#section = section;
    this.#layOut();
  }

  redraw() {
    this.#draw();
  }

  #layOut() {
    const modes = this.#section ? flameModes(this.#section) : [];
    this.#mode = modes.find(({ id }) => id === this.#mode?.id) ?? modes[0] ?? null;
    this.#renderModes(modes);
    this.#nodes = this.#mode ? flameNodes(this.#section, this.#mode) : [];
    this.#draw();
  }

  #renderModes(modes) {
    const state = JSON.stringify([modes, this.#mode]);
    if (this.modeState === state) return;
    this.modeState = state;
    const hadFocus = this.modes.contains(document.activeElement);
    const choose = (mode) => { this.#mode = mode; this.#layOut(); };
    const step = (event, index) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (by) { event.preventDefault(); choose(modes[(index + by + modes.length) % modes.length]); }
    };
    const buttons = modes.map((mode, index) => el("button", { role: "radio", "aria-checked": String(mode.id === this.#mode.id), tabindex: mode.id === this.#mode.id ? "0" : "-1",
      onclick: () => choose(mode), onkeydown: (event) => step(event, index) }, mode.title));
    this.modes.replaceChildren(...buttons);
    if (hadFocus) buttons.find((button) => button.tabIndex === 0)?.focus();
  }

  #node(key) {
    return this.#nodes.find((node) => node.key === key) ?? this.#nodes[0];
  }

  #zoomTo(key) {
    this.#zoom = key;
    this.#current = key;
    this.#draw();
  }

  #draw() {
    const zoom = this.#node(this.#zoom);
    const width = this.canvas.parentElement.clientWidth;
    if (!zoom || width === 0) return;
    const depth = this.#nodes.reduce((most, node) => Math.max(most, node.depth), 0) + 1;
    const ratio = devicePixelRatio || 1;
    const height = depth * FRAME_HEIGHT + 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const style = getComputedStyle(this.element);
    const color = (name) => style.getPropertyValue(name).trim();
    const paint = { context, hues: Array.from({ length: HUES }, (_, hue) => color(`--flame-${hue}`)), whole: color("--flame-whole"), text: color("--flame-text"), focus: color("--accent"), font: `12px ${color("--mono")}` };
    let found = 0;
    for (const node of this.#nodes) {
      const box = this.#box(node, zoom, width);
      node.box = box;
      const isMatch = this.#search !== "" && node.row !== null && node.row.name.toLowerCase().includes(this.#search);
      // Within a match nothing counts twice.
      node.isFound = isMatch || Boolean(node.parent?.isFound);
      if (isMatch && !node.parent.isFound) found += node.width;
      if (box) this.#frame(node, box, paint, isMatch);
    }
    setText(this.found, this.#search ? `${formatPercent(Math.round(found * 10_000))} found` : "");
    this.reset.disabled = zoom.parent === null;
    this.#renderStatus();
  }

  /** Where a call is on the canvas; null where it is not to be seen. */
  #box(node, zoom, width) {
    let isAbove = false;
    for (let above = zoom; above; above = above.parent) isAbove ||= above === node;
    const scale = width / (zoom.width || 1);
    const x = isAbove ? 0 : (node.x - zoom.x) * scale;
    const boxWidth = isAbove ? width : node.width * scale;
    if (x + boxWidth <= 0.01 || x >= width - 0.01 || boxWidth < 0.4) return null;
    return { x, y: node.depth * FRAME_HEIGHT, width: boxWidth, isAbove: isAbove && node !== zoom };
  }

  #frame(node, { x, y, width, isAbove }, { context, hues, whole, text, focus, font }, isMatch) {
    context.globalAlpha = isAbove || (this.#search !== "" && !isMatch) ? 0.38 : 1;
    context.fillStyle = node.row === null || isWhole(node.row) ? whole : hues[hueOf(node.row.name)];
    context.fillRect(x, y, Math.max(0.5, width - 1), FRAME_HEIGHT - 1);
    if (width > 30) {
      context.fillStyle = text;
      context.font = font;
      context.textBaseline = "middle";
      context.fillText(fitted(context, node.name, width - 12), x + 6, y + FRAME_HEIGHT / 2);
    }
    context.globalAlpha = 1;
    if (node.key === this.#current && document.activeElement === this.canvas) {
      context.strokeStyle = focus;
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, Math.max(1, width - 3), FRAME_HEIGHT - 3);
    }
  }

  #renderStatus() {
    const node = this.#node(this.#current);
    this.details.disabled = !node?.row;
    setText(this.status, node ? this.#describe(node).join(" · ") : "");
  }

  #describe(node) {
    const { title, unit } = this.#mode;
    const whole = this.#nodes[0].value;
    const lines = [node.row ? clean(node.row.name) : "all", `${title} ${formatCell(node.value, unit)} (${formatPercent(Math.round(whole > 0 ? node.value / whole * 10_000 : 0))})`];
    for (const { id, title: name, unit: of, show } of node.row ? this.#section.columns : []) {
      if (show !== "detail" && id !== this.#mode.id && numberOf(node.row, id) !== 0 && of !== "basis_points") lines.push(`${clean(name)} ${formatCell(cellOf(node.row, id), of)}`);
    }
    return lines;
  }

  #at({ offsetX, offsetY }) {
    const depth = Math.floor(offsetY / FRAME_HEIGHT);
    return this.#nodes.find((node) => node.depth === depth && node.box && offsetX >= node.box.x && offsetX < node.box.x + node.box.width);
  }

  #click(event) {
    const node = this.#at(event);
    if (node) this.#zoomTo(node.key);
  }

  #openCurrent() {
    const node = this.#node(this.#current);
    if (node?.row) this.onOpen("tree", node.row);
  }

  #hover(event) {
    const node = this.#at(event);
    this.canvas.style.cursor = node ? "pointer" : "default";
    if (!node) return this.#hideTip();
    this.tip.replaceChildren(...this.#describe(node).map((line, index) => el("div", { class: index === 0 ? "name" : "" }, line)));
    this.tip.hidden = false;
    const { width, height } = this.tip.getBoundingClientRect();
    this.tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
    this.tip.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 10 : event.clientY + 18}px`;
    return undefined;
  }

  #hideTip() {
    this.tip.hidden = true;
  }

  #key(event) {
    const node = this.#node(this.#current);
    if (!node) return;
    const shown = (nodes) => nodes.filter(({ box }) => box);
    const beside = node.parent ? shown(node.parent.children) : [node];
    const index = beside.indexOf(node);
    const next = { ArrowDown: shown(node.children).sort((a, b) => b.value - a.value)[0], ArrowUp: node.parent, ArrowLeft: beside[index - 1], ArrowRight: beside[index + 1], Home: this.#nodes[0] };
    if (event.key in next) {
      if (next[event.key]) this.#current = next[event.key].key;
      this.#draw();
    } else if (event.key === "Enter") {
      this.#zoomTo(node.key);
    } else if (event.key === " ") {
      this.#openCurrent();
    } else if (event.key === "Escape" && this.#zoom !== "") {
      event.stopPropagation();
      this.#zoomTo(this.#node(this.#zoom).parent?.key ?? "");
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** The text, cut where it does not fit. */
function fitted(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low > 1 ? `${text.slice(0, low)}…` : "";
}
