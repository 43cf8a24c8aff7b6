// The page: what can be asked at one side, the question with its answer at the other. The address says all of it.
import { ApiError, root } from "../api";
import { announce, fill, h } from "../dom";
import { dictionary, onLanguage } from "../i18n";
import type { Answer } from "./answer";
import { BLANK, understood, written, type Asked, type Form } from "./asked";
import { form } from "./form";
import { answer, catalogue, file, ROWS, said, text, type Catalogue, type Question } from "./offered";
import type { Planned, SparqlPanel } from "./sparql";
import { Results } from "./results";

const t = dictionary({
  en: {
    title: "Ask", lead: "Questions that the catalogue answers, each answer with its claim and news item. Choose one, or write SPARQL.", questions: "Questions", views: "Views: who is joined to whom", sparql: "Write SPARQL", find: "Find a question", loading: "Fetching the catalogue …", opening: "Opening the editor …", asking: "Asking …", cancel: "Stop",
    failed: "That did not work:", again: "Try again", unknown: "There is no question of this name. Choose one from the list.", nearest: "Perhaps:", plain: "Without scripts", asSparql: "As SPARQL", stopped: "Stopped.", nothing: "No question has these words.", first: "Good ones to begin with",
  },
  zh: {
    title: "提问", lead: "目录中的问题，每个答案都附有陈述和新闻条目。选择一个问题，或编写 SPARQL。", questions: "问题", views: "关系视图", sparql: "编写 SPARQL", find: "查找问题", loading: "正在获取目录…", opening: "正在打开编辑器…", asking: "正在查询…", cancel: "停止",
    failed: "操作未成功：", again: "重试", unknown: "没有这个问题，请从列表中选择。", nearest: "您要找的是：", plain: "无脚本页面", asSparql: "查看 SPARQL", stopped: "已停止。", nothing: "没有匹配的问题。", first: "从这些开始",
  },
}); // prettier-ignore

const FIRST: readonly ["queries" | "views", string, Record<string, string>][] = [
  ["views", "investors", {}], ["queries", "ranking", {}], ["queries", "pledges", {}], ["queries", "who-restricts", {}], ["queries", "largest-figures", {}], ["views", "partnerships", {}],
]; // prettier-ignore

export class Page {
  readonly #main: HTMLElement;
  readonly #list = h("nav", { class: "offered" });
  readonly #question = h("section", { class: "question" });
  readonly #results = new Results();
  #catalogue: Catalogue | null = null;
  #asked: Asked = BLANK;
  #running: AbortController | undefined;
  #last: { found: Answer; question: Question; seconds: number } | undefined;
  #sparql: SparqlPanel | undefined;
  #filter = "";

