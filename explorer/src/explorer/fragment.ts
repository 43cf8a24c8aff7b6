// What is seen as the fragment of an address, and back. Whoever sends an address may have written anything into it:
// everything that is read is bounded and checked, and what cannot be used is left out.
import { ALL, ALWAYS, begun, EGO_NODES, FACETS, isFiltered, MOST_NODES, type Facet, type Hidden, type Point, type Selection, type Span, type View } from "./view";
import { isEntity, listed, read, sorted } from "./listing";

/** How the picture lies, in the units of the places: the middle of what is seen, and how much of it. */
export interface Camera {
  x: number;
  y: number;
  span: number;
}
export interface Seen {
  view: View;
  places: ReadonlyMap<string, Point>;
  camera: Camera | null;
}

const LONGEST = 400_000;
const MOST_VALUES = 500;
const FARTHEST = 32_767;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LINK = /^([^|]+)\|([\w.-]{1,100})\|([^|]+)$/u;
const NAME = /^[^\s<>"{}|^`\\]{1,300}$/u;

export function written({ view, places, camera }: Seen): string {
  const plain = view.selected && "node" in view.selected && view.selected.node === view.focus;
  if (view.pristine && plain && !camera && !isFiltered(view) && view.undated && !view.path.length && !view.listed) return `#${encode(view.focus)}`;
  const parts: [string, string][] = [["focus", view.focus]];
  if (!view.pristine) {
    parts.push(["nodes", listed(view.nodes)], ["at", packed(view.nodes, places)]);
    if (view.pinned.size) parts.push(["pinned", listed([...view.pinned.keys()])]);
  }
  for (const facet of FACETS) {
    const values = [...view.hidden[facet]].map((value) => value || "unstated");
    if (values.length) parts.push([`without_${facet}`, sorted(values).join(",")]);
  }
  if (view.span.since) parts.push(["since", view.span.since]);
  if (view.span.until) parts.push(["until", view.span.until]);
  if (!view.undated) parts.push(["dated_only", "true"]);
  if (view.path.length) parts.push(["path", view.path.join(",")]);
  if (!view.selected) parts.push(["selected", "none"]);
  else if (!plain) parts.push(["selected", "node" in view.selected ? view.selected.node : view.selected.link]);
  if (view.listed) parts.push(["beside", "list"]);
  if (camera) parts.push(["camera", [camera.x, camera.y, camera.span].map((n) => Number(n.toFixed(1))).join(",")]);
  return `#${parts.map(([name, value]) => `${name}=${encode(value)}`).join("&")}`;
}

/** What a fragment says, or null if it names no entity. Without `nodes`, who surrounds the focus is to be looked up. */
export function understood(fragment: string): { seen: Seen; complete: boolean } | null {
  const text = fragment.replace(/^#/, "");
  if (!text || text.length > LONGEST) return null;
  const given = new Map<string, string>();
  if (!/^[a-z_]+=/.test(text)) given.set("focus", decode(text));
  else {
    for (const part of text.split("&")) {
      const at = part.indexOf("=");
      if (at > 0 && !given.has(part.slice(0, at))) given.set(part.slice(0, at), decode(part.slice(at + 1)));
    }
  }
  const focus = given.get("focus") ?? "";
  if (!isEntity(focus)) return null;
  const nodes = read(given.get("nodes") ?? "", MOST_NODES);
  const complete = nodes.length > 0;
  const places = unpacked(nodes, given.get("at") ?? "");
  const pinned = new Map(read(given.get("pinned") ?? "", EGO_NODES).flatMap((node) => (places.has(node) ? [[node, places.get(node)!]] : [])));
  const view: View = {
    ...begun(focus, []),
    nodes: complete ? nodes : [focus],
    pristine: !complete,
    pinned,
    hidden: hidden(given),
    span: span(given),
    undated: given.get("dated_only") !== "true",
    selected: selection(given.get("selected"), focus),
    path: (given.get("path") ?? "").split(",").filter(isEntity).slice(0, 100),
    listed: given.get("beside") === "list",
  };
  return { seen: { view, places, camera: camera(given.get("camera")) }, complete };
}

function hidden(given: ReadonlyMap<string, string>): Hidden {
  const found = { ...ALL } as Record<Facet, ReadonlySet<string>>;
  for (const facet of FACETS) {
    const values = (given.get(`without_${facet}`) ?? "").split(",").filter((value) => NAME.test(value));
    if (values.length) found[facet] = new Set(values.slice(0, MOST_VALUES).map((value) => (value === "unstated" ? "" : value)));
  }
  return found;
}

function span(given: ReadonlyMap<string, string>): Span {
  const day = (name: string): string => (DAY.test(given.get(name) ?? "") && !Number.isNaN(Date.parse(given.get(name)!)) ? given.get(name)! : "");
  const found = { since: day("since"), until: day("until") };
  return found.since && found.until && found.since > found.until ? ALWAYS : found;
}

function selection(text: string | undefined, focus: string): Selection {
  if (text === undefined) return { node: focus };
  if (isEntity(text)) return { node: text };
  const link = LINK.exec(text);
  return link && isEntity(link[1]!) && isEntity(link[3]!) ? { link: text } : null;
}

function camera(text: string | undefined): Camera | null {
  const [x, y, span, ...more] = (text ?? "").split(",").map(Number);
  if (x === undefined || y === undefined || span === undefined || more.length) return null;
  const near = Math.abs(x) < 2 * FARTHEST && Math.abs(y) < 2 * FARTHEST && span > 1 && span < 8 * FARTHEST;
  return near ? { x, y, span } : null;
}

/** Places as pairs of 16-bit numbers, in the order of `listed`. */
function packed(nodes: readonly string[], places: ReadonlyMap<string, Point>): string {
  const numbers = new Int16Array(nodes.length * 2);
  sorted(nodes).forEach((node, index) => {
    const [x, y] = places.get(node) ?? [0, 0];
    numbers[2 * index] = bounded(x);
    numbers[2 * index + 1] = bounded(y);
  });
  const bytes = Array.from(new Uint8Array(numbers.buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function unpacked(nodes: readonly string[], text: string): Map<string, Point> {
  const places = new Map<string, Point>();
  let bytes: string;
  try {
    bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return places;
  }
  if (bytes.length !== nodes.length * 4) return places;
  const numbers = new Int16Array(Uint8Array.from(bytes, (sign) => sign.charCodeAt(0)).buffer);
  sorted(nodes).forEach((node, index) => places.set(node, [numbers[2 * index]!, numbers[2 * index + 1]!]));
  return places;
}

function bounded(value: number): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, Math.round(value)));
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C|3B|2F|7C)/g, (sign) => decodeURIComponent(sign));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
