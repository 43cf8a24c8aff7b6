// The page while someone walks: picture, legend, time, card and list, and the buttons over the picture.
import { ApiError, type Named } from "../api";
import { announce, fill, h, icon } from "../dom";
import { dictionary, onLanguage } from "../i18n";
import { canDraw, Canvas } from "./canvas";
import { card } from "./card";
import { evidence, inWords } from "./evidence";
import { exportMenu, exportTitle, queryDialog } from "./exporting";
import { isEntity } from "./listing";
import { Legend } from "./legend";
import { List } from "./list";
import { menuButton } from "./menu";
import { tabs } from "./tabs";
import { Timeline } from "./timeline";
import { type Panel, type Picture, type Screen, Walk } from "./walk";

const t = dictionary({
  en: {
    graph: "Graph. {summary} The list beside it holds the same. Arrow keys move the picture, + and - zoom, 0 shows all of it.", undo: "Undo", redo: "Redo", zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Show all of it", arrange: "Lay out anew",
    around: "What surrounds {name}", card: "Card", list: "List", tools: "Picture", nobody: "Choose an entity or a line.", filtered: "The filters leave no relation in view.", unfilter: "Show everything", again: "Try again", close: "Close", failed: "That did not work:", nearest: "Perhaps:", asking: "Fetching the card …", noPicture: "This browser cannot draw the picture (WebGL is missing). The list, the cards and the filters work without it.",
  },
  zh: {
    graph: "关系图。{summary}旁边的列表内容相同。方向键移动画面，+ 和 - 缩放，0 显示全部。", undo: "撤销", redo: "重做", zoomIn: "放大", zoomOut: "缩小", fit: "显示全部", arrange: "重新布局",
    around: "{name}的关系网络", card: "卡片", list: "列表", tools: "画面", nobody: "请选择一个实体或一条线。", filtered: "筛选后没有可显示的关系。", unfilter: "显示全部", again: "重试", close: "关闭", failed: "操作未成功：", nearest: "您要找的是：", asking: "正在获取卡片…", noPicture: "此浏览器无法绘图（缺少 WebGL）。列表、卡片和筛选仍可使用。",
  },
}); // prettier-ignore

const ICONS = {
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3", redo: "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3", zoomIn: "M12 5v14M5 12h14", zoomOut: "M5 12h14",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", arrange: "M6 6l5 11M18 6l-5 11M7 5h10M6 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM18 3a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM12 17a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  export: "M12 15V4M8 8l4-4 4 4M5 14v6h14v-6",
}; // prettier-ignore

/** Draws nothing, where a browser cannot. */
const BLANK: Picture = { camera: { x: 0, y: 0, span: 1_000 }, show: () => undefined, look: () => undefined, fit: () => undefined };

let page: Page | undefined;

/** Begins to walk: at an entity, or where the address says. `home` is called when there is nothing to walk. */
export async function begin(main: HTMLElement, who: Named | undefined, home: () => void): Promise<void> {
  page ??= new Page(main);
  page.home = home;
  page.arriving = who !== undefined;
  if (who) page.walk.knowledge.meet(who);
  await (who ? page.walk.open(who.id) : page.walk.restore());
  page.arriving = false;
}

class Page implements Panel, Screen {
  home = (): void => undefined;
  /** Somebody was picked in a search that is left by it: the keyboard goes on from the card. */
  arriving = false;
  readonly walk: Walk;
  readonly #main: HTMLElement;
  readonly #parts: readonly HTMLElement[];
  readonly #canvas: Canvas | null;
  readonly #picture = h("div", { class: "picture", tabindex: "0", role: "group" });
  readonly #busy = h("p", { class: "state busy over", hidden: true });
  readonly #failure = h("div", { class: "state failed over", role: "alert", hidden: true });
  readonly #nothing = h("p", { class: "state over nothing", hidden: true });
  readonly #card = h("div", { class: "card" });
  readonly #list = h("div", { class: "list" });
  readonly #tools = h("div", { class: "tools", role: "toolbar" });
  readonly #tabs = tabs({ card: this.#card, list: this.#list }, (name) => t(name), (name) => this.walk.beside(name === "list"));
  readonly #heading = h("h1", { class: "unseen" });
  #shown = "";

