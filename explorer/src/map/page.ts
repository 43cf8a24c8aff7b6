// The page of the map: the picture, whom it groups, who is chosen, and what is told while it is drawn.
import { root, search, type Hit } from "../api";
import { combobox } from "../combobox";
import { className } from "../classes";
import { announce, fill, h, icon } from "../dom";
import { canDraw } from "../explorer/canvas";
import { dictionary, language, named, onLanguage } from "../i18n";
import { onTheme } from "../theme";
import { atlas, type Atlas, type Progress } from "./atlas";
import { understood, written, type Seen } from "./fragment";
import { colourOf, COLOURED, Picture } from "./picture";

const t = dictionary({
  en: {
    title: "The map", total: "{nodes} entities, {links} links", cut: "{shown} of {all} links are drawn, the strongest", kept: "{shown} of {all} entities are drawn, those with most claims", find: "Find on the map", communities: "Communities", hint: "Groups that are joined more among themselves than to others, by Leiden's method; named by their most central members.", others: "{n} smaller ones, in grey", size: "{n}", all: "Show all", zoomIn: "Zoom in", zoomOut: "Zoom out", tools: "Picture",
    explore: "Explore from here", claims: "{n} claims", near: "{n} neighbours on the map", and: "and {n} more", picture: "Map of {nodes} entities. The lists beside it lead to the largest. Arrow keys move it, + and - zoom, 0 shows all of it.", largest: "The largest, as a list", absent: "not on the map", close: "Choose nobody",
    drawing: "The map is being drawn, once for this version of the data.", edges: "Reading who is joined to whom", steps_communities: "Finding communities", positions: "Finding places", names: "Reading names", begin: "Beginning", loading: "Fetching the map …", failed: "There is no map: {why}", again: "Try again", empty: "Nothing joins two entities in this graph yet, so there is nothing to draw.", noPicture: "This browser cannot draw the picture (WebGL is missing). The lists work without it.", member: "Community {n}",
  },
  zh: {
    title: "全图", total: "{nodes} 个实体，{links} 条连线", cut: "显示 {all} 条中最强的 {shown} 条连线", kept: "显示 {all} 个中陈述最多的 {shown} 个实体", find: "在全图中查找", communities: "社群", hint: "内部联系比对外联系更多的群体（Leiden 算法），以最核心的成员命名。", others: "另有 {n} 个较小的社群（灰色）", size: "{n}", all: "显示全部", zoomIn: "放大", zoomOut: "缩小", tools: "画面",
    explore: "从这里探索", claims: "{n} 条陈述", near: "全图中有 {n} 个邻居", and: "及其他 {n} 个", picture: "包含 {nodes} 个实体的全图。旁边的列表给出最大的实体。方向键移动，+ 和 - 缩放，0 显示全部。", largest: "最大的实体（列表）", absent: "不在图中", close: "取消选择",
    drawing: "正在绘制此版本数据的全图，只需一次。", edges: "读取连线", steps_communities: "划分社群", positions: "计算位置", names: "读取名称", begin: "开始", loading: "正在获取全图…", failed: "无法显示全图：{why}", again: "重试", empty: "图谱中还没有相连的实体，暂无可绘制的内容。", noPicture: "此浏览器无法绘图（缺少 WebGL）。列表仍可使用。", member: "社群 {n}",
  },
}); // prettier-ignore

const STEPS = ["edges", "communities", "positions", "names"] as const;
const LISTED = 60;

export class Page {
  readonly #main: HTMLElement;
  readonly #container = h("div", { class: "picture", tabindex: "0", role: "group" });
  readonly #tools = h("div", { class: "tools", role: "toolbar" });
  readonly #side = h("aside", { class: "side" });
  readonly #chosen = h("section", { class: "chosen", role: "status" });
  readonly #input = h("input", { type: "search", maxlength: "200" });
  readonly #finding = h("div", { class: "combobox" }, this.#input);
  #atlas: Atlas | undefined;
  #picture: Picture | undefined;
  #at = new Map<string, number>();
  #seen: Seen = { node: null, community: null, camera: null };
  #later = 0;

