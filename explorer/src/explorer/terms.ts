// Small things that several panels show alike: a claim's stage and its marks, an entity as a button, a link out.
import { link, type Named, type Statement } from "../api";
import { h } from "../dom";
import { named } from "../i18n";
import type { Knowledge } from "./knowledge";
import { glyph } from "./looks";
import { lineOf, type Line } from "./scene";

const SVG = "http://www.w3.org/2000/svg";
const DASH: Record<Line, string> = { settled: "", unstated: "", potential: "5 3", cancelled: "1.5 3" };

/** An entity as a button: its shape, its name. */
export function entity(node: Named, onclick: () => void, extra: Record<string, unknown> = {}): HTMLButtonElement {
  return h("button", { type: "button", class: "entity", onclick, ...extra }, glyph(node.type), h("bdi", {}, named(node)));
}

export function page(id: string, text: string): HTMLAnchorElement {
  return h("a", { href: link(id) }, h("bdi", {}, text));
}

export function stage(knowledge: Knowledge, name: string): HTMLElement | null {
  return name ? h("span", { class: `stage ${/^[a-z-]+$/.test(name) ? name : ""}` }, knowledge.term(`stage-${name}`)) : null;
}

/** When it is, in words or days; "" where nothing is said. */
export function when({ period, since, until }: Pick<Statement, "period" | "since" | "until">): string {
  return period || [...new Set([since, until].filter(Boolean))].join(" – ");
}

/** A piece of a line as it looks in the picture. */
export function stroke(stages: readonly string[]): SVGSVGElement {
  const line = lineOf(stages);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 28 8");
  svg.setAttribute("class", `stroke ${line}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M1 4h26");
  if (DASH[line]) path.setAttribute("stroke-dasharray", DASH[line]);
  svg.append(path);
  return svg;
}