  constructor(main: HTMLElement) {
    this.#main = main;
    const legend = h("details", { class: "legend" });
    const time = h("section", { class: "timeline", "aria-labelledby": "time" });
    const side = h("aside", { class: "side" }, this.#tabs.element);
    this.#parts = [legend, time, side, this.#tools];
    this.#blank(true);
    fill(main, this.#heading, h("div", { class: "board" }, this.#picture, legend, this.#tools, this.#nothing, this.#busy, this.#failure), side, time);
    this.#canvas = canDraw() ? this.#drawing() : null;
    if (!this.#canvas) this.#picture.append(h("p", { class: "state" }, t("noPicture")));
    const panels = [new Legend(legend), new Timeline(time), new List(this.#list), this];
    this.walk = new Walk(this.#canvas ?? BLANK, panels, this);
    if (this.#canvas) this.#canvas.lettering.term = (kind) => this.walk.knowledge.term(kind);
    this.#picture.addEventListener("keydown", (event) => this.#move(event));
    document.addEventListener("keydown", (event) => this.#shortcut(event));
    addEventListener("popstate", () => document.querySelector<HTMLDialogElement>("dialog[open]")?.close()); // it is of another view
    Object.assign(this.#picture, { whereIs: (id: string) => this.#canvas?.whereIs(id) ?? null });
    this.#writeTools();
    onLanguage(() => {
      this.#writeTools();
      this.#tabs.write();
      this.#shown = "";
      this.walk.relabel();
    });
  }

  /** While there is nothing to see, what belongs to it is not seen either, but keeps its room. */
  #blank(blank: boolean): void {
    this.#main.classList.toggle("blank", blank);
    for (const part of this.#parts) part.style.visibility = blank ? "hidden" : "";
  }

  #drawing(): Canvas {
    return new Canvas(this.#picture, {
      chooseNode: (node) => this.walk.choose({ node }),
      chooseLink: (link) => this.walk.choose({ link }),
      chooseNothing: () => this.walk.choose(null),
      expand: (id) => void this.walk.expand(id),
      put: (id, place) => this.walk.pin(id, place),
      moved: () => this.walk.looked(),
    });
  }

  show(walk: Walk): void {
    this.#blank(false);
    this.#picture.setAttribute("aria-label", t("graph", { summary: walk.summary() }));
    const around = walk.knowledge.label(walk.view.focus);
    document.title = `${around} – aikg`;
    fill(this.#heading, t("around", { name: around }));
    for (const [name, able] of [["undo", walk.steps.canUndo], ["redo", walk.steps.canRedo]] as const) {
      this.#tools.querySelector<HTMLButtonElement>(`[data-tool=${name}]`)!.disabled = !able;
    }
    const { nodes, links, all } = walk.scene;
    const nothing = !nodes.length || (!links.length && all.length > 0);
    if (nothing && this.#nothing.hidden) announce(t("filtered"));
    this.#nothing.hidden = !nothing;
    if (nothing) fill(this.#nothing, t("filtered"), " ", h("button", { type: "button", class: "button", onclick: () => walk.unfilter() }, t("unfilter")));
    void this.#showCard(walk);
  }

  /** The card of who is chosen, or the claims behind what is chosen. */
  async #showCard(walk: Walk): Promise<void> {
    const { selected } = walk.view;
    const wanted = !selected ? "" : "node" in selected ? selected.node : selected.link;
    const isNew = this.arriving || wanted !== this.#shown;
    this.#shown = wanted;
    const leads = this.arriving || this.#list.contains(document.activeElement);
    this.arriving = false;
    this.#tabs.choose(walk.view.listed ? "list" : "card", false);
    const isStale = (): boolean => this.#shown !== wanted || walk.view.selected !== selected;
    if (!selected) {
      const focused = focusIn(this.#card);
      fill(this.#card, h("p", { class: "state" }, t("nobody")));
      if (focused) this.#card.focus();
      return;
    }
    if (leads && !walk.view.listed) this.#card.focus({ preventScroll: true });
    const focused = focusIn(this.#card);
    try {
      if ("link" in selected) {
        if (isNew) announce(inWords(walk, selected.link));
        await evidence(this.#card, walk, selected.link, isStale);
      } else {
        if (isNew) fill(this.#card, h("p", { class: "state busy" }, t("asking")));
        const profile = await walk.knowledge.profile(selected.node);
        if (isStale()) return;
        const scrolled = this.#card.scrollTop;
        const open = new Set([...this.#card.querySelectorAll("details[open] > summary")].map((one) => one.firstChild?.textContent));
        card(this.#card, walk, profile);
        for (const one of this.#card.querySelectorAll("details")) one.open = open.has(one.querySelector("summary")?.firstChild?.textContent);
        if (isNew) announce(walk.knowledge.label(selected.node));
        else this.#card.scrollTop = scrolled;
      }
      // Who was on the card stays there: at the same button, or at the heading of what came instead.
      const active = document.activeElement;
      if (focused && (active === document.body || (isNew && active === this.#card))) (this.#card.querySelector<HTMLElement>(isNew ? "h2" : focused) ?? this.#card).focus({ preventScroll: isNew });
    } catch (error) {
      if (!isStale()) fill(this.#card, this.#told(error, () => {
        this.#shown = "";
        this.show(walk);
      })); // prettier-ignore
    }
  }

  stepped(): void {
    this.#failure.hidden = true;
  }

  busy(text: string | null): void {
    this.#main.dataset["state"] = text === null ? "ready" : "busy";
    fill(this.#busy, text);
    this.#busy.hidden = text === null;
    if (text !== null) this.stepped();
  }

  failed(error: unknown, again: () => void): void {
    fill(this.#failure,
      this.#told(error, () => {
        this.stepped();
        again();
      }),
      h("button", { type: "button", class: "button plain", onclick: () => this.stepped() }, t("close")),
    ); // prettier-ignore
    this.#failure.hidden = false;
  }

  #told(error: unknown, again: () => void): HTMLElement {
    // Who asks for what there is not, or wrongly, hears the same again.
    const final = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (!(error instanceof ApiError)) console.error(error);
    const candidates = error instanceof ApiError && Array.isArray(error.fields["candidates"]) ? error.fields["candidates"].map(String) : [];
    const nearest = candidates.map((one) => [one.split(" ")[0]!, one] as const).filter(([id]) => isEntity(id)).slice(0, 6);
    const why = !(error instanceof Error) ? "" : nearest.length ? error.message.replace(/\. (Nearest|One of): .*/s, ".") : error.message;
    const answered = error instanceof ApiError && error.error === "no-path"; // that there is none is an answer
    return h("div", { class: answered ? "state" : "state failed" },
      h("p", {}, answered ? why : `${t("failed")} ${why}`, nearest.length > 0 && ` ${t("nearest")}`),
      ...nearest.map(([id, text]) => h("button", { type: "button", class: "button", onclick: () => void this.walk.open(id) }, text.match(/\((.*)\)$/)?.[1] ?? text)),
      !final && h("button", { type: "button", class: "button", onclick: again }, t("again")),
    ); // prettier-ignore
  }

  #writeTools(): void {
    this.#tools.setAttribute("aria-label", t("tools"));
    const tool = (name: "undo" | "redo" | "zoomIn" | "zoomOut" | "fit" | "arrange", act: () => void): HTMLElement =>
      h("button", { type: "button", class: "button", "data-tool": name, "aria-label": t(name), title: t(name), onclick: act }, icon(ICONS[name]));
    const menu = menuButton(exportTitle(), icon(ICONS.export), exportMenu(() => this.walk, this.#canvas, (text) => {
      const dialog = queryDialog(text);
      document.body.append(dialog);
      dialog.showModal();
    })); // prettier-ignore
    fill(
      this.#tools,
      tool("undo", () => this.walk.steps.undo()), tool("redo", () => this.walk.steps.redo()),
      tool("zoomIn", () => this.#canvas?.zoom(1 / 1.5)), tool("zoomOut", () => this.#canvas?.zoom(1.5)), tool("fit", () => this.walk.fit()), tool("arrange", () => void this.walk.arrange()),
      menu,
    ); // prettier-ignore
  }

  #move(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.#picture) return;
    const ways: Record<string, () => void> = {
      ArrowLeft: () => this.#canvas?.pan(-0.1, 0), ArrowRight: () => this.#canvas?.pan(0.1, 0), ArrowUp: () => this.#canvas?.pan(0, 0.1), ArrowDown: () => this.#canvas?.pan(0, -0.1),
      "+": () => this.#canvas?.zoom(1 / 1.3), "=": () => this.#canvas?.zoom(1 / 1.3), "-": () => this.#canvas?.zoom(1.3), "0": () => this.walk.fit(),
    }; // prettier-ignore
    if (!Object.hasOwn(ways, event.key)) return;
    event.preventDefault();
    ways[event.key]!();
  }

  #shortcut(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement || !this.walk.view) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) this.walk.steps.undo();
    else if (key === "y" || key === "z") this.walk.steps.redo();
    else return;
    event.preventDefault();
  }
}

/** A selector of what has the focus inside an element, to find it again after the element was written anew. */
function focusIn(element: HTMLElement): string | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !element.contains(active)) return null;
  return active.dataset["do"] ? `[data-do="${active.dataset["do"]}"]` : "h2";
}
