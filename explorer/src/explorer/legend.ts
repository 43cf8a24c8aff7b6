// The legend, which is the filter as well: classes, relations, stages and sources, each with how many are in view.
import { fill, h } from "../dom";
import { dictionary } from "../i18n";
import { glyph } from "./looks";
import { STAGES } from "./scene";
import { stroke } from "./terms";
import { FACETS, isFiltered, type Facet } from "./view";
import type { Panel, Walk } from "./walk";

const t = dictionary({
  en: { legend: "Legend and filters", classes: "Entities", kinds: "Relations", stages: "Stages", items: "Sources", unstated: "no stage stated", clear: "Show everything", more: "{n} more", stagesHint: "Dashed lines are only potential; thin lines state no stage." },
  zh: { legend: "图例与筛选", classes: "实体", kinds: "关系", stages: "阶段", items: "来源", unstated: "未说明阶段", clear: "显示全部", more: "另外 {n} 项", stagesHint: "虚线仅为潜在；细线未说明阶段。" },
});

const SHOWN = 9;

export class Legend implements Panel {
  readonly #open = new Set<Facet>();
  readonly #body = h("div", { class: "facets" });
  readonly #title = h("summary", {});

  constructor(element: HTMLDetailsElement) {
    element.append(this.#title, this.#body);
    element.open = matchMedia("(min-width: 75rem)").matches;
  }

  show(walk: Walk): void {
    const active = document.activeElement;
    const focused = active instanceof HTMLInputElement && this.#body.contains(active) ? active.name : null;
    const clears = active instanceof HTMLButtonElement && active.parentElement === this.#body;
    fill(this.#title, t("legend"));
    fill(
      this.#body,
      // Always there: what came and went would move the boxes away under the pointer.
      h("button", { type: "button", class: "button", disabled: !isFiltered(walk.view), onclick: () => walk.unfilter() }, t("clear")),
      ...FACETS.map((facet) => this.#facet(walk, facet)),
    );
    if (focused !== null) for (const input of this.#body.querySelectorAll("input")) if (input.name === focused) input.focus();
    if (clears) this.#title.focus();
  }

  #facet(walk: Walk, facet: Facet): HTMLElement | null {
    const values = ordered(walk, facet);
    if (!values.length) return null;
    const hidden = walk.view.hidden[facet];
    const all = this.#open.has(facet) || values.length <= SHOWN + 1;
    const shown = all ? values : values.slice(0, SHOWN);
    const boxes = shown.map(([value, count]) => {
      const input = h("input", { type: "checkbox", name: `${facet} ${value}`, checked: !hidden.has(value), onchange: () => walk.filter(facet, value, input.checked) });
      return h("li", {}, h("label", { class: hidden.has(value) ? "off" : "" }, input, this.#sign(facet, value), h("span", { class: "text" }, h("bdi", {}, this.#name(walk, facet, value))), h("span", { class: "count" }, count)));
    });
    const rest = !all && h("button", { type: "button", class: "button plain", onclick: () => {
      this.#open.add(facet);
      this.show(walk);
    } }, t("more", { n: values.length - SHOWN })); // prettier-ignore
    return h("fieldset", { "data-facet": facet }, h("legend", {}, t(facet)), h("ul", {}, ...boxes), rest, facet === "stages" && h("p", { class: "hint" }, t("stagesHint")));
  }

  #sign(facet: Facet, value: string): SVGSVGElement | null {
    return facet === "classes" ? glyph(value) : facet === "stages" ? stroke([value]) : null;
  }

  #name({ knowledge }: Walk, facet: Facet, value: string): string {
    if (facet === "stages") return value ? knowledge.term(`stage-${value}`) : t("unstated");
    return facet === "items" ? knowledge.label(value) : knowledge.term(value);
  }
}

/** What is in view or filtered away, with how many there are of it. */
function ordered(walk: Walk, facet: Facet): [string, number][] {
  const counts = new Map(walk.scene.counts[facet]);
  for (const value of walk.view.hidden[facet]) if (!counts.has(value)) counts.set(value, 0);
  const rank = (value: string): number => (facet === "stages" ? STAGES.indexOf(value) : 0);
  return [...counts].sort(([a, n], [b, m]) => rank(a) - rank(b) || m - n || (a < b ? -1 : 1));
}
