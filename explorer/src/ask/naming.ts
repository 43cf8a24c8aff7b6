// Chinese names of the entities in an answer. Questions name them in English; the others are asked for when they are wanted.
import { get, type Named } from "../api";
import { listed } from "../explorer/listing";
import type { Answer, Term } from "./answer";
import { curie, known } from "./known";

/** By CURIE; empty for who has none. */
const names = new Map<string, string>();
/** Entities that are asked for at once, so that their names fit an address, and of one answer at most. */
const AT_ONCE = 200;
const MOST = 2_000;

/** Puts Chinese names into an answer. Returns whether it is another now. */
export async function inChinese(answer: Answer): Promise<boolean> {
  const terms = answer.rows.flat(2).filter((term) => term.type === "uri" && term.label !== undefined && term.label_zh === undefined);
  const ids = new Set([...terms.map(({ value }) => curie(value)), ...(answer.graph?.nodes ?? []).filter(({ label_zh }) => !label_zh).map(({ id }) => id)]);
  const wanted = [...ids].filter((id) => known.kinds.includes(id.split(":")[0]!) && !names.has(id)).slice(0, MOST);
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const some = wanted.slice(at, at + AT_ONCE);
    const { nodes } = await get<{ nodes: Record<string, Named> }>(`/names?${new URLSearchParams({ nodes: listed(some) })}`);
    for (const id of some) names.set(id, Object.hasOwn(nodes, id) ? nodes[id]!.label_zh : "");
  }
  return [...terms.map((term) => told(term, curie(term.value))), ...(answer.graph?.nodes ?? []).map((node) => told(node, node.id))].some(Boolean);
}

function told(thing: Term | Named, id: string): boolean {
  const name = names.get(id);
  if (!name || thing.label_zh) return false;
  thing.label_zh = name;
  return true;
}
