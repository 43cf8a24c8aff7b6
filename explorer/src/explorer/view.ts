// What is seen, as one value that never changes: every step makes a new one, so that steps can be undone.

export interface Edge {
  source: string;
  target: string;
  kind: string;
  claim: string;
  item: string;
  stage: string;
  modality: string;
  figure: string;
  start: string | null;
  end: string | null;
}

export type Point = readonly [x: number, y: number];
/** What a filter of the legend leaves out, by name. `stages` has "" for what has no stage. */
export interface Hidden {
  classes: ReadonlySet<string>;
  kinds: ReadonlySet<string>;
  stages: ReadonlySet<string>;
  items: ReadonlySet<string>;
}
export type Facet = keyof Hidden;
export const FACETS: readonly Facet[] = ["classes", "kinds", "stages", "items"];

/** Days from and to, both included; "" where there is no bound. */
export interface Span {
  since: string;
  until: string;
}
/** What is chosen: an entity, or all claims of one relation between two. */
export type Selection = { node: string } | { link: string } | null;

export interface View {
  /** The entity that it began with. */
  focus: string;
  /** Who is in view, in the order of arrival. */
  nodes: readonly string[];
  /** Nothing was added, taken away or moved since it began: its address needs no list. */
  pristine: boolean;
  pinned: ReadonlyMap<string, Point>;
  hidden: Hidden;
  span: Span;
  /** Whether what has no date is seen while a span is chosen. */
  undated: boolean;
  selected: Selection;
  /** The entities on the path that was asked for, in its order. */
  path: readonly string[];
  /** Whether the list of all stands beside the picture, and not the card of who is chosen. */
  listed: boolean;
}

/** More is neither readable nor fast. */
export const MOST_NODES = 5_000;
/** What surrounds an entity at first. */
export const EGO_NODES = 300;

const NOTHING: ReadonlySet<string> = new Set();
export const ALL: Hidden = { classes: NOTHING, kinds: NOTHING, stages: NOTHING, items: NOTHING };
export const ALWAYS: Span = { since: "", until: "" };

export function begun(focus: string, nodes: readonly string[]): View {
  return {
    focus, nodes: [...new Set([focus, ...nodes])], pristine: true, pinned: new Map(), hidden: ALL, span: ALWAYS, undated: true,
    selected: { node: focus }, path: [], listed: false,
  }; // prettier-ignore
}

export function withNodes(view: View, added: readonly string[]): View {
  const nodes = [...new Set([...view.nodes, ...added])].slice(0, MOST_NODES);
  return nodes.length === view.nodes.length ? view : { ...view, nodes, pristine: false };
}

export function withoutNodes(view: View, gone: ReadonlySet<string>): View {
  const nodes = view.nodes.filter((node) => !gone.has(node));
  if (nodes.length === view.nodes.length) return view;
  const pinned = new Map([...view.pinned].filter(([node]) => !gone.has(node)));
  const path = view.path.some((node) => gone.has(node)) ? [] : view.path;
  return { ...view, nodes, pinned, path, pristine: false, selected: kept(view.selected, gone) };
}

export function withPin(view: View, node: string, place: Point | null): View {
  const pinned = new Map(view.pinned);
  if (place) pinned.set(node, place);
  else pinned.delete(node);
  return { ...view, pinned, pristine: false };
}

export function withFilter(view: View, facet: Facet, value: string, shown: boolean): View {
  const values = new Set(view.hidden[facet]);
  if (shown) values.delete(value);
  else values.add(value);
  return { ...view, hidden: { ...view.hidden, [facet]: values } };
}

export function isFiltered(view: View): boolean {
  return FACETS.some((facet) => view.hidden[facet].size) || view.span.since !== "" || view.span.until !== "";
}

/** The neighbours of an entity that nothing else in view is joined to: what collapsing it takes away. */
export function leaves(view: View, node: string, edges: Iterable<Edge>): Set<string> {
  const near = new Map<string, Set<string>>();
  const note = (one: string, other: string): void => {
    const others = near.get(one);
    if (others) others.add(other);
    else near.set(one, new Set([other]));
  };
  for (const { source, target } of edges) {
    if (source === target) continue;
    note(source, target);
    note(target, source);
  }
  const found = [...(near.get(node) ?? [])].filter((other) => near.get(other)!.size === 1);
  return new Set(found.filter((other) => other !== view.focus));
}

function kept(selected: Selection, gone: ReadonlySet<string>): Selection {
  if (!selected) return null;
  const ends = "node" in selected ? [selected.node] : endsOf(selected.link);
  return ends.some((end) => gone.has(end)) ? null : selected;
}

/** The name of all claims of one relation between two: source, relation and target, parted by "|", which no name holds. */
export function linkName(edge: Pick<Edge, "source" | "kind" | "target">): string {
  return `${edge.source}|${edge.kind}|${edge.target}`;
}

export function endsOf(link: string): [source: string, target: string] {
  const [source = "", , target = ""] = link.split("|");
  return [source, target];
}
