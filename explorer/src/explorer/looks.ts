// How classes look: a colour and a shape each, so that neither has to be told apart by itself.
import { colour, unit } from "../theme";

/** A shape as a regular polygon in a circle: how many corners (0: the circle itself), turned by how much of a circle. */
export interface Look {
  variable: string;
  corners: number;
  turn: number;
  /** What makes up for the corners, so that all look alike in size. */
  scale: number;
}

const look = (name: string, corners: number, turn: number, scale: number): Look => ({ variable: `--class-${name}`, corners, turn, scale });
const LOOKS: Record<string, Look> = {
  Organization: look("organization", 0, 0, 1),
  Model: look("model", 4, 1 / 8, 1.2),
  Product: look("product", 4, 0, 1.2),
  Policy: look("policy", 3, 0, 1.3),
  Person: look("person", 6, 0, 1.08),
  Concept: look("concept", 5, 0, 1.1),
  Place: look("place", 3, 1 / 2, 1.3),
  Role: look("role", 8, 1 / 16, 1.04),
};
const OTHER = look("other", 0, 0, 0.9);

export function lookOf(type: string): Look {
  return Object.hasOwn(LOOKS, type) ? LOOKS[type]! : OTHER;
}

export function colourOf(type: string): string {
  return colour(lookOf(type).variable);
}

/** The corners of a shape around (0, 0), y downwards; none for a circle. */
export function cornersOf({ corners, turn }: Look, radius: number): [number, number][] {
  return Array.from({ length: corners }, (_, n) => {
    const angle = 2 * Math.PI * (n / corners + turn);
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}

/** The radius of a node in pixels: its area follows the number of its links. */
export function radiusOf(degree: number, largest: number): number {
  return (5.5 + 11.5 * Math.sqrt(degree / Math.max(largest, 4))) * unit();
}

const SVG = "http://www.w3.org/2000/svg";

/** The shape of a class as a small picture, for lists and legends. */
export function glyph(type: string): SVGSVGElement {
  const found = lookOf(type);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-10 -10 20 20");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  const corners = cornersOf(found, 8 * found.scale * 0.85);
  const shape = document.createElementNS(SVG, corners.length ? "polygon" : "circle");
  if (corners.length) shape.setAttribute("points", corners.map((corner) => corner.map((n) => n.toFixed(1)).join(",")).join(" "));
  else shape.setAttribute("r", "7");
  shape.style.fill = `var(${found.variable})`;
  svg.append(shape);
  return svg;
}
