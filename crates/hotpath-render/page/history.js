// The last ten minutes: one report per second, older ones thinner, without what only the newest shows.

const KEPT_NS = 600e9;
// The oldest age up to which samples are at least so far apart.
const SPACING = [[60e9, 0], [180e9, 4.5e9], [KEPT_NS, 9e9]];
// Rows of all samples together, where those that samples share count once.
const MOST_ROWS = 200_000;

class History {
  samples = [];
  #light = new WeakMap();
  // How many samples have a section, and how many of the sections that are had have a row.
  #holders = new Map();
  #rows = 0;

  clear() {
    this.samples = [];
    this.#holders.clear();
    this.#rows = 0;
  }

  /** Keeps a report; it is the newest. */
  add(report) {
    const sections = new Map([...report.sections].map(([id, section]) => [id, this.#lightSection(section)]));
    const { total_elapsed: at } = report;
    this.samples.push({ at, report: { ...report, sections, isThin: true } });
    for (const section of sections.values()) this.#hold(section);
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
    for (const section of dropped.report.sections.values()) this.#release(section);
  }

  #hold(section) {
    if (!this.#count(section, 1)) return;
    for (const row of section.rows) if (this.#count(row, 1)) this.#rows += 1;
  }

  #release(section) {
    if (!this.#count(section, -1)) return;
    for (const row of section.rows) if (this.#count(row, -1)) this.#rows -= 1;
  }

  /** Counts one holder more or less; whether it is the first or was the last. */
  #count(held, by) {
    const before = this.#holders.get(held) ?? 0;
    if (before + by === 0) this.#holders.delete(held);
    else this.#holders.set(held, before + by);
    return before === 0 || before + by === 0;
  }

  /** The section with the numbers of its rows alone. */
  #lightSection(section) {
    return this.#once(section, () => ({ ...section, rows: section.rows.map((row) => this.#lightRow(row)) }));
  }

  #lightRow(row) {
    return this.#once(row, () => {
      const { histogram: _, recent: __, slowest: ___, ...numbers } = row;
      return numbers;
    });
  }

  #once(key, make) {
    if (!this.#light.has(key)) this.#light.set(key, make());
    return this.#light.get(key);
  }
}

const foundRows = new WeakMap();

/**
 * The row of a section that is of the same function. Only what was asked for is remembered: an index of all rows of all
 * samples would be larger than the samples.
 */
function findRow(section, like) {
  if (!section) return undefined;
  if (!foundRows.has(section)) foundRows.set(section, new Map());
  const found = foundRows.get(section);
  const key = rowKey(like);
  if (!found.has(key)) found.set(key, section.rows.find((row) => row.name === like.name && rowKey(row) === key));
  return found.get(key);
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
