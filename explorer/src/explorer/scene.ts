// From what is known and what is to be seen: the entities and links that are drawn, and what the legend counts.
import type { Named } from "../api";
import type { Knowledge } from "./knowledge";
import { FACETS, linkName, type Edge, type Facet, type View } from "./view";

/** How a line looks: settled is whole, potential is dashed, cancelled is dotted, what has no stage is thin. */
export type Line = "settled" | "potential" | "cancelled" | "unstated";

/** All claims in view that say the same of the same two. */
export interface Link {
  id: string;
  source: string;
  target: string;
  kind: string;
  /** Each claim says it of both: a line without an arrow. */
  mutual: boolean;
  line: Line;
  claims: Edge[];
}
export interface Scene {
  nodes: Named[];
  links: Link[];
  degrees: ReadonlyMap<string, number>;
  /** What is in view, whatever the filters say: each value of each facet with how many. */
  counts: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
  /** Claims between those in view that pass every filter but time. */
  timely: Edge[];
  /** Claims that pass every filter: those that the links are made of. */
  seen: Edge[];
  /** Claims between those in view, whatever the filters say. */
  all: Edge[];
}

/** The order in which stages come about; "" is none stated. */
export const STAGES = ["completed", "in-effect", "announced", "planned", "negotiating", "potential", "cancelled", ""];
const SETTLED = new Set(["completed", "in-effect"]);
const POTENTIAL = new Set(["potential", "negotiating", "planned", "announced"]);

export function lineOf(stages: readonly string[]): Line {
  if (stages.some((stage) => SETTLED.has(stage))) return "settled";
  if (stages.some((stage) => POTENTIAL.has(stage))) return "potential";
  return stages.some((stage) => stage === "cancelled") ? "cancelled" : "unstated";
}

export function isDated(edge: Edge): boolean {
  return edge.start !== null || edge.end !== null;
}

/** As `aikg.network.during`: what has one bound only is open at the other side. */
export function isTimely(edge: Edge, view: View): boolean {
  const { since, until } = view.span;
  if (!isDated(edge)) return view.undated;
  return !(since && edge.end !== null && edge.end < since) && !(until && edge.start !== null && edge.start > until);
}

export function scene(knowledge: Pick<Knowledge, "nodes" | "edges">, view: View): Scene {
  const there = view.nodes.map((id) => knowledge.nodes.get(id)).filter((node): node is Named => node !== undefined);
  const inView = new Set(there.map((node) => node.id));
  const { classes, kinds, stages, items } = view.hidden;
  const nodes = there.filter((node) => !classes.has(node.type));
  const shown = new Set(nodes.map((node) => node.id));
  const all = [...knowledge.edges()].filter((edge) => inView.has(edge.source) && inView.has(edge.target));
  const timely = all.filter(
    (edge) => shown.has(edge.source) && shown.has(edge.target) && !kinds.has(edge.kind) && !stages.has(edge.stage) && !items.has(edge.item),
  );
  const seen = timely.filter((edge) => isTimely(edge, view));
  const links = linked(seen);
  return { nodes, links, degrees: degrees(links), counts: counted(there, all), timely, seen, all };
}

function linked(edges: readonly Edge[]): Link[] {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const name = linkName(edge);
    const group = groups.get(name);
    if (group) group.push(edge);
    else groups.set(name, [edge]);
  }
  const links: Link[] = [];
  for (const [id, claims] of groups) {
    const { source, target, kind } = claims[0]!;
    const back = groups.get(linkName({ source: target, kind, target: source }));
    const mutual = source !== target && back !== undefined && sameClaims(claims, back);
    if (mutual && source > target) continue;
    links.push({ id, source, target, kind, mutual, line: lineOf(claims.map((claim) => claim.stage)), claims });
  }
  return links;
}

function sameClaims(some: readonly Edge[], others: readonly Edge[]): boolean {
  const names = new Set(others.map((edge) => edge.claim));
  return some.length === others.length && some.every((edge) => edge.claim !== "" && names.has(edge.claim));
}

function degrees(links: readonly Link[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { source, target } of links) {
    found.set(source, (found.get(source) ?? 0) + 1);
    if (target !== source) found.set(target, (found.get(target) ?? 0) + 1);
  }
  return found;
}

function counted(nodes: readonly Named[], edges: readonly Edge[]): Scene["counts"] {
  const found = Object.fromEntries(FACETS.map((facet) => [facet, new Map<string, number>()])) as Record<Facet, Map<string, number>>;
  const count = (facet: Facet, value: string): void => void found[facet].set(value, (found[facet].get(value) ?? 0) + 1);
  for (const node of nodes) count("classes", node.type);
  for (const edge of edges) {
    count("kinds", edge.kind);
    count("stages", edge.stage);
    if (edge.item) count("items", edge.item);
  }
  return found;
}
