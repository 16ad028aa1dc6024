// The last ten minutes: one report per second, older ones thinner, without what only the newest shows.

const KEPT_NS = 600e9;
// The oldest age up to which samples are at least so far apart.
const SPACING = [[60e9, 0], [180e9, 4.5e9], [KEPT_NS, 9e9]];
const MOST_ROWS = 200_000;

class History {
  samples = [];
  #light = new WeakMap();
  #rows = 0;

  clear() {
    this.samples = [];
    this.#rows = 0;
  }

  /** Keeps a report; it is the newest. */
  add(report) {
    const before = this.#rows;
    const sections = new Map([...report.sections].map(([id, section]) => [id, this.#lightSection(section)]));
    const { total_elapsed: at } = report;
    this.samples.push({ at, report: { ...report, sections, isThin: true }, rows: this.#rows - before });
    this.#thin(at);
    while (this.#rows > MOST_ROWS && this.samples.length > 2) this.#drop(1);
  }

  #thin(now) {
    for (let index = this.samples.length - 2; index > 0; index -= 1) {
      const age = now - this.samples[index].at;
      const apart = this.samples[index + 1].at - this.samples[index - 1].at;
      const spacing = SPACING.find(([oldest]) => age <= oldest)?.[1] ?? Infinity;
      if (apart < spacing) this.#drop(index);
    }
    while (this.samples.length > 1 && now - this.samples[0].at > KEPT_NS) this.#drop(0);
  }

  #drop(index) {
    const [dropped] = this.samples.splice(index, 1);
    this.#rows -= dropped.rows;
  }

  /** The section with the numbers of its rows alone. */
  #lightSection(section) {
    return this.#once(section, () => ({ ...section, rows: section.rows.map((row) => this.#lightRow(row)) }));
  }

  #lightRow(row) {
    return this.#once(row, () => {
      this.#rows += 1;
      const { histogram: _, recent: __, slowest: ___, ...numbers } = row;
      return numbers;
    });
  }

  #once(key, make) {
    if (!this.#light.has(key)) this.#light.set(key, make());
    return this.#light.get(key);
  }
}

const rowIndexes = new WeakMap();

/** The row of this key in a section. */
function findRow(section, key) {
  if (!section) return undefined;
  if (!rowIndexes.has(section)) {
    rowIndexes.set(section, new Map(section.rows.map((row) => [rowKey(row), row])));
  }
  return rowIndexes.get(section).get(key);
}

/** How fast a number grows, per second, from sample to sample. */
function rates(samples, number) {
  const found = [];
  for (let index = 1; index < samples.length; index += 1) {
    const seconds = (samples[index].at - samples[index - 1].at) / 1e9;
    const growth = number(samples[index].report) - number(samples[index - 1].report);
    found.push(seconds > 0 ? Math.max(0, growth / seconds) : 0);
  }
  return found;
}
