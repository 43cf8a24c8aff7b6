// An answer as a chart: bars of a number, or a line of time, as SVG. The table beside it holds the same for those who do not see it.
import { format, named, tag } from "../i18n";
import type { Answer, Cell, Term } from "./answer";
import { inWords } from "./known";
import type { Question } from "./offered";

/** Which columns make the chart. */
export interface Plan {
  type: "bar" | "line";
  label: number;
  value: number;
  unit: number;
  /** Columns that name what a number is of. */
  of: readonly number[];
}
export interface Mark {
  label: string;
  value: number;
  note: string;
  /** What else is named beside it: numbers of different things are on different lines. */
  of: string;
}
/** More bars can neither be read nor named. */
const MOST = 60;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const DAY = /^-?\d{4}(?:-\d{2}(?:-\d{2})?)?(?:T.*)?$/;
const UNITS = ["unit", "currency"];

export const textOf = (cell: Cell | undefined): string => (cell ?? []).map(told).join(", ");
/** A term as it is shown: its name, if it has one. */
export const told = ({ type, value, label, label_zh = "" }: Term): string => (label !== undefined ? named({ label, label_zh }) : type === "uri" ? inWords(value) : value);
const raw = (cell: Cell | undefined): string => cell?.[0]?.value ?? "";

/** The chart that suits an answer: the one that its question plans, else a date or a name, and a number. */
export function planned({ columns, rows }: Answer, chart: Question["chart"]): Plan | null {
  const at = (name: string): number => columns.indexOf(columns.includes(name) ? name : name.replace(/_label$/, ""));
  const unit = columns.findIndex((name) => UNITS.includes(name));
  if (chart?.type === "bar" && at(chart.x) >= 0 && at(chart.y) >= 0) return some({ type: "bar", label: at(chart.x), value: at(chart.y), unit, of: [] }, rows);
  if (chart) return null;
  const kinds = columns.map((_, n) => kindOf(rows.map((row) => row[n])));
  const value = kinds.indexOf("number");
  const day = kinds.indexOf("day");
  const label = kinds.indexOf("text");
  if (value < 0) return null;
  if (day >= 0) return some({ type: "line", label: day, value, unit, of: columns.flatMap((_, n) => (kinds[n] === "text" && isNaming(rows, n) ? [n] : [])) }, rows);
  return label >= 0 ? some({ type: "bar", label, value, unit, of: [] }, rows) : null;
}

function some(plan: Plan, rows: Answer["rows"]): Plan | null {
  return marks(plan, rows).length >= 2 ? plan : null;
}

/** Whether a column has things with a name: what is counted, for one, and not what is said of it. */
function isNaming(rows: Answer["rows"], column: number): boolean {
  return rows.some((row) => row[column]?.[0]?.type === "uri");
}

function kindOf(cells: (Cell | undefined)[]): "number" | "day" | "text" | "none" {
  const values = cells.map(raw).filter(Boolean);
  if (!values.length) return "none";
  if (cells.some((cell) => cell?.[0]?.type === "uri")) return cells.some((cell) => cell?.[0]?.label) ? "text" : "none";
  if (values.every((value) => DAY.test(value)) && new Set(values).size > 1 && cells.some((cell) => /#(?:date|dateTime|gYear|gYearMonth)$/.test(cell?.[0]?.datatype ?? ""))) return "day";
  return values.every((value) => NUMBER.test(value)) ? "number" : "text";
}

export function marks(plan: Plan, rows: Answer["rows"]): Mark[] {
  const found = rows.flatMap((row): Mark[] => {
    const [label, number] = [textOf(row[plan.label]), raw(row[plan.value])];
    return label && NUMBER.test(number) ? [{ label, value: Number(number), note: textOf(row[plan.unit]), of: plan.of.map((n) => textOf(row[n])).filter(Boolean).join(", ") }] : [];
  });
  // Numbers of several units in one picture would be compared, and must not be: only those of the most common one are drawn.
  const units = new Map<string, number>();
  for (const { note } of found) units.set(note, (units.get(note) ?? 0) + 1);
  const [common] = [...units].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0]);
  const alike = units.size > 1 ? found.filter((mark) => mark.note === common) : found;
  return plan.type === "line" ? [...alike].sort((a, b) => (a.label < b.label ? -1 : 1)) : alike;
}

