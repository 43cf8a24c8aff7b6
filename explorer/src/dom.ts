// Elements from code. Data becomes text and never markup: there is no innerHTML in these sources.

type Child = Node | string | number | null | undefined | false;
type Attributes = Record<string, unknown>;

/**
 * An element: `h("a", {href, class: "name", onclick: () => …}, "text", child)`.
 * Functions are listeners, `true` is an empty attribute, `false`, `null` and `undefined` are none.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.replace(/^on/, ""), value as EventListener);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, key === "href" ? safe(String(value)) : String(value));
    }
  }
  append(element, children);
  return element;
}

/** Puts children in place of what an element holds. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** An address that a link may have: of this server, or http(s) elsewhere; anything else, such as javascript:, is "#". */
export function safe(address: string): string {
  try {
    const { protocol } = new URL(address, location.href);
    return protocol === "http:" || protocol === "https:" ? address : "#";
  } catch {
    return "#";
  }
}

/** An icon out of strokes on a grid of 24 by 24. It says nothing to a screen reader: its button does. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Lets the browser keep something as a file. */
export function download(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  const anchor = document.createElement("a"); // `h` lets no such address pass
  [anchor.href, anchor.download] = [href, name];
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

const live = h("div", { role: "status", "aria-live": "polite", class: "unseen" });

/** Says something to those who listen to the page. */
export function announce(text: string): void {
  if (!live.isConnected) document.body.append(live);
  live.textContent = text;
}

const toast = h("p", { class: "toast", "aria-hidden": "true" });
let going = 0;

/** Says something to everybody: for a moment to be seen, and to those who listen. */
export function notify(text: string): void {
  announce(text);
  toast.textContent = text;
  (document.querySelector("dialog[open]") ?? document.body).append(toast);
  window.clearTimeout(going);
  going = window.setTimeout(() => toast.remove(), 3_000);
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === "number" ? String(child) : child);
  }
}