  constructor(main: HTMLElement) {
    this.#main = main;
    fill(main, this.#list, h("div", { class: "answering" }, this.#question, this.#results.element));
    addEventListener("hashchange", () => this.#restore());
    onLanguage(() => {
      this.#writeList();
      this.#writeQuestion(this.#typed());
    });
  }

  async begin(): Promise<void> {
    fill(this.#list, h("p", { class: "state busy" }, t("loading")));
    try {
      this.#catalogue = await catalogue();
    } catch (error) {
      return fill(this.#list, h("div", { class: "state failed", role: "alert" }, `${t("failed")} ${(error as Error).message} `, h("button", { type: "button", class: "button", onclick: () => void this.begin() }, t("again"))));
    }
    this.#writeList();
    this.#restore();
  }

  #restore(): void {
    if (!this.#catalogue) return; // it is looked at when the catalogue has come
    const asked = understood(location.hash);
    if (written(asked) === written(this.#asked) && this.#asked !== BLANK) return;
    const same = asked.folder === this.#asked.folder && asked.name === this.#asked.name;
    this.#asked = asked;
    this.#mark();
    if (!same || asked.folder !== "sparql") this.#writeQuestion();
    else void this.#sparql?.open(asked);
    if (asked.folder !== "sparql" && asked.run && this.#found()) void this.#run();
    else if (asked.folder !== "sparql") this.#stop();
  }

  /** Another address, a step back from which leads here. */
  #go(asked: Asked): void {
    const address = written(asked);
    if (address === location.hash) return this.#again(asked);
    history.pushState(null, "", address || location.pathname);
    this.#again(asked);
  }

  #again(asked: Asked): void {
    this.#asked = asked;
    this.#mark();
    void this.#run();
  }

  #found(): Question | undefined {
    const { folder, name } = this.#asked;
    return folder === "sparql" ? undefined : this.#catalogue?.[folder].find((one) => one.name === name);
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#results.clear();
  }

  async #run(): Promise<void> {
    this.#stop();
    const [asked, question] = [this.#asked, this.#found()];
    if (!question) return;
    const { signal } = (this.#running = new AbortController());
    const state = h("div", { class: "state busy", role: "status" }, t("asking"), " ", h("button", { type: "button", class: "button", onclick: () => (this.#stop(), state.remove(), announce(t("stopped"))) }, t("cancel")));
    this.#question.querySelectorAll(":scope > .state").forEach((old) => old.remove());
    this.#question.append(state);
    const began = performance.now();
    try {
      const found = await answer(asked, signal);
      if (signal.aborted) return;
      state.remove();
      this.#last = { found, question, seconds: (performance.now() - began) / 1_000 };
      this.#show();
    } catch (error) {
      if (signal.aborted) return;
      state.remove();
      this.#question.append(this.#failure(error as Error));
    }
  }

  #show(): void {
    const { found, question, seconds } = this.#last!;
    const { folder, form, sort, offset } = this.#asked;
    const drawn = found.graph && (question.chart?.type === "network" || (folder === "views" && found.graph.nodes.length <= 400));
    this.#results.show({
      answer: found, seconds, title: said(question.summary), question, form: form ?? (drawn ? "graph" : "table"), sort, offset, page: folder === "queries" ? ROWS : 0,
      files: question.formats.map((name) => ({ name, href: root + file(this.#asked, name) })),
      choose: (change) => this.#choose(change),
    }); // prettier-ignore
  }

  /** Another form or order of the same answer, which is asked for again only if other rows are wanted. */
  #choose(change: { form?: Form; sort?: string; offset?: number }): void {
    const asked = { ...this.#asked, ...change };
    if (change.offset !== undefined) return this.#go(asked);
    this.#asked = asked;
    history.pushState(null, "", written(asked));
    this.#show();
  }

  #failure(error: Error): HTMLElement {
    const candidates = error instanceof ApiError && Array.isArray(error.fields["candidates"]) ? (error.fields["candidates"] as unknown[]).map(String).slice(0, 10) : [];
    const wrong = error instanceof ApiError ? String(error.fields["parameter"] ?? "") : "";
    const retry = (id: string): void => {
      const { given } = this.#asked;
      const name = Object.keys(given).find((key) => key === wrong || (!wrong && error.message.includes(given[key]!)));
      if (name) this.#go({ ...this.#asked, given: { ...given, [name]: id } });
      this.#writeQuestion();
    };
    return h("div", { class: "state failed", role: "alert" }, `${t("failed")} ${candidates.length ? error.message.replace(/\. (?:Nearest|One of): .*/s, ".") : error.message}`,
      candidates.length > 0 && h("p", {}, t("nearest"), " ", ...candidates.map((one) => h("button", { type: "button", class: "button", onclick: () => retry(one.split(" ")[0]!) }, one))));
  }

  #writeList(): void {
    if (!this.#catalogue) return;
    const groups = h("div", { class: "groups" });
    const input = h("input", { type: "search", value: this.#filter, placeholder: t("find"), "aria-label": t("find"), oninput: () => ((this.#filter = input.value), write()) });
    const write = (): void => {
      const words = this.#filter.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (one: Question): boolean => words.every((word) => `${one.name} ${one.summary} ${said(one.summary)} ${one.tags.join(" ")}`.toLowerCase().includes(word));
      const of = (folder: "queries" | "views"): Question[] => this.#catalogue![folder].filter(fits);
      const lists = [this.#links("queries", t("questions"), of("queries")), this.#links("views", t("views"), of("views"))].filter((one) => one !== null);
      fill(groups, ...(lists.length ? lists : [h("p", { class: "hint" }, t("nothing"))]));
      this.#mark();
    };
    this.#list.setAttribute("aria-label", t("title"));
    fill(this.#list, h("a", { class: "button sparql", href: "#sparql?.run=no" }, t("sparql")), input, groups);
    write();
  }

  #links(folder: "queries" | "views", title: string, questions: readonly Question[]): HTMLElement | null {
    if (!questions.length) return null;
    return h("section", {}, h("h2", {}, title), h("ul", {}, ...questions.map((one) => h("li", {}, h("a", { href: written({ ...BLANK, folder, name: one.name, run: !Object.values(one.params).some((p) => p.required && p.default === undefined) }), "data-name": `${folder}/${one.name}` }, said(one.summary))))));
  }

  /** A few questions of every kind, with what they need. */
  #first(): HTMLElement {
    const links = FIRST.flatMap(([folder, name, given]) => {
      const found = this.#catalogue?.[folder].find((one) => one.name === name);
      return found ? [h("li", {}, h("a", { href: written({ ...BLANK, folder, name, given, run: true }) }, h("span", {}, said(found.summary)), h("span", { class: "hint" }, Object.values(given).join(", "))))] : [];
    });
    return h("section", { class: "first" }, h("h2", {}, t("first")), h("ul", {}, ...links));
  }

  #mark(): void {
    const { folder, name } = this.#asked;
    for (const link of this.#list.querySelectorAll<HTMLAnchorElement>("a")) {
      const here = folder === "sparql" ? link.matches(".sparql") : link.dataset["name"] === `${folder}/${name}`;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.#main.dataset["asked"] = folder === "sparql" ? folder : name ? "question" : "nothing";
  }

  /** What stands in the form, asked or not. */
  #typed(): Record<string, string> | undefined {
    const form = this.#question.querySelector("form");
    return form ? Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])) : undefined;
  }

  #writeQuestion(given: Readonly<Record<string, string>> = this.#asked.given): void {
    const { folder, name } = this.#asked;
    if (folder === "sparql") return void this.#openSparql();
    this.#sparql?.close();
    const question = this.#found();
    document.title = `${question ? said(question.summary) : t("title")} · aikg`;
    if (!question) return fill(this.#question, h("h1", {}, t("title")), h("p", { class: name ? "state failed" : "lead" }, name ? t("unknown") : t("lead")), this.#first());
    const submit = (sent: Record<string, string>): void => this.#go({ ...BLANK, folder, name, given: sent, form: this.#asked.form, run: true });
    fill(
      this.#question,
      h("h1", {}, said(question.summary)),
      question.description && h("p", { class: "lead" }, said(question.description)),
      form({ folder, question, given, submit }),
      h("p", { class: "ways" }, h("button", { type: "button", class: "button plain", onclick: () => void this.#asSparql() }, t("asSparql")), h("a", { href: `${root}${file(this.#asked, "html")}` }, t("plain"))),
    ); // prettier-ignore
  }

  async #asSparql(): Promise<void> {
    const asked = this.#asked;
    try {
      const query = await text({ ...asked, given: asked.run ? asked.given : {} });
      location.hash = written({ ...BLANK, folder: "sparql", given: { query }, run: false });
    } catch (error) {
      this.#question.append(this.#failure(error as Error));
    }
  }

  async #openSparql(): Promise<void> {
    document.title = `SPARQL · aikg`;
    this.#stop();
    const catalogue = this.#catalogue;
    if (!catalogue) return;
    fill(this.#question, h("p", { class: "state busy" }, t("opening")));
    const part = await import("./sparql").catch((error: Error) => error);
    if (this.#asked.folder !== "sparql") return;
    if (part instanceof Error) {
      const failure = this.#failure(part);
      // A browser remembers a part that did not come: only a new page asks for it again.
      failure.append(" ", h("button", { type: "button", class: "button", onclick: () => location.reload() }, t("again")));
      return fill(this.#question, failure);
    }
    this.#sparql ??= new part.SparqlPanel(this.#results, catalogue, (change: Planned) => {
      this.#asked = { ...this.#asked, ...change };
      const address = written(this.#asked);
      if (address !== location.hash) history[change.push ? "pushState" : "replaceState"](null, "", address);
      return this.#asked;
    });
    fill(this.#question, this.#sparql.element);
    await this.#sparql.open(this.#asked);
  }
}
