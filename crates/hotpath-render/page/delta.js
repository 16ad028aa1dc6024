// The document of `/report`, and the changes of `/events` made in it.
//
// A report is never changed in place: what did not change is shared by the old and the new one, so that keeping old
// ones costs little.

/** A report as the views read it: its sections are a Map from id to section, in their order. */
function readReport(document) {
  const { output: _, sections, ...rest } = document;
  const read = Object.entries(sections ?? {}).map(([id, section]) => [id, readSection(id, section)]);
  return { ...rest, sections: new Map(read) };
}

function readSection(id, { title = "", columns = [], rows = [] }) {
  return { id, title, columns, rows: rows.map(readRow) };
}

function readRow(row) {
  return row.values ? row : { ...row, values: {} };
}

/** The report after the changes. Throws when they are not those of this report. */
function applyDelta(report, delta) {
  const { since, section_ids: ids, whole = {}, changed = {}, ...keys } = delta;
  if (since !== report.total_elapsed) {
    throw new Error(`these changes are those since ${since} ns, and the report is of ${report.total_elapsed} ns`);
  }
  const made = new Map(report.sections);
  for (const [id, section] of Object.entries(whole)) made.set(id, readSection(id, section));
  for (const [id, changes] of Object.entries(changed)) made.set(id, applyToSection(made.get(id), changes));
  const sections = new Map();
  for (const id of ids ?? report.sections.keys()) {
    if (!made.has(id)) throw new Error(`the report has no section ${id}`);
    sections.set(id, made.get(id));
  }
  const next = { ...report, ...keys, sections };
  for (const [key, value] of Object.entries(keys)) if (value === null) delete next[key];
  return next;
}

function applyToSection(old, { order, rows = [] }) {
  if (!old) throw new Error("the report has no such section to change");
  const origins = order ? originsOf(order, old.rows.length) : old.rows.map((_, index) => index);
  const places = new Map();
  origins.forEach((origin, place) => {
    if (origin !== null) places.set(origin, place);
  });
  const sent = new Map(rows);
  const next = origins.map((origin, index) => {
    if (sent.has(index)) return readRow(sent.get(index));
    if (origin === null) throw new Error(`row ${index} is new and not there`);
    return withParent(old.rows[origin], places);
  });
  return { ...old, rows: next };
}

/** The old index of each new row; null for a new one. */
function originsOf(order, oldCount) {
  const origins = [];
  for (const [from, count] of order) {
    if (from !== null && from + count > oldCount) throw new Error(`the rows are ${oldCount}`);
    for (let offset = 0; offset < count; offset += 1) origins.push(from === null ? null : from + offset);
  }
  return origins;
}

function withParent(row, places) {
  if (row.parent === undefined || places.get(row.parent) === row.parent) return row;
  if (!places.has(row.parent)) throw new Error(`the parent of ${row.name} is gone`);
  return { ...row, parent: places.get(row.parent) };
}
