// SPARQL: the editor, what it is asked with, and what was asked before. Loaded when somebody writes SPARQL.
import { ApiError, asked as fetched } from "../api";
import { announce, download, fill, h } from "../dom";
import { dictionary, onLanguage } from "../i18n";
import { ofResults, ofTriples, type Answer, type ResultsJson } from "./answer";
import type { Asked, Form } from "./asked";
import { disarmed } from "./cells";
import { editor, type Editor } from "./editor";
import * as memory from "./history";
import { known } from "./known";
import { bounded, said, text as textOf, type Catalogue } from "./offered";
import type { Results } from "./results";

const t = dictionary({
  en: {
    title: "SPARQL", run: "Run", stop: "Stop", running: "Running …", keys: "Ctrl+Enter runs, Ctrl+Space completes. Tab indents; press Escape and then Tab to leave the editor.", examples: "Examples", choose: "Choose an example …", history: "Asked before", nothing: "Nothing yet. What you run is kept in this browser only.", clear: "Forget all", seconds: "Stop after", s: "{n} s", prefixes: "Add prefixes", stopped: "Stopped; the server no longer works on it.", at: "Line {line}, column {column}: {why}", failed: "That did not work: {why}", label: "SPARQL query", queries: "Questions", views: "Views", forgotten: "The history is empty.", read: "Queries only: nothing here changes the graph.",
  },
  zh: {
    title: "SPARQL", run: "运行", stop: "停止", running: "正在运行…", keys: "Ctrl+Enter 运行，Ctrl+Space 补全。Tab 缩进；先按 Escape 再按 Tab 可离开编辑器。", examples: "示例", choose: "选择示例…", history: "历史", nothing: "暂无记录。运行过的查询只保存在此浏览器中。", clear: "全部清除", seconds: "时限", s: "{n} 秒", prefixes: "添加前缀", stopped: "已停止，服务器不再处理。", at: "第 {line} 行第 {column} 列：{why}", failed: "操作未成功：{why}", label: "SPARQL 查询", queries: "问题", views: "视图", forgotten: "历史已清空。", read: "仅限查询，不会修改图谱。",
  },
}); // prettier-ignore

export interface Planned extends Partial<Asked> {
  push?: boolean;
}
type Told = (change: Planned) => Asked;
interface Saved {
  name: string;
  accept: string;
  suffix: string;
}

const ROWS_AS: Saved[] = [
  { name: "csv", accept: "text/csv", suffix: "csv" },
  { name: "json", accept: "application/sparql-results+json", suffix: "srj" },
  { name: "tsv", accept: "text/tab-separated-values", suffix: "tsv" },
  { name: "xml", accept: "application/sparql-results+xml", suffix: "srx" },
];
const TRIPLES_AS: Saved[] = [
  { name: "turtle", accept: "text/turtle", suffix: "ttl" },
  { name: "n-triples", accept: "application/n-triples", suffix: "nt" },
  { name: "json-ld", accept: "application/ld+json", suffix: "jsonld" },
];
const START = "SELECT ?investor ?kind ?org WHERE {\n  GRAPH ?claim { ?investor ?kind ?org }\n  VALUES ?kind { aikg:investsIn aikg:potentialInvestorIn }\n}\nLIMIT 100";
/** What a page takes of an answer: rows as JSON, triples line by line. */
const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
const SECONDS = [2, 5, 10, 30, 60, 120, 300];

export class SparqlPanel {
  readonly element = h("div", { class: "sparql" });
  readonly #holder = h("div", { class: "editor" });
  readonly #state = h("div", { class: "said" });
  readonly #head = h("div");
  readonly #foot = h("div");
  readonly #editor: Editor;
  #running: AbortController | undefined;
  #last: { answer: Answer; seconds: number; text: string; triples: boolean } | undefined;
  #asked: Asked | undefined;

