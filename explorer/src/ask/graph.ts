// An answer as a graph, drawn by the explorer's own picture; from there one walks on in the explorer.
import { root } from "../api";
import { announce, fill, h } from "../dom";
import { Arranging } from "../explorer/arranging";
import { canDraw, Canvas } from "../explorer/canvas";
import { isEntity } from "../explorer/listing";
import { scene, type Scene } from "../explorer/scene";
import { begun, type Point, type Selection, type View } from "../explorer/view";
import { className } from "../classes";
import { dictionary, named } from "../i18n";
import { word } from "../words";
import type { Network } from "./answer";
import { expanded, known, leads } from "./known";

const t = dictionary({
  en: {
    graph: "Graph of {nodes} {nodes:entity|entities} and {links} {links:relation|relations}. The table holds the same. Arrow keys move the picture, + and - zoom, 0 shows all of it.", none: "Nothing in this answer joins two things: there is no graph to draw.", many: "{n} entities are more than a picture can show. The table holds them; the map shows everything.",
    noPicture: "This browser cannot draw the picture (WebGL is missing). The table holds the same.", explore: "Explore from here", page: "Page", choose: "Choose an entity or a line.", claims: "Claims", unplaced: "No places could be found: {why}. Load the page again.", legend: "dashed: potential · dotted: cancelled",
  },
  zh: {
    graph: "关系图：{nodes} 个实体，{links} 条关系。表格内容相同。方向键移动画面，+ 和 - 缩放，0 显示全部。", none: "此结果没有可连接的两端，无法绘图。", many: "{n} 个实体过多，无法绘图。请看表格，或打开全图。",
    noPicture: "此浏览器无法绘图（缺少 WebGL）。表格内容相同。", explore: "从这里探索", page: "页面", choose: "请选择一个实体或一条线。", claims: "陈述", unplaced: "无法布局：{why}。请重新加载页面。", legend: "虚线：潜在 · 点线：已取消",
  },
}); // prettier-ignore

const MOST = 3_000;
/** One worker for all pictures of the page. */
const arranging = new Arranging();

/** The picture, and how to end it. */
export function graph(network: Network | null): { element: HTMLElement; end(): void } {
  const said = (text: string): { element: HTMLElement; end(): void } => ({ element: h("p", { class: "state" }, text), end: () => undefined });
  if (!network) return said(t("none"));
  if (network.nodes.length > MOST) return said(t("many", { n: network.nodes.length }));
  if (!canDraw()) return said(t("noPicture"));
  const drawing = new Drawing(network);
  return { element: drawing.element, end: () => drawing.end() };
}

/** A relation or a stage by its own name; what is no such name, as in the answer of any query, as it is. */
const inWords = (name: string): string => (/^[A-Za-z-]+$/.test(name) ? word(known.terms, name) : name);

class Drawing {
  readonly element: HTMLElement;
  readonly #picture = h("div", { class: "picture", tabindex: "0", role: "group" });
  readonly #details = h("div", { class: "details", role: "status" });
  readonly #scene: Scene;
  readonly #canvas: Canvas;
  #view: View;
  #places = new Map<string, Point>();
  #ended = false;

  constructor(network: Network) {
    const nodes = new Map(network.nodes.map((node) => [node.id, node]));
    const degrees = new Map<string, number>();
    for (const { source, target } of network.edges) for (const end of [source, target]) degrees.set(end, (degrees.get(end) ?? 0) + 1);
    const focus = [...degrees].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
    this.#view = { ...begun(focus, [...nodes.keys()]), selected: null };
    this.#scene = scene({ nodes, edges: () => network.edges }, this.#view);
    this.element = h("div", { class: "drawn" }, this.#picture, this.#details);
    this.#canvas = new Canvas(this.#picture, {
      chooseNode: (node) => this.#choose({ node }),
      chooseLink: (link) => this.#choose({ link }),
      chooseNothing: () => this.#choose(null),
      expand: (id) => isEntity(id) && location.assign(`${root}/#${id}`),
      put: (id, place) => void this.#places.set(id, place),
      moved: () => undefined,
    });
    this.#canvas.lettering.term = inWords;
    this.#picture.setAttribute("aria-label", t("graph", { nodes: this.#scene.nodes.length, links: this.#scene.links.length }));
    this.#picture.addEventListener("keydown", (event) => this.#move(event));
    this.#choose(null);
    void this.#arrange();
  }

  end(): void {
    this.#ended = true;
    this.#canvas.end();
  }

  async #arrange(): Promise<void> {
    this.element.setAttribute("aria-busy", "true");
    try {
      this.#places = await arranging.places(this.#view, this.#scene, this.#places);
    } catch (error) {
      if (!this.#ended) fill(this.#details, t("unplaced", { why: (error as Error).message }));
      return;
    }
    if (this.#ended) return;
    this.#canvas.show(this.#scene, this.#view, this.#places, false);
    this.element.removeAttribute("aria-busy");
    announce(t("graph", { nodes: this.#scene.nodes.length, links: this.#scene.links.length }));
  }

  #choose(selected: Selection): void {
    this.#view = { ...this.#view, selected };
    if (this.#places.size) this.#canvas.look(this.#view);
    fill(this.#details, ...this.#described(selected));
  }

  #described(selected: Selection): (Node | string)[] {
    if (!selected) return [h("span", { class: "hint" }, `${t("choose")} ${t("legend")}`)];
    if ("node" in selected) {
      const node = this.#scene.nodes.find((one) => one.id === selected.node)!;
      const page = leads(expanded(node.id));
      return [
        h("strong", {}, h("bdi", {}, named(node))), " ", h("span", { class: "class" }, className(node.type)), " ",
        ...(isEntity(node.id) ? [h("a", { class: "button", href: `${root}/#${encodeURI(node.id)}` }, t("explore"))] : page ? [h("a", { class: "button", href: page }, t("page"))] : []),
      ]; // prettier-ignore
    }
    const link = this.#scene.links.find((one) => one.id === selected.link)!;
    const own = link.claims.length === 1 || new Set(link.claims.map((claim) => claim.stage)).size > 1;
    const name = (id: string): string => {
      const node = this.#scene.nodes.find((one) => one.id === id);
      return node ? named(node) : id;
    };
    return [
      h("strong", {}, h("bdi", {}, name(link.source)), ` ${link.mutual ? "–" : "→"} ${inWords(link.kind)} ${link.mutual ? "–" : "→"} `, h("bdi", {}, name(link.target))),
      h("ul", { "aria-label": t("claims") }, ...link.claims.slice(0, 30).map((claim) =>
        h("li", {}, own && claim.stage && h("span", { class: `stage ${/^[a-z-]+$/.test(claim.stage) ? claim.stage : ""}` }, inWords(`stage-${claim.stage}`)), " ", claim.figure, " ", claim.start ?? "", " ", claim.claim && h("a", { href: leads(expanded(claim.claim)) }, claim.claim)),
      )),
    ]; // prettier-ignore
  }

  #move(event: KeyboardEvent): void {
    const step = 0.1;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.#canvas.pan(-step, 0), ArrowRight: () => this.#canvas.pan(step, 0), ArrowUp: () => this.#canvas.pan(0, step), ArrowDown: () => this.#canvas.pan(0, -step),
      "+": () => this.#canvas.zoom(0.75), "=": () => this.#canvas.zoom(0.75), "-": () => this.#canvas.zoom(1.33), "0": () => this.#canvas.fit(),
    }; // prettier-ignore
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    keys[event.key]!();
    event.preventDefault();
  }
}
