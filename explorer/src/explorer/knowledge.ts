// What the page has been told so far: entities, edges, headlines, names of terms. It only grows.
import * as api from "../api";
import { named } from "../i18n";
import { word } from "../words";
import { listed } from "./listing";
import { EGO_NODES, linkName, type Edge } from "./view";

const MOST_OF_RELATION = 60;
/** Claims of an item are asked for once; so many items are kept. */
const MOST_ITEMS = 200;

export class Knowledge {
  readonly nodes = new Map<string, api.Named>();
  readonly items = new Map<string, string>();
  readonly #edges = new Map<string, Edge>();
  readonly #joined = new Set<string>();
  readonly #profiles = new Map<string, Promise<api.Profile>>();
  readonly #documents = new Map<string, Promise<api.Item>>();
  #terms: api.Terms = {};

  /** All claims that join two entities, as far as they are known. */
  edges(): Iterable<Edge> {
    return this.#edges.values();
  }

  /** Somebody who was found by a search, and is to be called by name before all else is known. */
  meet(node: api.Named): void {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, node);
  }

  label(id: string): string {
    const node = this.nodes.get(id);
    return node ? named(node) : (this.items.get(id) ?? id);
  }

  /** The name of a term of the ontology: a relation, a class, `stage-planned`; its own name in words where it has none. */
  term(name: string): string {
    return word(this.#terms, name);
  }

  /** The card of an entity; asked for once. */
  profile(id: string): Promise<api.Profile> {
    return remembered(this.#profiles, id, MOST_ITEMS, async () => {
      const found = await api.profile(id, MOST_OF_RELATION);
      this.#learn(found.terms);
      this.nodes.set(id, found.identity);
      for (const near of found.relations.flatMap((relation) => relation.neighbours)) this.nodes.set(near.id, near);
      return found;
    });
  }

  /** A news item with its claims; asked for once. */
  item(id: string): Promise<api.Item> {
    return remembered(this.#documents, id, MOST_ITEMS, async () => {
      const found = await api.item(id);
      this.#learn(found.terms);
      this.items.set(id, found.headline);
      return found;
    });
  }

  /** Who surrounds an entity, the busiest first, of each relation alike: as many as can be taken in. */
  async around(id: string): Promise<string[]> {
    const { relations } = await this.profile(id);
    const queues = relations.map((relation) => relation.neighbours.map((near) => near.id));
    const found = new Set<string>([id]);
    for (let turn = 0; found.size < EGO_NODES && queues.some((queue) => queue.length > turn); turn++) {
      for (const queue of queues) {
        if (queue.length > turn && found.size < EGO_NODES) found.add(queue[turn]!);
      }
    }
    return [...found];
  }

  /** Learns what joins some entities, and their names; those that there are come back. */
  async join(ids: readonly string[]): Promise<string[]> {
    const key = listed(ids);
    if (!this.#joined.has(key)) {
      const found = await api.subgraph(key);
      this.#learn(found.terms);
      for (const [id, node] of Object.entries(found.nodes)) this.nodes.set(id, node);
      for (const [id, headline] of Object.entries(found.items)) this.items.set(id, headline);
      for (const edge of found.edges) this.#edges.set(`${linkName(edge)}|${edge.claim}|${edge.stage}|${edge.start}|${edge.end}`, edge);
      this.#joined.add(key);
    }
    return ids.filter((id) => this.nodes.has(id));
  }

  #learn(terms: api.Terms): void {
    this.#terms = { ...this.#terms, ...terms };
  }
}

async function remembered<T>(known: Map<string, Promise<T>>, key: string, most: number, ask: () => Promise<T>): Promise<T> {
  let found = known.get(key);
  if (!found) {
    if (known.size >= most) known.delete(known.keys().next().value!);
    found = ask();
    known.set(key, found);
    found.catch(() => known.delete(key));
  }
  return found;
}
