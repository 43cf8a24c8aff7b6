// The same as a list: everyone in view, by links, for those who cannot see the picture or would rather read.
import { fill, h } from "../dom";
import { dictionary, named } from "../i18n";
import { glyph } from "./looks";
import type { Panel, Walk } from "./walk";

const t = dictionary({
  en: { list: "Entities in view", links: "{n} relations", link: "1 relation", none: "Everything is filtered away.", hint: "Arrows move, Enter opens the card, e expands, h hides, p pins." },
  zh: { list: "当前视图中的实体", links: "{n} 条关系", link: "1 条关系", none: "所有实体都被筛除。", hint: "方向键移动，回车打开卡片，e 展开，h 隐藏，p 固定。" },
});

const MOST = 1_000;

export class List implements Panel {
  readonly #box = h("ul", { role: "listbox", tabindex: "0" });
  readonly #summary = h("p", { class: "where" });
  readonly #hint = h("p", { class: "hint", id: "list-hint" });
  #at = 0;
  #ids: string[] = [];
  #walk: Walk | undefined;

  constructor(element: HTMLElement) {
    this.#box.setAttribute("aria-describedby", "list-hint");
    element.append(this.#summary, this.#box, this.#hint);
    this.#box.addEventListener("keydown", (event) => this.#key(event));
  }

  show(walk: Walk): void {
    this.#walk = walk;
    const { nodes, degrees } = walk.scene;
    const { selected } = walk.view;
    const chosen = selected && "node" in selected ? selected.node : "";
    const ordered = [...nodes].sort((a, b) => (degrees.get(b.id) ?? 0) - (degrees.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1)).slice(0, MOST);
    this.#ids = ordered.map((node) => node.id);
    this.#box.setAttribute("aria-label", t("list"));
    fill(this.#summary, walk.summary());
    fill(this.#hint, t("hint"));
    fill(this.#box, ...ordered.map((node) => {
      const links = degrees.get(node.id) ?? 0;
      return h("li", { role: "option", id: `in-view-${node.id}`, "aria-selected": String(node.id === chosen), onclick: () => walk.choose({ node: node.id }) },
        glyph(node.type), h("bdi", {}, named(node)), h("span", { class: "class" }, walk.knowledge.term(node.type)), h("span", { class: "count" }, links === 1 ? t("link") : t("links", { n: links })));
    })); // prettier-ignore
    if (!ordered.length) fill(this.#box, h("li", { class: "state", role: "option", "aria-disabled": "true" }, t("none")));
    const at = this.#ids.indexOf(chosen);
    this.#mark(at >= 0 ? at : Math.min(this.#at, this.#ids.length - 1), false);
  }

  #mark(at: number, visible = true): void {
    this.#at = Math.max(0, at);
    [...this.#box.children].forEach((option, n) => option.classList.toggle("active", n === this.#at));
    const option = this.#box.children[this.#at];
    if (!option?.id) return this.#box.removeAttribute("aria-activedescendant");
    this.#box.setAttribute("aria-activedescendant", option.id);
    if (visible) option.scrollIntoView({ block: "nearest" });
  }

  #key(event: KeyboardEvent): void {
    const id = this.#ids[this.#at];
    const walk = this.#walk;
    if (!walk || !id || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, number> = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1, Home: 0, End: this.#ids.length - 1, PageDown: this.#at + 10, PageUp: this.#at - 10 };
    const to = moves[event.key];
    if (to !== undefined) this.#mark(Math.min(Math.max(0, to), this.#ids.length - 1));
    else if (event.key === "Enter" || event.key === " ") walk.choose({ node: id });
    else if (event.key === "e") void walk.expand(id);
    else if (event.key === "h") walk.hide(id);
    else if (event.key === "p") walk.pin(id);
    else return;
    event.preventDefault();
  }
}
