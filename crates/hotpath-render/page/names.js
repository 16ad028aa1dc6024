// Short names for rows: the last two segments, and more wherever two different names would look alike.

/** The parts of a full name between `::`, except where these stand inside brackets. */
function segments(name) {
  const found = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < name.length; index += 1) {
    const character = name[index];
    if ("<([{".includes(character)) {
      depth += 1;
    } else if (">)]}".includes(character)) {
      if (character !== ">" || name[index - 1] !== "-") depth = Math.max(0, depth - 1);
    } else if (character === ":" && depth === 0 && index >= start && name[index + 1] === ":") {
      found.push(name.slice(start, index));
      start = index + 2;
    }
  }
  found.push(name.slice(start));
  return found;
}

/** The type and the trait of a segment such as `<app::A as app::Mk>`. */
function typeAndTrait(segment) {
  if (segment.length < 2 || !segment.startsWith("<") || !segment.endsWith(">")) return null;
  const inner = segment.slice(1, -1);
  let depth = 0;
  for (let index = 0; index < inner.length; index += 1) {
    const character = inner[index];
    if ("<([".includes(character)) {
      depth += 1;
    } else if (">)]".includes(character)) {
      if (character !== ">" || inner[index - 1] !== "-") depth = Math.max(0, depth - 1);
    } else if (depth === 0 && inner.startsWith(" as ", index)) {
      return [inner.slice(0, index), inner.slice(index + 4)];
    }
  }
  return null;
}

/** `Map<app::Key, app::Value>` as `Map<Key, Value>`. */
function withoutPaths(part) {
  let text = "";
  let wordStart = 0;
  let index = 0;
  while (index < part.length) {
    if (part.startsWith("::", index)) {
      index += 2;
      if (wordStart === text.length || part[index] === "<") {
        text += "::";
        wordStart = text.length;
      } else {
        text = text.slice(0, wordStart);
      }
      continue;
    }
    const character = String.fromCodePoint(part.codePointAt(index));
    text += character;
    if (!/[\p{Alphabetic}\p{N}_]/u.test(character)) wordStart = text.length;
    index += character.length;
  }
  return text;
}

function lastSegments(name, count) {
  let parts = segments(name);
  let ofTrait = null;
  const both = typeAndTrait(parts[0]);
  if (both) {
    ofTrait = segments(both[1]).at(-1);
    const ofType = segments(both[0]);
    const isPath = !ofType.some((part) => /[ &*]/.test(part));
    parts.splice(0, 1, ...(isPath ? ofType : [both[0]]));
  }
  if (count > Math.max(parts.length, 2)) return clean(name);
  parts = parts.slice(Math.max(0, parts.length - count));
  let text = parts.map(withoutPaths).join("::").replaceAll("<'_>", "").replaceAll("'_, ", "");
  if (ofTrait !== null) text += ` (${withoutPaths(ofTrait)})`;
  return clean(text);
}

/** The shortest text for each name that no other name has. */
function distinctTexts(names) {
  const texts = new Map([...names].map((name) => [name, lastSegments(name, 2)]));
  for (let shown = 3; shown <= 9; shown += 1) {
    const uses = new Map();
    for (const text of texts.values()) uses.set(text, (uses.get(text) ?? 0) + 1);
    const alike = [...texts].filter(([, text]) => uses.get(text) > 1);
    if (alike.length === 0) break;
    for (const [name] of alike) texts.set(name, shown > 8 ? clean(name) : lastSegments(name, shown));
  }
  return texts;
}

/** The shortest text for one of several places that none of the others has. */
function placeText(source, all) {
  const forms = [
    ({ file, line }) => `${fileTail(file)}:${line}`,
    ({ file, line, column }) => `${fileTail(file)}:${line}:${column}`,
    ({ file, line, column }) => `${file}:${line}:${column}`,
  ];
  const tells = (form) => all.filter((other) => form(other) === form(source)).length === 1;
  return (forms.find(tells) ?? forms[2])(source);
}

/** The last two parts of a path. */
function fileTail(file) {
  return file.split(/(?=[/\\])/).slice(-2).join("").replace(/^[/\\]/, "");
}

const placeOf = ({ file, line = 0, column = 0 }) => ({ file, line, column });
const placeKey = (row) => (row.file === undefined ? "" : `${row.file}:${row.line ?? 0}:${row.column ?? 0}`);

/** What tells a row from the others of its section, apart from its parents. */
const rowKey = (row) => `${row.name}\n${placeKey(row)}`;

const knownNames = new WeakMap();

/** A text for each row of a section; rows of the same function have the same one. */
function shortNames(section) {
  const known = knownNames.get(section);
  if (known) return known;
  const places = new Map();
  for (const row of section.rows) {
    if (!places.has(row.name)) places.set(row.name, new Map());
    if (row.file !== undefined) places.get(row.name).set(placeKey(row), placeOf(row));
  }
  const texts = distinctTexts(places.keys());
  const names = section.rows.map((row) => {
    const all = [...places.get(row.name).values()];
    const text = texts.get(row.name);
    return row.file !== undefined && all.length > 1 ? `${text} ${clean(placeText(placeOf(row), all))}` : text;
  });
  knownNames.set(section, names);
  return names;
}

/** Whether a row is that of the whole program. */
function isWhole(row) {
  return (row.marks ?? []).includes("wrapper");
}
