// An answer as it is shown: how much of it there is, in which form, and what to take along.
import { copy } from "../copying";
import { announce, fill, h } from "../dom";
import { dictionary, format, language, onLanguage } from "../i18n";
import type { Answer } from "./answer";
import { FORMS, type Form } from "./asked";
import { chart, planned } from "./chart";
import { inChinese } from "./naming";
import type { Question } from "./offered";
import { table } from "./table";

const t = dictionary({
  en: {
    table: "Table", graph: "Graph", chart: "Chart", forms: "Show as", rows: "{n} rows", row: "1 row", cut: "cut at {n} by the server: there may be more", more: "more follow", from: "rows {from} to {to}", next: "Next {n} rows", prev: "Previous {n} rows",
    left: "{n} rows have no number, another unit or no room here; the table has them all.", noChart: "Nothing in this answer makes a chart: it takes a name or a date, and a number.", took: "in {s} s", files: "Take it along:", undrawn: "The graph cannot be drawn: {why}. Load the page again.", copy: "Copy the link", result: "Answer",
  },
  zh: {
    table: "表格", graph: "关系图", chart: "图表", forms: "显示为", rows: "{n} 行", row: "1 行", cut: "服务器在 {n} 行处截断，可能还有更多", more: "后面还有", from: "第 {from} 至 {to} 行", next: "后 {n} 行", prev: "前 {n} 行",
    left: "有 {n} 行没有数值、单位不同或放不下；表格中全部列出。", noChart: "此结果不适合图表：需要一个名称或日期，以及一个数值。", took: "用时 {s} 秒", files: "下载：", undrawn: "无法绘图：{why}。请重新加载页面。", copy: "复制链接", result: "结果",
  },
}); // prettier-ignore

export interface File {
  name: string;
  href?: string;
  save?(): void;
}
export interface Shown {
  answer: Answer;
  seconds: number;
  title: string;
  question: Pick<Question, "returns" | "chart"> | null;
  form: Form | null;
  sort: string;
  offset: number;
  /** Rows of a page of the server; 0 where it has none. */
  page: number;
  files: File[];
  choose(change: { form?: Form; sort?: string; offset?: number }): void;
}

export class Results {
  readonly element = h("section", { class: "results", hidden: true });
  #shown: Shown | undefined;
  #end = (): void => undefined;

  constructor() {
    onLanguage(() => this.#shown && this.show(this.#shown));
  }

  clear(): void {
    this.#end();
    this.#end = () => undefined;
    this.#shown = undefined;
    this.element.hidden = true;
    fill(this.element);
  }

  show(shown: Shown): void {
    this.#end();
    this.#end = () => undefined;
    this.#shown = shown;
    const { answer } = shown;
    const focused = this.element.contains(document.activeElement) ? this.#place(document.activeElement!) : null;
    const plan = planned(answer, shown.question?.chart ?? null);
    const able: Record<Form, boolean> = { table: true, graph: answer.graph !== null, chart: plan !== null };
    const form = shown.form ?? "table";
    const panel = h("div", { class: `panel ${form}` });
    const told = summary(shown);
    const choices = FORMS.filter((name) => able[name] || name === form);
    this.element.setAttribute("aria-label", t("result"));
    fill(
      this.element,
      h("div", { class: "told" },
        h("p", { class: answer.cut === null ? "count" : "count cut" }, told),
        choices.length > 1 && h("div", { class: "forms", role: "group", "aria-label": t("forms") },
          ...choices.map((name) => h("button", { type: "button", class: "button", "data-form": name, "aria-pressed": String(name === form), onclick: () => shown.choose({ form: name }) }, t(name))),
        ),
      ),
      panel,
      turning(shown),
      h("p", { class: "files" }, t("files"), " ", ...shown.files.flatMap((file) => [taken(file), " "]),
        h("button", { type: "button", class: "button plain", onclick: () => void copy(location.href) }, t("copy"))),
    ); // prettier-ignore
    this.element.hidden = false;
    if (form === "table") fill(panel, table(answer, shown.question?.returns ?? {}, { sort: shown.sort, choose: (sort) => shown.choose({ sort }) }));
    else if (form === "graph") {
      void this.#draw(panel, answer);
    } else if (plan) {
      const { svg, left } = chart(plan, answer.rows, `${shown.title}. ${told}`, Math.max(320, Math.min(panel.clientWidth - 2, 1_100)));
      fill(panel, svg, left > 0 && h("p", { class: "hint" }, t("left", { n: left })));
    } else fill(panel, h("p", { class: "state" }, t("noChart")));
    if (focused) this.element.querySelector<HTMLElement>(focused)?.focus();
    announce(told);
    if (language() === "zh") void this.#name(shown);
  }

  /** Shows the answer once more when it has got the names of the page's language; without them it stays as it is. */
  async #name(shown: Shown): Promise<void> {
    const other = await inChinese(shown.answer).catch(() => false);
    if (other && this.#shown === shown) this.show(shown);
  }

  /** How to find again, after all is filled anew, the button that the keyboard was on. */
  #place(button: Element): string | null {
    const form = button.getAttribute("data-form");
    if (form) return `[data-form="${form}"]`;
    const header = button.closest("th");
    return header && `th:nth-child(${1 + [...header.parentElement!.children].indexOf(header)}) button`;
  }

  /** The picture needs what tables do without, so it is fetched when one is wanted. */
  async #draw(panel: HTMLElement, answer: Answer): Promise<void> {
    try {
      const { graph } = await import("./graph");
      if (!panel.isConnected) return;
      const drawn = graph(answer.graph);
      this.#end = drawn.end;
      fill(panel, drawn.element);
    } catch (error) {
      fill(panel, h("p", { class: "state failed", role: "alert" }, t("undrawn", { why: (error as Error).message })));
    }
  }
}

function summary({ answer, seconds, offset, page }: Shown): string {
  const number = answer.rows.length;
  const parts = [number === 1 ? t("row") : t("rows", { n: number })];
  if (page && (offset || answer.more)) parts.push(t("from", { from: offset + 1, to: offset + number }));
  if (answer.more) parts.push(t("more"));
  if (answer.cut !== null) parts.push(t("cut", { n: answer.cut }));
  parts.push(t("took", { s: format(Number(seconds.toFixed(seconds < 10 ? 2 : 0))) }));
  return parts.join(" · ");
}

function turning({ answer, offset, page, choose }: Shown): HTMLElement | null {
  if (!page || (!offset && !answer.more)) return null;
  const button = (text: string, to: number, able: boolean): HTMLElement => h("button", { type: "button", class: "button", disabled: !able, onclick: () => choose({ offset: to }) }, text);
  return h("p", { class: "pages" }, button(t("prev", { n: page }), Math.max(0, offset - page), offset > 0), button(t("next", { n: page }), offset + page, answer.more));
}

function taken({ name, href, save }: File): HTMLElement {
  return href === undefined ? h("button", { type: "button", class: "button plain", onclick: save }, name) : h("a", { href, download: "" }, name);
}
