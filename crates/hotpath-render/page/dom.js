// Elements. Names and texts are always text: nothing here takes markup.

/** An element with attributes, listeners (`onclick`) and children; a child that is text stays text. */
function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets a text only where it is another one, so that a selection in it survives. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Puts the children in this order and moves only what stands elsewhere. */
function setChildren(parent, children) {
  children.forEach((child, index) => {
    if (parent.childNodes[index] !== child) parent.insertBefore(child, parent.childNodes[index] ?? null);
  });
  while (parent.childNodes.length > children.length) parent.lastChild.remove();
}

/** A line over its filled area; nothing is drawn of fewer than two numbers. */
function sparkline(label = "") {
  const area = svg("path", { class: "spark-area" });
  const line = svg("path", { class: "spark-line" });
  const attributes = { class: "spark", viewBox: "0 0 100 24", preserveAspectRatio: "none" };
  const accessible = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { ...attributes, ...accessible }, area, line);
}

function drawSparkline(spark, numbers) {
  const [area, line] = spark.children;
  const top = Math.max(...numbers, 0) || 1;
  const step = 100 / Math.max(1, numbers.length - 1);
  const points = numbers.map((number, index) => `${(index * step).toFixed(2)},${(23 - 21 * (number / top)).toFixed(2)}`);
  const path = points.length > 1 ? `M${points.join("L")}` : "";
  line.setAttribute("d", path);
  area.setAttribute("d", path && `${path}L100,24L0,24Z`);
}

/** The element that has the keyboard takes letters itself. */
function takesText(element) {
  return element?.matches?.("input:not([type=range]):not([type=checkbox]), textarea, select") ?? false;
}