const SVG = "http://www.w3.org/2000/svg";
function s(name: string, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export interface Drawn {
  svg: SVGElement;
  shown: number;
  /** Rows that are not drawn: they have no number, another unit, or are too many. */
  left: number;
}

export function chart(plan: Plan, rows: Answer["rows"], title: string, width: number): Drawn {
  const all = marks(plan, rows);
  const shown = all.slice(0, plan.type === "bar" ? MOST : 2_000);
  const svg = plan.type === "bar" ? bars(shown, title, width) : line(shown, title, width);
  return { svg, shown: shown.length, left: rows.length - shown.length };
}

function bars(all: readonly Mark[], title: string, width: number): SVGElement {
  const names = Math.min(220, Math.max(90, width * 0.32));
  const [row, top] = [26, 8];
  const low = Math.min(0, ...all.map((mark) => mark.value));
  const high = Math.max(0, ...all.map((mark) => mark.value));
  const room = width - names - 90;
  const x = (value: number): number => names + ((value - low) / (high - low || 1)) * room;
  const svg = frame(title, width, top * 2 + all.length * row);
  all.forEach((mark, n) => {
    const y = top + n * row;
    const [from, to] = [Math.min(x(0), x(mark.value)), Math.max(x(0), x(mark.value))];
    svg.append(
      s("g", { class: mark.value < 0 ? "bar below" : "bar" },
        s("title", {}, `${mark.label}: ${figure(mark)}`),
        s("text", { x: names - 8, y: y + row / 2, "text-anchor": "end", "dominant-baseline": "central" }, cut(mark.label, Math.floor(names / 6.6))),
        s("rect", { x: from, y: y + 4, width: Math.max(1, to - from), height: row - 8, rx: 3 }),
        s("text", { x: to + 6, y: y + row / 2, "dominant-baseline": "central", class: "number" }, figure(mark)),
      ),
    ); // prettier-ignore
  });
  svg.append(s("line", { x1: x(0), x2: x(0), y1: top, y2: top + all.length * row, class: "axis" }));
  return svg;
}

function line(all: readonly Mark[], title: string, width: number): SVGElement {
  const [height, left, right, top, bottom] = [320, 70, 24, 16, 36];
  const times = all.map((mark) => Date.parse(mark.label) || Date.parse(`${mark.label}-01`) || 0);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const low = Math.min(0, ...all.map((mark) => mark.value));
  const high = Math.max(0, ...all.map((mark) => mark.value));
  const x = (time: number): number => left + ((time - first) / (last - first || 1)) * (width - left - right);
  const y = (value: number): number => height - bottom - ((value - low) / (high - low || 1)) * (height - top - bottom);
  const svg = frame(title, width, height);
  for (const value of ticks(low, high)) {
    svg.append(s("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "grid" }), s("text", { x: left - 8, y: y(value), "text-anchor": "end", "dominant-baseline": "central", class: "number" }, compact(value)));
  }
  // A line from one thing to another would say that something rose or fell: each has a line of its own, and two numbers of
  // one day none.
  const series = new Map<string, Map<number, number>>();
  const doubled = new Set<string>();
  all.forEach(({ of, value }, n) => {
    const points = series.get(of) ?? new Map<number, number>();
    if (points.has(times[n]!)) doubled.add(of);
    series.set(of, points.set(times[n]!, value));
  });
  for (const [of, points] of series) {
    if (points.size > 1 && !doubled.has(of)) svg.append(s("polyline", { class: "line", points: [...points].map(([time, value]) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`).join(" ") }));
  }
  all.forEach((mark, n) => svg.append(s("circle", { class: "dot", cx: x(times[n]!), cy: y(mark.value), r: 4 }, s("title", {}, `${mark.of ? `${mark.of}, ` : ""}${mark.label}: ${figure(mark)}`))));
  svg.append(s("text", { x: left, y: height - 12, class: "number" }, all[0]!.label), s("text", { x: width - right, y: height - 12, "text-anchor": "end", class: "number" }, all.at(-1)!.label));
  return svg;
}

function frame(title: string, width: number, height: number): SVGElement {
  return s("svg", { class: "chart", role: "img", "aria-label": title, viewBox: `0 0 ${width} ${height}`, width, height });
}

function figure({ value, note }: Mark): string {
  return `${Math.abs(value) >= 1e6 ? compact(value) : format(value)}${note ? ` ${note}` : ""}`;
}

function compact(value: number): string {
  return value.toLocaleString(tag(), { notation: "compact", maximumFractionDigits: 2 });
}

function ticks(low: number, high: number): number[] {
  const step = 10 ** Math.floor(Math.log10((high - low || 1) / 2));
  const wide = (high - low) / step > 12 ? step * 5 : (high - low) / step > 5 ? step * 2 : step;
  return Array.from({ length: Math.floor((high - low) / wide) + 1 }, (_, n) => Math.ceil(low / wide) * wide + n * wide).filter((value) => value <= high);
}

function cut(text: string, most: number): string {
  const signs = [...text];
  let wide = 0;
  const end = signs.findIndex((sign) => (wide += sign > "\u2e80" ? 2 : 1) > most);
  return end < 0 ? text : `${signs.slice(0, end - 1).join("")}…`;
}