  constructor(main: HTMLElement) {
    this.#main = main;
    combobox<Hit>(this.#input, {
      find: async (text, signal) => (await search(text, 12, signal)).hits,
      show: (hit) => [h("bdi", {}, this.#at.has(hit.id) ? this.#name(this.#at.get(hit.id)!) : named(hit)), h("span", { class: "alias" }, this.#at.has(hit.id) ? "" : t("absent")), h("span", { class: "class" }, className(hit.type))],
      pick: (hit) => (this.#at.has(hit.id) ? this.#choose(hit.id, null, true) : location.assign(`${root}/#${encodeURI(hit.id)}`)),
    });
    addEventListener("hashchange", () => this.#restore());
    onLanguage(() => {
      this.#write();
      this.#picture?.paint();
    });
    onTheme(() => this.#atlas && this.#writeSide());
  }

  async begin(): Promise<void> {
    const ended = new AbortController();
    const state = h("div", { class: "state", role: "status" });
    fill(this.#main, state);
    fill(state, h("p", { class: "busy state" }, t("loading")));
    try {
      this.#atlas = await atlas((progress) => fill(state, ...this.#telling(progress)), ended.signal);
    } catch (error) {
      return fill(this.#main, h("div", { class: "state failed", role: "alert" }, t("failed", { why: (error as Error).message }), " ", h("button", { type: "button", class: "button", onclick: () => void this.begin() }, t("again"))));
    }
    if (!this.#atlas.nodes.id.length) return fill(this.#main, h("h1", { class: "unseen" }, t("title")), h("p", { class: "state" }, t("empty")));
    this.#show();
  }

  #telling({ step, done }: Progress): Node[] {
    const known = STEPS.find((one) => one === step);
    const words = known === undefined ? t("begin") : known === "communities" ? t("steps_communities") : t(known);
    return [h("p", {}, t("drawing")), h("progress", { max: "1", value: done, "aria-label": words }), h("p", { class: "hint" }, words)];
  }

  #show(): void {
    const { nodes } = this.#atlas!;
    this.#at = new Map(nodes.id.map((id, n) => [id, n]));
    this.#container.addEventListener("keydown", (event) => this.#move(event));
    fill(this.#main, h("h1", { class: "unseen" }, t("title")), h("div", { class: "board" }, this.#container, this.#tools), this.#side);
    if (canDraw()) {
      this.#picture = new Picture(this.#container, this.#atlas!, {
        choose: (node) => this.#choose(node, null, false),
        open: (node) => location.assign(`${root}/#${encodeURI(node)}`),
        moved: () => this.#remember(true),
      });
    } else fill(this.#container, h("p", { class: "state" }, t("noPicture")));
    this.#write();
    this.#restore();
    this.#main.dataset["state"] = "ready";
    announce(t("picture", { nodes: nodes.id.length }));
  }

  #restore(): void {
    if (!this.#atlas || written(this.#seen) === location.hash) return;
    const seen = understood(location.hash);
    const node = seen.node && this.#at.has(seen.node) ? seen.node : null;
    const community = seen.community !== null && seen.community < this.#atlas.communities.length ? seen.community : null;
    this.#choose(node, community, !seen.camera && (node !== null || community !== null), false);
    this.#seen = { ...this.#seen, camera: seen.camera };
    if (seen.camera && this.#picture) this.#picture.camera = seen.camera;
  }

  #choose(node: string | null, community: number | null, go: boolean, step = true): void {
    this.#seen = { ...this.#seen, node, community };
    this.#picture?.look(node, community);
    const members = community === null ? [] : this.#atlas!.nodes.id.filter((_, n) => this.#atlas!.nodes.community[n] === community);
    if (go) void this.#picture?.go(node ? [node] : members);
    if (go) this.#seen.camera = null;
    this.#writeChosen();
    this.#writeSide();
    if (step && written(this.#seen) !== location.hash) history.pushState(null, "", written(this.#seen) || location.pathname);
  }

  /** Puts into the address where the picture is, when it has come to rest. */
  #remember(moved: boolean): void {
    if (!moved) return;
    clearTimeout(this.#later);
    this.#later = window.setTimeout(() => {
      const { camera } = this.#picture!;
      const whole = camera.x === 0.5 && camera.y === 0.5 && camera.ratio === 1;
      this.#seen = { ...this.#seen, camera: whole ? null : camera };
      history.replaceState(null, "", written(this.#seen) || location.pathname);
    }, 300);
  }

  #name(n: number): string {
    const { label, label_zh } = this.#atlas!.nodes;
    return (language() === "zh" && label_zh[n]) || label[n]!;
  }

  #write(): void {
    if (!this.#atlas) return;
    document.title = `${t("title")} · aikg`;
    this.#input.setAttribute("aria-label", t("find"));
    this.#input.placeholder = t("find");
    this.#container.setAttribute("aria-label", t("picture", { nodes: this.#atlas.nodes.id.length }));
    this.#tools.setAttribute("aria-label", t("tools"));
    const tool = (name: "zoomIn" | "zoomOut" | "all", path: string, act: () => void): HTMLElement => h("button", { type: "button", class: "button", "aria-label": t(name), title: t(name), "data-tool": name, onclick: act }, icon(path));
    fill(
      this.#tools,
      tool("zoomIn", "M12 5v14M5 12h14", () => this.#picture?.zoom(0.6)),
      tool("zoomOut", "M5 12h14", () => this.#picture?.zoom(1.7)),
      tool("all", "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", () => (this.#picture?.fit(), this.#choose(null, null, false))),
    );
    this.#writeChosen();
    this.#writeSide();
  }

  #writeSide(): void {
    const { communities, links, nodes, total } = this.#atlas!;
    const focused = this.#side.contains(document.activeElement) ? document.activeElement!.getAttribute("data-key") : null;
    const shown = communities.slice(0, COLOURED);
    const opened = this.#side.querySelector("details")?.open ?? false;
    const largest = nodes.claims.map((claims, n): [number, number] => [claims, n]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, LISTED);
    fill(
      this.#side,
      this.#finding,
      this.#chosen,
      h("p", { class: "count" }, t("total", { nodes: total.nodes, links: total.links })),
      nodes.id.length < total.nodes && h("p", { class: "hint" }, t("kept", { shown: nodes.id.length, all: total.nodes })),
      links.source.length < total.links && h("p", { class: "hint" }, t("cut", { shown: links.source.length, all: total.links })),
      h("h2", {}, t("communities")),
      h("p", { class: "hint" }, t("hint")),
      h("ul", { class: "communities" }, ...shown.map(({ size, central }, n) => {
        const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
        swatch.style.background = colourOf(n);
        return h("li", {}, h("button", { type: "button", "data-key": `c${n}`, "aria-pressed": String(this.#seen.community === n), onclick: () => this.#choose(null, this.#seen.community === n ? null : n, true) },
          swatch, h("span", { class: "name" }, ...central.flatMap((member, k) => [k ? " · " : "", h("bdi", {}, this.#name(member))])), h("span", { class: "count" }, t("size", { n: size }))));
      })),
      communities.length > COLOURED && h("p", { class: "hint" }, t("others", { n: communities.length - COLOURED })),
      h("details", { open: opened }, h("summary", {}, t("largest")), h("ol", { class: "largest" }, ...largest.map(([claims, n]) =>
        h("li", {}, h("button", { type: "button", "data-key": `n${n}`, onclick: () => this.#choose(nodes.id[n]!, null, true) }, h("bdi", {}, this.#name(n)), " ", h("span", { class: "count" }, t("claims", { n: claims }))))))),
    ); // prettier-ignore
    if (focused) this.#side.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #writeChosen(): void {
    const { node } = this.#seen;
    const n = node === null ? undefined : this.#at.get(node);
    this.#chosen.hidden = n === undefined;
    if (n === undefined || node === null) return fill(this.#chosen);
    const { classes, nodes } = this.#atlas!;
    const near = [...(this.#picture?.near(node) ?? [])].map((id) => this.#at.get(id)!).sort((a, b) => nodes.claims[b]! - nodes.claims[a]!);
    const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.background = colourOf(nodes.community[n]!);
    fill(
      this.#chosen,
      h("h2", {}, swatch, h("bdi", {}, this.#name(n))),
      h("p", { class: "hint" }, [className(classes[nodes.class[n]!] ?? ""), t("claims", { n: nodes.claims[n]! }), t("member", { n: nodes.community[n]! + 1 })].filter(Boolean).join(" · ")),
      h("p", { class: "hint" }, t("near", { n: near.length })),
      h("p", { class: "near" }, ...near.slice(0, 8).flatMap((one) => [h("button", { type: "button", class: "button", onclick: () => this.#choose(nodes.id[one]!, null, true) }, h("bdi", {}, this.#name(one))), " "]), near.length > 8 && t("and", { n: near.length - 8 })),
      h("p", {}, h("a", { class: "button primary", href: `${root}/#${encodeURI(node)}` }, t("explore")), " ", h("button", { type: "button", class: "button", onclick: () => this.#choose(null, null, false) }, t("close"))),
    ); // prettier-ignore
  }

  #move(event: KeyboardEvent): void {
    const picture = this.#picture;
    if (!picture || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => picture.pan(-0.15, 0), ArrowRight: () => picture.pan(0.15, 0), ArrowUp: () => picture.pan(0, 0.15), ArrowDown: () => picture.pan(0, -0.15),
      "+": () => picture.zoom(0.6), "=": () => picture.zoom(0.6), "-": () => picture.zoom(1.7), "0": () => picture.fit(), Escape: () => this.#choose(null, null, false),
    }; // prettier-ignore
    if (!keys[event.key]) return;
    keys[event.key]!();
    event.preventDefault();
  }
}
