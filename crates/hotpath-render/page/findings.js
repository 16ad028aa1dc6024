// What to look at, in words: the list `findings` of the document, where there is one.

/** How much a finding matters; what a later version calls otherwise is not louder than a note. */
function levelOf({ severity }) {
  return severity === "warning" ? "high" : "low";
}

/** The findings, warnings first and otherwise in the order of the report. */
function findingsOf(report) {
  const found = Array.isArray(report.findings) ? report.findings : [];
  const weight = (finding) => (levelOf(finding) === "high" ? 0 : 1);
  return [...found].sort((left, right) => weight(left) - weight(right));
}

/** How many there are in all, and how many of them are told where that is not all. */
function findingCount(report) {
  const told = findingsOf(report).length;
  const leftOut = Number(report.findings_left_out) || 0;
  return leftOut > 0 ? `${told}/${formatCount(told + leftOut)}` : told ? formatCount(told) : "";
}

/** One finding, as a line. */
function findingLine(finding) {
  const { severity = "note", text = "", rule = "" } = finding;
  return el("p", { class: "finding", "data-level": levelOf(finding) },
    el("span", { class: "dot", role: "img", "aria-label": clean(severity), title: clean(severity) }), el("span", {}, clean(text || rule)));
}

/** The row that a finding is about. Names alone do not tell rows apart, and an index alone is no proof. */
function rowOfFinding(report, finding) {
  const rows = report.sections.get(finding.section)?.rows ?? [];
  const there = rows[finding.row];
  return there?.name === finding.name ? there : rows.find((row) => rowKey(row) === rowKey(finding));
}

/** What tells a finding from the others, also when rows have other places and numbers have grown. */
const findingKey = (finding) => `${finding.rule}\n${finding.section}\n${rowKey(finding)}`;

class FindingsView {
  constructor(onOpen) {
    this.onOpen = onOpen;
    this.element = el("div", { class: "findings" });
  }

  update(report) {
    this.report = report;
    const cards = findingsOf(report).map((finding) => this.#card(finding));
    const leftOut = Number(report.findings_left_out) || 0;
    const rest = leftOut > 0 ? [el("p", { class: "muted" }, `${formatCount(leftOut)} more are not told: the worst of each rule are.`)] : [];
    keepFocus(this.element, () => becomeChildren(this.element, [...cards, ...rest]));
  }

  #card(finding) {
    const { rule, section, file, line } = finding;
    const title = [rule, this.report.sections.get(section)?.title].filter(Boolean).map((part) => clean(String(part))).join(" · ");
    const place = file ? `${clean(file)}:${line}` : null;
    return el("article", { class: "card" }, findingLine(finding), el("p", { class: "muted" }, title),
      finding.name ? this.#name(finding) : null, place && el("p", { class: "muted path" }, place), findingFigures(finding));
  }

  #name(finding) {
    if (!rowOfFinding(this.report, finding)) return el("p", { class: "name" }, clean(finding.name));
    const link = el("button", { class: "link name", "data-key": findingKey(finding), onclick: () => this.#open(link.subject) }, clean(finding.name));
    link.subject = finding;
    return link;
  }

  /** The row is looked for when it is asked for: that of an earlier second says nothing about where its parents are now. */
  #open(finding) {
    const row = rowOfFinding(this.report, finding);
    if (row) this.onOpen(finding.section, row);
  }
}

/** The numbers that fired the rule, and the threshold that they were compared with. */
function findingFigures({ numbers, threshold }) {
  const all = [...(Array.isArray(numbers) ? numbers : []), ...(threshold ? [threshold] : [])];
  if (all.length === 0) return null;
  return el("dl", { class: "figures" }, ...all.map(({ name, value, unit }) =>
    el("div", {}, el("dt", {}, clean(name).replaceAll("_", " ")), el("dd", {}, formatCell(value, unit)))));
}
