// The card of an entity: who it is, what can be done with it, its relations with how many of them are seen, its claims.
import { search, type Named, type Profile, type Relation } from "../api";
import { combobox } from "../combobox";
import { fill, h, safe } from "../dom";
import { dictionary, language, named } from "../i18n";
import { claims } from "./claims";
import type { Edge } from "./view";
import { entity, page, stroke } from "./terms";
import { glyph } from "./looks";
import { BATCH, type Walk } from "./walk";

const t = dictionary({
  en: {
    also: "Also called", same: "Same as", expand: "Expand", collapse: "Collapse", pin: "Pin", unpin: "Unpin", hide: "Hide", around: "Start here", read: "Its page", path: "Path to …", pathLabel: "Path from {name} to",
    relations: "Relations", none: "Nothing joins it to anything.", of: "{shown} of {total} shown", filtered: "{n} filtered away", more: "Show {n} more", why: "Why? ({n})", whyOne: "Why?", claims: "Claims", out: "outgoing", in: "incoming", both: "both ways", shown: "{shown} of {total} shown", rest: "All on its page",
    doing: "What to do with {name}", add: "Add {name} to the view",
  },
  zh: {
    also: "别名", same: "等同于", expand: "展开", collapse: "收起", pin: "固定", unpin: "取消固定", hide: "隐藏", around: "以此为中心", read: "实体页面", path: "路径至…", pathLabel: "从{name}到……的路径",
    relations: "关系", none: "没有与其他实体的关系。", of: "当前显示 {shown}，共 {total}", filtered: "{n} 个被筛除", more: "再显示 {n} 个", why: "依据（{n}）", whyOne: "依据", claims: "陈述", out: "出", in: "入", both: "双向", shown: "显示 {shown}，共 {total}", rest: "在实体页面查看全部",
    doing: "对{name}的操作", add: "将{name}加入视图",
  },
}); // prettier-ignore

const LISTED = 12;

/** Fills a panel with the card of an entity. */
export function card(panel: HTMLElement, walk: Walk, profile: Profile): void {
  const { identity } = profile;
  const { knowledge } = walk;
  const name = named(identity);
  const other = language() === "zh" ? identity.label : identity.label_zh;
  fill(
    panel,
    h("header", { class: "identity" },
      h("p", { class: "class" }, glyph(identity.type), knowledge.term(identity.type)),
      h("h2", { tabindex: "-1" }, h("bdi", {}, name), other && other !== name ? h("bdi", { class: "other", lang: language() === "zh" ? "en" : "zh" }, other) : null),
      identity.definition && h("p", { class: "definition" }, identity.definition),
      identity.aliases.length > 0 && h("p", { class: "aliases" }, `${t("also")} `, h("bdi", {}, identity.aliases.join(" · "))),
      /^https?:/.test(identity.same_as) && h("p", { class: "aliases" }, `${t("same")} `, h("a", { href: safe(identity.same_as), rel: "noreferrer" }, identity.same_as.replace(/^https?:\/\/(www\.)?/, ""))),
    ),
    actions(walk, identity),
    h("h3", {}, t("relations")),
    profile.relations.length ? h("ul", { class: "relations" }, ...profile.relations.map((relation) => section(walk, identity, relation))) : h("p", { class: "state" }, t("none")),
    profile.groups.length > 0 && h("h3", {}, t("claims")),
    ...profile.groups.map((group) =>
      h("details", { class: "group" },
        h("summary", {}, knowledge.term(group.kind), h("span", { class: "count" }, group.total)),
        claims(knowledge, group.statements, profile, {}),
        group.statements.length < group.total && h("p", { class: "where" }, `${t("shown", { shown: group.statements.length, total: group.total })} · `, page(identity.id, t("rest"))),
      ),
    ),
  ); // prettier-ignore
}

