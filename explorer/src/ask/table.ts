// An answer as a table: columns that sort, a page of rows at a time, and every entity, claim and item a link.
import { fill, h } from "../dom";
import { STAGES } from "../explorer/scene";
import { dictionary, format, tag } from "../i18n";
import type { Answer, Cell, Row, Term } from "./answer";
import { textOf, told } from "./chart";
import { curie, leads, short } from "./known";
import { heading, said } from "./offered";

const t = dictionary({
  en: { prev: "Previous", next: "Next", shown: "Rows {from}–{to}", region: "Answer as a table", none: "No rows: nothing in the graph answers this." },
  zh: { prev: "上一页", next: "下一页", shown: "第 {from}–{to} 行", region: "表格结果", none: "没有结果：图谱中没有对应内容。" },
});

const PAGE = 100;
const LONGEST = 400;
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Columns of terms, whose own pages nobody wants to go to. */
const TERMS = /^(?:stage|modality|kind|relation|bound|unit|currency)$/;

export interface Sorting {
  sort: string;
  choose(sort: string): void;
}

export function table(answer: Answer, returns: Record<string, string>, sorting: Sorting): HTMLElement {
  const element = h("div", { class: "tabled" });
  let at = 0;
  const write = (): void => {
    if (!answer.rows.length) return fill(element, h("p", { class: "state" }, t("none")));
    const rows = sorted(answer, sorting.sort);
    const end = Math.min(at + PAGE, rows.length);
    const turn = (to: number) => () => {
      at = to;
      write();
      element.querySelector<HTMLElement>(".rows")?.focus();
    };
    fill(
      element,
      h("div", { class: "rows", role: "region", "aria-label": t("region"), tabindex: "0" },
        h("table", {},
          h("thead", {}, h("tr", {}, ...answer.columns.map((name) => column(name, returns, sorting)))),
          h("tbody", {}, ...rows.slice(at, end).map((row) => h("tr", {}, ...row.map((cell, n) => h("td", { class: isNumber(cell) ? "number" : wide(cell) }, ...shown(cell, answer.columns[n]!)))))),
        ),
      ),
      rows.length > PAGE && h("p", { class: "pages" },
        h("button", { type: "button", class: "button", disabled: at === 0, onclick: turn(Math.max(0, at - PAGE)) }, t("prev")),
        h("span", {}, t("shown", { from: at + 1, to: end })),
        h("button", { type: "button", class: "button", disabled: end >= rows.length, onclick: turn(end) }, t("next")),
      ),
    ); // prettier-ignore
  };
  write();
  return element;
}

function column(name: string, returns: Readonly<Record<string, string>>, { sort, choose }: Sorting): HTMLElement {
  const meaning = returns[name];
  // The variables of somebody's own query are called what they call them.
  const words = Object.keys(returns).length > 0 ? heading(name) : name.replaceAll("_", " ");
  const way = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
  const next = way === "none" ? name : way === "ascending" ? `-${name}` : "";
  const sign = { ascending: "▲", descending: "▼", none: "" }[way];
  return h("th", { scope: "col", "aria-sort": way, title: meaning && said(meaning) }, h("button", { type: "button", onclick: () => choose(next) }, words, h("span", { "aria-hidden": "true" }, sign)));
}

/** Rows in the order of a column: numbers by size, all else as the language sorts; what is not said comes last. */
export function sorted({ columns, rows }: Answer, sort: string): readonly Row[] {
  const place = columns.indexOf(sort.replace(/^-/, ""));
  if (place < 0) return rows;
  const way = sort.startsWith("-") ? -1 : 1;
  const compare = new Intl.Collator(tag(), { numeric: true }).compare;
  const numbers = rows.every((row) => !row[place]!.length || isNumber(row[place]!));
  return [...rows].sort((a, b) => {
    const [one, other] = [a[place]!, b[place]!];
    if (!one.length || !other.length) return Number(!one.length) - Number(!other.length);
    return way * (numbers ? Number(one[0]!.value) - Number(other[0]!.value) : compare(textOf(one), textOf(other)));
  });
}

/** A long text in a narrow column would make a tall row of few words. */
function wide(cell: Cell): string | false {
  const { length } = textOf(cell);
  return length > 60 ? "wider" : length > 24 && "wide";
}

function isNumber(cell: Cell): boolean {
  return cell.length === 1 && cell[0]!.type === "literal" && NUMBER.test(cell[0]!.value);
}

function shown(cell: Cell, column: string): (Node | string)[] {
  return cell.flatMap((term, n) => [n ? " " : "", one(term, column)]);
}

function one(term: Term, column: string): Node {
  const text = written(term);
  if (term.type === "uri") {
    const href = leads(term.value);
    const own = short(term.value);
    if (own && STAGES.includes(own)) return h("span", { class: `stage ${own}` }, text);
    const away = href && !href.startsWith("/") ? { rel: "noreferrer noopener" } : {};
    return href && !TERMS.test(column) ? h("a", { href, title: curie(term.value), ...away }, h("bdi", {}, text)) : h("bdi", { title: curie(term.value) }, text);
  }
  if (column === "stage" && text && STAGES.includes(text)) return h("span", { class: `stage ${text}` }, text);
  return h("bdi", { lang: term.language, title: text.length < term.value.length ? term.value.slice(0, 4_000) : null }, text);
}

function written(term: Term): string {
  const text = term.type === "bnode" ? `_:${term.value}` : term.label === undefined ? told(term).replace(term.type === "uri" ? /^(?:item|article):/ : "", "") : told(term);
  if (term.type === "literal" && /^[+-]?\d{5,15}$/.test(text) && /#(?:integer|decimal|int|long)$/.test(term.datatype ?? "")) return format(Number(text));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