  constructor(private readonly results: Results, private readonly catalogue: Catalogue, private readonly told: Told) {
    this.#editor = editor(this.#holder, () => t("label"), () => void this.#run());
    fill(this.element, this.#head, this.#holder, this.#foot, this.#state);
    this.#write();
    onLanguage(() => this.#write());
  }

  async open(asked: Asked): Promise<void> {
    this.close();
    this.#asked = asked;
    const text = asked.given["query"] ?? "";
    this.#editor.text = text || memory.listed()[0]?.text || withPrefixes(START);
    this.#write();
    if (text && asked.run) await this.#run();
  }

  close(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#state.replaceChildren();
    this.results.clear();
  }

  #write(): void {
    const given = this.#asked?.seconds ?? known.seconds;
    const choices = [...new Set([...SECONDS.filter((n) => n < known.seconds), known.seconds])];
    const options = (folder: "queries" | "views"): HTMLElement => h("optgroup", { label: t(folder) }, ...this.catalogue[folder].map((one) => h("option", { value: `${folder}/${one.name}` }, said(one.summary))));
    const example = h("select", { "aria-label": t("examples"), onchange: () => void this.#example(example.value) }, h("option", { value: "" }, t("choose")), options("queries"), options("views"));
    const seconds = h("select", { id: "seconds", onchange: () => this.#set({ seconds: Number(seconds.value) < known.seconds ? Number(seconds.value) : null }) }, ...choices.map((n) => h("option", { value: n, selected: n === given || (n === known.seconds && !choices.includes(given)) }, t("s", { n }))));
    fill(this.#head, h("h1", {}, t("title")), h("p", { class: "bar" }, example, h("button", { type: "button", class: "button", onclick: () => (this.#editor.text = withPrefixes(this.#editor.text)) }, t("prefixes"))));
    fill(
      this.#foot,
      h("p", { class: "bar" },
        h("button", { type: "button", class: "button primary", "data-run": true, onclick: () => void this.#run() }, t("run")),
        h("label", { for: "seconds" }, t("seconds")), seconds, this.#history(),
      ),
      h("p", { class: "hint" }, `${t("keys")} ${t("read")}`),
    ); // prettier-ignore
  }

  #history(): HTMLElement {
    const list = h("div", { class: "past" });
    const write = (): void => {
      const past = memory.listed();
      fill(list, ...(past.length
        ? [h("ul", {}, ...past.map(({ text, when }) => h("li", {}, h("button", { type: "button", onclick: () => ((this.#editor.text = text), this.#editor.focus()) }, h("time", {}, when.slice(0, 16).replace("T", " ")), " ", gist(text))))),
          h("button", { type: "button", class: "button", onclick: () => (memory.forget(), write(), announce(t("forgotten"))) }, t("clear"))]
        : [h("p", { class: "hint" }, t("nothing"))]));
    }; // prettier-ignore
    return h("details", { class: "history", ontoggle: write }, h("summary", {}, t("history")), list);
  }

  async #example(place: string): Promise<void> {
    const [folder, name] = place.split("/");
    if (!name) return;
    try {
      this.#editor.text = await textOf({ ...this.#asked!, folder: folder as Asked["folder"], name, given: {} });
      this.#editor.focus();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #set(change: Planned): void {
    this.#asked = this.told(change);
  }

  async #run(): Promise<void> {
    this.close();
    this.#editor.complain(null);
    const text = this.#editor.text;
    const same = this.#last?.text === text;
    this.#set({ given: { query: text }, run: true, push: true, ...(same ? {} : { form: null, sort: "" }) });
    memory.remember(text);
    const { signal } = (this.#running = new AbortController());
    const stop = h("button", { type: "button", class: "button", onclick: () => this.#stopped() }, t("stop"));
    fill(this.#state, h("p", { class: "state busy", role: "status" }, t("running"), " ", stop));
    const began = performance.now();
    try {
      const response = await this.#answered(text, ACCEPT, signal);
      const cut = Number(response.headers.get("X-Aikg-Cut")) || null;
      const triples = (response.headers.get("Content-Type") ?? "").startsWith("application/n-triples");
      const body = await bounded(response);
      if (signal.aborted) return;
      const found = triples ? ofTriples(body, cut) : ofResults(JSON.parse(body) as ResultsJson, false, cut);
      const limit = Number(response.headers.get("X-Aikg-Row-Limit")) || Infinity;
      if (found.cut === null && found.rows.length >= limit) found.cut = limit;
      this.#last = { answer: found, seconds: (performance.now() - began) / 1_000, text, triples };
      this.#state.replaceChildren();
      this.#show();
    } catch (error) {
      if (!signal.aborted) this.#fail(error as Error);
    }
  }

  /** Sends a query. When `signal` ends it the connection breaks off, and the server ends the process that answers. */
  #answered(query: string, accept: string, signal: AbortSignal | null): Promise<Response> {
    const seconds = this.#asked?.seconds;
    const body = new URLSearchParams({ query, ...(seconds ? { timeout: String(seconds) } : {}) });
    return fetched("/query", { method: "POST", body, headers: { Accept: accept }, signal });
  }

  #stopped(): void {
    this.close();
    fill(this.#state, h("p", { class: "state", role: "status" }, t("stopped")));
    this.#editor.focus();
  }

  #show(): void {
    const { answer, seconds, text, triples } = this.#last!;
    const choose = (change: { form?: Form; sort?: string }): void => {
      this.#set(change);
      this.#show();
    };
    this.results.show({
      answer, seconds, title: t("title"), question: null, form: this.#asked!.form ?? (triples && answer.graph && answer.graph.nodes.length < 400 ? "graph" : "table"), sort: this.#asked!.sort, offset: 0, page: 0,
      files: (triples ? TRIPLES_AS : ROWS_AS).map((as) => ({ name: as.name, save: () => void this.#save(text, as) })), choose,
    }); // prettier-ignore
  }

  async #save(text: string, { accept, suffix }: Saved): Promise<void> {
    try {
      const answer = await (await this.#answered(text, accept, null)).blob();
      download(suffix === "csv" ? new Blob([disarmed(await answer.text())], { type: accept }) : answer, `answer.${suffix}`);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #fail(error: Error): void {
    const { line, column } = error instanceof ApiError ? error.fields : {};
    const placed = typeof line === "number" && typeof column === "number";
    const why = error.message.replace(/^line \d+, column \d+: /, "");
    if (placed) this.#editor.complain({ line, column, why });
    const words = placed ? t("at", { line, column, why }) : t("failed", { why: error.message });
    fill(this.#state, h("div", { class: "state failed", role: "alert" }, words, " ", placed && h("button", { type: "button", class: "button", onclick: () => this.#editor.go(line, column) }, "↪")));
  }
}

/** A query with the prefixes that it uses and does not declare. */
export function withPrefixes(text: string): string {
  const bare = text.replace(/#[^\n]*|<[^>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, " ");
  const declared = new Set([...text.matchAll(/^\s*PREFIX\s+([\w-]*):/gim)].map((found) => found[1]));
  const used = new Set([...bare.matchAll(/(?<![\w?$:-])([A-Za-z][\w-]*):/g)].map((found) => found[1]!));
  const missing = [...used].filter((prefix) => Object.hasOwn(known.prefixes, prefix) && !declared.has(prefix));
  return missing.sort().map((prefix) => `PREFIX ${prefix}: <${known.prefixes[prefix]}>\n`).join("") + text;
}

function gist(text: string): string {
  return text.replace(/^\s*(?:#.*|PREFIX\s.*)$/gim, "").replace(/\s+/g, " ").trim().slice(0, 120);
}
