// What to look at, in words: the list `findings` of the document, where there is one.

const SEVERITIES = ["critical", "error", "high", "warning", "medium", "notice", "info", "low"];

function findingsOf(report) {
  const found = Array.isArray(report.findings) ? report.findings : [];
  const weight = ({ severity }) => { const at = SEVERITIES.indexOf(severity); return at < 0 ? SEVERITIES.length : at; };
  return [...found].sort((left, right) => weight(left) - weight(right));
}

/** One finding, as a line. */
function findingLine({ severity = "info", text = "", rule = "" }) {
  const level = Math.max(0, SEVERITIES.indexOf(severity));
  return el("p", { class: "finding", "data-level": level < 3 ? "high" : level < 5 ? "medium" : "low" },
    el("span", { class: "dot", role: "img", "aria-label": clean(severity), title: clean(severity) }), el("span", {}, clean(text || rule)));
}

class FindingsView {
  constructor(onOpen) {
    this.onOpen = onOpen;
    this.element = el("div", { class: "findings" });
  }

  update(report) {
    const found = findingsOf(report);
    const state = JSON.stringify(found);
    if (state === this.state) return;
    this.state = state;
    this.element.replaceChildren(...found.map((finding) => this.#card(report, finding)));
  }

  #card(report, finding) {
    const { rule, severity, section, name, text, numbers, ...rest } = finding;
    const row = report.sections.get(section)?.rows.find((candidate) => candidate.name === name);
    const title = [rule, report.sections.get(section)?.title].filter(Boolean).map((part) => clean(String(part)).replaceAll("_", " ")).join(" · ");
    const figures = Object.entries({ ...rest, ...(typeof numbers === "object" ? numbers : {}) })
      .filter(([, value]) => typeof value === "number" || typeof value === "string");
    return el("article", { class: "card" }, findingLine(finding), el("p", { class: "muted" }, title),
      name ? (row ? el("button", { class: "link name", onclick: () => this.onOpen(section, row) }, clean(name)) : el("p", { class: "name" }, clean(name))) : null,
      figures.length ? el("dl", { class: "figures" }, ...figures.map(([key, value]) => el("div", {}, el("dt", {}, clean(key).replaceAll("_", " ")), el("dd", {}, clean(String(value)))))) : null);
  }
}
