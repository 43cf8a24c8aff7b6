// Claims as a list: our words, the figure as printed, how far and how sure, when, who says so, and where it is written.
import type { LinkKind, Named, Statement } from "../api";
import { fill, h } from "../dom";
import { dictionary, language, named } from "../i18n";
import { cite } from "./citing";
import type { Knowledge } from "./knowledge";
import { page, stage, when } from "./terms";

const t = dictionary({
  en: {
    according: "according to", place: "characters {places} of the text", cite: "Cite", undated: "no date", article: "in",
    contradicts: "contradicts", supersedes: "supersedes", superseded: "superseded by", sameEventAs: "same event as",
    disagree: "These claims contradict one another",
  },
  zh: {
    according: "来源：", place: "原文第 {places} 字符", cite: "引用", undated: "无日期", article: "载于",
    contradicts: "矛盾于", supersedes: "取代", superseded: "已被取代：", sameEventAs: "同一事件：",
    disagree: "以下陈述互相矛盾",
  },
}); // prettier-ignore

/** What stands beside claims: sentences that the server holds, and names of those who say so. */
export interface Beside {
  sentences: Record<string, string[]>;
  names: Record<string, string>;
  sources: Record<string, Named>;
}
export interface Options {
  /** Headline and article of each item are shown with each claim. */
  articles?: ReadonlyMap<string, { id: string; headline: string }>;
}

/** A list of claims; those that contradict one another stand together, under a mark. */
export function claims(knowledge: Knowledge, statements: readonly Statement[], beside: Beside, options: Options): HTMLElement {
  return h("ul", { class: "claims" }, ...grouped(statements).map((group) => {
    const items = group.map((statement) => claim(knowledge, statement, beside, options, new Set(group.map((one) => one.claim))));
    if (group.length === 1) return items[0]!;
    return h("li", { class: "disagreeing" }, h("p", { class: "mark" }, t("disagree")), h("ul", {}, ...items));
  })); // prettier-ignore
}

function claim(knowledge: Knowledge, said: Statement, beside: Beside, { articles }: Options, together: ReadonlySet<string>): HTMLElement {
  const label = (language() === "zh" && said.label_zh) || said.label;
  const article = articles?.get(said.item);
  const places = said.places.map(({ start, end }) => `${start}–${end}`).join(", ");
  const time = when(said);
  const cited = h("div", { class: "citation", hidden: true });
  const toggle = h("button", { type: "button", class: "why", "aria-expanded": "false", onclick: () => {
    cited.hidden = !cited.hidden;
    toggle.setAttribute("aria-expanded", String(!cited.hidden));
    if (!cited.hidden) fill(cited, cite(said, knowledge.items.get(said.item) ?? beside.names[said.item] ?? said.item, article?.headline ?? ""));
  } }, t("cite")); // prettier-ignore
  const others = said.links.filter(([, other]) => !together.has(other));
  return h("li", { class: "claim", "data-claim": said.claim },
    h("p", { class: "says" }, h("bdi", {}, label)),
    h("p", { class: "marks" },
      said.figure && h("strong", { class: "figure" }, h("bdi", {}, said.figure)),
      stage(knowledge, said.stage),
      said.modality && h("span", { class: "modality" }, knowledge.term(`modality-${said.modality}`)),
      time !== said.figure && h("span", { class: "period" }, time || t("undated")),
      said.source && h("span", { class: "source" }, `${t("according")} `, page(said.source, beside.sources[said.source] ? named(beside.sources[said.source]!) : knowledge.label(said.source))),
    ),
    ...(Object.hasOwn(beside.sentences, said.claim) ? beside.sentences[said.claim]! : []).map((sentence) => h("blockquote", {}, h("bdi", {}, sentence))),
    others.length > 0 && h("ul", { class: "links" }, ...others.map(([kind, other, text]) => h("li", { class: kind }, `${t(kind as LinkKind)} `, page(other, text || other)))),
    h("p", { class: "where" },
      page(said.item, knowledge.items.get(said.item) ?? beside.names[said.item] ?? said.item),
      article?.id ? ` ${t("article")} ` : null, article?.id ? page(article.id, article.headline || article.id) : null,
      ", ", page(said.claim, t("place", { places })), " · ", toggle,
    ),
    cited,
  ); // prettier-ignore
}

/** Claims by who contradicts whom; the others alone. */
export function grouped(statements: readonly Statement[]): Statement[][] {
  const known = new Map(statements.map((said) => [said.claim, said]));
  const placed = new Set<string>();
  const groups: Statement[][] = [];
  for (const first of statements) {
    const group: Statement[] = [];
    const waiting = [first.claim];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const said = known.get(name);
      if (!said || placed.has(name)) continue;
      placed.add(name);
      group.push(said);
      waiting.push(...said.links.filter(([kind]) => kind === "contradicts").map(([, other]) => other));
    }
    if (group.length) groups.push(group);
  }
  return groups;
}
