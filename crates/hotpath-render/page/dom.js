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
  keepFocus(parent, () => {
    children.forEach((child, index) => {
      if (parent.childNodes[index] !== child) parent.insertBefore(child, parent.childNodes[index] ?? null);
    });
    while (parent.childNodes.length > children.length) parent.lastChild.remove();
  });
}

/**
 * Changes what is in an element, and gives the keyboard back to what had it: what is moved loses it, and what is made anew
 * is known by its `data-key`.
 */
function keepFocus(element, change) {
  const focused = document.activeElement;
  const isInside = focused !== element && element.contains(focused);
  change();
  if (!isInside || focused === document.activeElement) return;
  const { key } = focused.dataset;
  const again = focused.isConnected ? focused : [...element.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === key);
  again?.focus({ preventScroll: true });
}

/** Makes the children show what these ones show. Only what differs is changed, so that focus and selections survive. */
function becomeChildren(parent, made) {
  made.forEach((child, index) => {
    const there = parent.childNodes[index];
    if (there) become(there, child);
    else parent.append(child);
  });
  while (parent.childNodes.length > made.length) parent.lastChild.remove();
}

function become(old, made) {
  // What has another key does something else when it is clicked, and is something else to who has it focused.
  if (old.nodeName !== made.nodeName || old.dataset?.key !== made.dataset?.key) {
    old.replaceWith(made);
  } else if (made.nodeType === Node.TEXT_NODE) {
    if (old.data !== made.data) old.data = made.data;
  } else {
    for (const { name } of [...old.attributes]) if (!made.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    old.subject = made.subject;
    becomeChildren(old, [...made.childNodes]);
  }
}

/** A line over its filled area; nothing is drawn of fewer than two numbers. */
function sparkline(label = "") {
  const area = svg("path", { class: "spark-area" });
  const line = svg("path", { class: "spark-line" });
  const attributes = { class: "spark", viewBox: "0 0 100 24", preserveAspectRatio: "none" };
  const accessible = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { ...attributes, ...accessible }, area, line);
}

/** Draws numbers over the times of the latest samples, which are further apart the older they are. */
function drawSparkline(spark, numbers, samples) {
  const [area, line] = spark.children;
  const top = Math.max(...numbers, 0) || 1;
  const times = samples.slice(samples.length - numbers.length).map(({ at }) => at);
  const span = times.at(-1) - times[0] || 1;
  const points = numbers.map((number, index) => `${(100 * (times[index] - times[0]) / span).toFixed(2)},${(23 - 21 * (number / top)).toFixed(2)}`);
  const path = points.length > 1 ? `M${points.join("L")}` : "";
  line.setAttribute("d", path);
  area.setAttribute("d", path && `${path}L100,24L0,24Z`);
}

/** The element that has the keyboard takes letters itself. */
function takesText(element) {
  return element?.matches?.("input:not([type=range]):not([type=checkbox]), textarea, select") ?? false;
}