function actions(walk: Walk, { id, label, label_zh }: Named): HTMLElement {
  const name = named({ label, label_zh });
  const there = walk.view.nodes.includes(id);
  const act = (text: string, onclick: () => void, extra: Record<string, unknown> = {}): HTMLElement => h("button", { type: "button", class: "button", onclick, ...extra }, text);
  if (!there) return h("div", { class: "actions" }, act(t("add", { name }), () => void walk.add([id]), { class: "button primary" }));
  const target = h("input", { type: "search", "aria-label": t("pathLabel", { name }), placeholder: t("path"), maxlength: "200" });
  const field = h("div", { class: "combobox path" }, target);
  combobox<Named>(target, {
    find: async (text, signal) => (await search(text, 8, signal)).hits.filter((hit) => hit.id !== id),
    show: (hit) => [glyph(hit.type), h("bdi", {}, named(hit))],
    pick: (hit) => void walk.path(id, hit),
  });
  const pinned = walk.view.pinned.has(id);
  return h("div", { class: "actions", role: "group", "aria-label": t("doing", { name }) },
    act(t("expand"), () => void walk.expand(id), { "data-do": "expand" }),
    act(t("collapse"), () => walk.collapse(id), { "data-do": "collapse" }),
    act(pinned ? t("unpin") : t("pin"), () => walk.pin(id), { "aria-pressed": String(pinned), "data-do": "pin" }),
    act(t("hide"), () => walk.hide(id), { "data-do": "hide" }),
    id !== walk.view.focus && act(t("around"), () => void walk.open(id), { "data-do": "around" }),
    h("a", { class: "button", href: page(id, "").href }, t("read")),
    field,
  ); // prettier-ignore
}

/** One relation: how many of it there are, those that are in view, and a way to more of them. */
function section(walk: Walk, { id }: Named, { kind, direction, total, neighbours }: Relation): HTMLElement {
  const { knowledge } = walk;
  const near = among(walk.scene.seen, id, kind, direction);
  // Who is filtered away is in view all the same: the filters bring them back, and expanding does not.
  const there = among(walk.scene.all, id, kind, direction);
  const filtered = there.size - near.size;
  const left = total - there.size;
  const known = new Map(neighbours.map((one) => [one.id, one as Named]));
  for (const other of near.keys()) if (!known.has(other)) known.set(other, knowledge.nodes.get(other)!);
  const ordered = [...known.values()].sort((a, b) => Number(near.has(b.id)) - Number(near.has(a.id))).slice(0, LISTED);
  const arrow = { out: "→", in: "←", both: "↔" }[direction];
  return h("li", { class: "relation", "data-kind": kind, "data-direction": direction },
    h("div", { class: "head" },
      h("span", { class: "direction", "aria-hidden": "true" }, arrow),
      h("strong", {}, knowledge.term(kind), h("span", { class: "unseen" }, ` (${t(direction)})`)),
      h("span", { class: "count" }, t("of", { shown: near.size, total }), filtered > 0 && ` · ${t("filtered", { n: filtered })}`),
      left > 0 && h("button", { type: "button", class: "button plain more", onclick: () => void walk.expand(id, kind, direction) }, t("more", { n: Math.min(left, BATCH) })),
    ),
    h("ul", {}, ...ordered.map((other) => neighbour(walk, other, near.get(other.id) ?? []))),
  ); // prettier-ignore
}

function neighbour(walk: Walk, other: Named, edges: readonly Edge[]): HTMLElement {
  const link = edges.length ? walk.scene.links.find(({ claims: some }) => some.some((edge) => edges.includes(edge))) : undefined;
  const there = walk.view.nodes.includes(other.id);
  return h("li", { class: edges.length ? "" : "absent" },
    edges.length > 0 && stroke(edges.map((edge) => edge.stage)),
    entity(other, () => (there ? walk.choose({ node: other.id }) : void walk.add([other.id])), there ? {} : { "aria-label": t("add", { name: named(other) }) }),
    link && h("button", { type: "button", class: "why", onclick: () => walk.choose({ link: link.id }) }, edges.length > 1 ? t("why", { n: edges.length }) : t("whyOne"), h("span", { class: "unseen" }, ` ${named(other)}`)),
  ); // prettier-ignore
}

/** Who some claims join to an entity by a relation, with those that say so. */
function among(edges: readonly Edge[], id: string, kind: string, direction: string): Map<string, Edge[]> {
  const found = new Map<string, Edge[]>();
  const note = (other: string, edge: Edge): void => void (found.get(other)?.push(edge) ?? found.set(other, [edge]));
  const ways = edges.filter((edge) => edge.kind === kind && (edge.source === id || edge.target === id));
  const back = new Set(ways.filter((edge) => edge.target === id).map((edge) => `${edge.source} ${edge.claim}`));
  const out = new Set(ways.filter((edge) => edge.source === id).map((edge) => `${edge.target} ${edge.claim}`));
  for (const edge of ways) {
    const leaves = edge.source === id;
    const other = leaves ? edge.target : edge.source;
    const key = `${other} ${edge.claim}`;
    const way = back.has(key) && out.has(key) ? "both" : leaves ? "out" : "in";
    if (way === direction && !(way === "both" && !leaves)) note(other, edge);
  }
  return found;
}
