// Why a line is there: every claim behind it, from the items that say so.
import type { Item, Statement } from "../api";
import { fill, h } from "../dom";
import { dictionary, named } from "../i18n";
import { claims } from "./claims";
import { entity, stroke } from "./terms";
import { endsOf, type Edge } from "./view";
import type { Walk } from "./walk";

const t = dictionary({
  en: {
    why: "Why is this edge here?", claims: "{n} claims from {items} news items say so.", oneItem: "{n} claims from one news item say so.", claim: "One claim says so.", more: "Show {n} more", registry: "No claim stands behind it: it is identity, kept in the registry.",
    asking: "Fetching the claims …", gone: "It is not in view any more.", filtered: "{n} more claims are filtered away.",
  },
  zh: {
    why: "为什么有这条关系？", claims: "来自 {items} 条新闻的 {n} 条陈述支持此关系。", oneItem: "来自同一条新闻的 {n} 条陈述支持此关系。", claim: "有一条陈述支持此关系。", more: "再显示 {n} 条", registry: "此关系没有陈述支持：它是登记簿中的身份信息。",
    asking: "正在获取陈述…", gone: "此关系已不在视图中。", filtered: "另有 {n} 条陈述被筛除。",
  },
}); // prettier-ignore

const AT_ONCE = 20;

/** Fills a panel with the claims behind a link. Gives up quietly when `isStale` says that something else is wanted. */
export async function evidence(panel: HTMLElement, walk: Walk, name: string, isStale: () => boolean, shown = AT_ONCE): Promise<void> {
  const { knowledge, scene } = walk;
  const [source, target] = endsOf(name).map((id) => knowledge.nodes.get(id));
  const kind = name.split("|")[1] ?? "";
  if (!source || !target) return fill(panel, h("p", { class: "state" }, t("gone")));
  const isOf = (edge: Edge): boolean => edge.source === source.id && edge.kind === kind && edge.target === target.id;
  const behind = distinct(scene.all.filter(isOf));
  const seen = new Set(scene.links.flatMap((link) => link.claims.map((edge) => edge.claim)));
  const stated = behind.filter((edge) => edge.claim);
  const wanted = stated.slice(0, shown);
  const choose = (id: string) => () => walk.choose({ node: id });
  const body = h("div", {});
  fill(
    panel,
    h("header", { class: "identity" },
      h("p", { class: "class" }, t("why")),
      h("h2", { tabindex: "-1", class: "triple" }, entity(source, choose(source.id)), h("span", { class: "kind" }, stroke(behind.map((edge) => edge.stage)), knowledge.term(kind), h("span", { "aria-hidden": "true" }, " →")), entity(target, choose(target.id))),
      h("p", { class: "aliases" }, counted(stated)),
      stated.some((edge) => !seen.has(edge.claim)) && h("p", { class: "aliases" }, t("filtered", { n: stated.filter((edge) => !seen.has(edge.claim)).length })),
    ),
    body,
  ); // prettier-ignore
  if (!wanted.length) return;
  fill(body, h("p", { class: "state busy" }, t("asking")));
  const items = await withOpponents(walk, [...new Set(wanted.map((edge) => edge.item))], new Set(wanted.map((edge) => edge.claim)));
  if (isStale()) return;
  const beside = { sentences: merged(items, "sentences"), names: merged(items, "names"), sources: merged(items, "sources") };
  const articles = new Map(items.map((item) => [item.id, { id: item.article, headline: item.article_headline }]));
  const left = stated.length - wanted.length;
  const more = left > 0 && h("button", { type: "button", class: "button", onclick: () => void evidence(panel, walk, name, isStale, shown + AT_ONCE) }, t("more", { n: Math.min(left, AT_ONCE) }));
  fill(body, claims(knowledge, statements(items, wanted), beside, { articles }), more);
}

/** The items of some claims, and those of the claims that contradict them. */
async function withOpponents(walk: Walk, ids: readonly string[], wanted: ReadonlySet<string>): Promise<Item[]> {
  const items = await Promise.all(ids.map((id) => walk.knowledge.item(id)));
  const said = items.flatMap((item) => item.statements).filter((one) => wanted.has(one.claim));
  const others = said.flatMap((one) => one.links.filter(([kind]) => kind === "contradicts").map(([, other]) => other.split("#")[0]!));
  const more = [...new Set(others)].filter((id) => !ids.includes(id));
  return [...items, ...(await Promise.all(more.map((id) => walk.knowledge.item(id))))];
}

function counted(edges: readonly Edge[]): string {
  const [n, items] = [edges.length, new Set(edges.map((edge) => edge.item)).size];
  return n === 0 ? t("registry") : n === 1 ? t("claim") : items === 1 ? t("oneItem", { n }) : t("claims", { n, items });
}

/** What an edge says in a line, for those who cannot see it. */
export function inWords(walk: Walk, name: string): string {
  const [source, target] = endsOf(name).map((id) => walk.knowledge.nodes.get(id));
  return source && target ? `${named(source)} ${walk.knowledge.term(name.split("|")[1] ?? "")} ${named(target)}` : name;
}

function statements(items: readonly Item[], edges: readonly Edge[]): Statement[] {
  const known = new Map(items.flatMap((item) => item.statements.map((said) => [said.claim, said] as const)));
  const wanted = new Map(edges.map((edge) => [edge.claim, known.get(edge.claim)]));
  // What contradicts one of them stands beside it, though it stands behind another line.
  for (const said of [...wanted.values()]) {
    for (const [kind, other] of said?.links ?? []) if (kind === "contradicts" && known.has(other)) wanted.set(other, known.get(other));
  }
  return [...wanted.values()].filter((said): said is Statement => said !== undefined);
}

function distinct(edges: readonly Edge[]): Edge[] {
  return [...new Map(edges.map((edge) => [edge.claim, edge])).values()];
}

function merged<K extends "sentences" | "names" | "sources">(items: readonly Item[], field: K): Item[K] {
  return Object.assign(Object.create(null), ...items.map((item) => item[field])) as Item[K];
}
