// Places for those in view: newcomers begin beside whom they came with, the worker finds where they come to rest.
import { named } from "../i18n";
import type { Done, Task } from "../layout";
import type { Scene } from "./scene";
import type { Point, View } from "./view";

/** Half the height that a node takes, and what a letter adds to half its width. */
const ROOM = 17;
const LETTER = 2.6;
const LONGEST = 18;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

export class Arranging {
  #worker: Worker | undefined;
  #number = 0;
  readonly #waiting = new Map<number, { done(places: Float32Array): void; failed(error: Error): void }>();

  /** Where everyone comes to rest. Those of `places` move little, those that are pinned not at all. */
  async places(view: View, { nodes, links }: Scene, places: ReadonlyMap<string, Point>): Promise<Map<string, Point>> {
    const ids = nodes.map((node) => node.id);
    const number = new Map(ids.map((id, n) => [id, n]));
    const task: Task = {
      id: ++this.#number,
      places: new Float32Array(ids.length * 2),
      room: new Float32Array(ids.length * 2),
      fixed: Uint8Array.from(ids, (id) => (view.pinned.has(id) ? 1 : 0)),
      edges: Uint32Array.from(links.flatMap(({ source, target }) => [number.get(source)!, number.get(target)!])),
      iterations: ids.length > 1_500 ? 40 : places.size ? 150 : 400,
    };
    const starts = begun(view, ids, links, places);
    nodes.forEach((node, n) => {
      task.places.set(starts.get(node.id)!, 2 * n);
      const wide = [...named(node)].reduce((sum, sign) => sum + (sign > "\u2e80" ? 2 : 1), 0);
      task.room.set([ROOM + LETTER * Math.min(wide, LONGEST), ROOM], 2 * n);
    });
    const found = await this.#run(task);
    return new Map(ids.map((id, n) => [id, [found[2 * n]!, found[2 * n + 1]!] as const]));
  }

  #run(task: Task): Promise<Float32Array> {
    this.#worker ??= this.#started();
    return new Promise((done, failed) => {
      this.#waiting.set(task.id, { done, failed });
      this.#worker!.postMessage(task, [task.places.buffer, task.room.buffer, task.edges.buffer]);
    });
  }

  #started(): Worker {
    const worker = new Worker(new URL("./layout.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Done>) => {
      this.#waiting.get(data.id)?.done(data.places);
      this.#waiting.delete(data.id);
    });
    worker.addEventListener("error", (event) => {
      this.#worker = undefined;
      for (const { failed } of this.#waiting.values()) failed(new Error(event.message || "layout.js"));
      this.#waiting.clear();
    });
    return worker;
  }
}

/** Where each begins: where it was, around the first of those in view that it is joined to, or on a spiral. */
function begun(view: View, ids: readonly string[], links: Scene["links"], places: ReadonlyMap<string, Point>): Map<string, Point> {
  const near = new Map<string, string>();
  for (const { source, target } of links) {
    if (places.has(source) && !near.has(target)) near.set(target, source);
    if (places.has(target) && !near.has(source)) near.set(source, target);
  }
  const found = new Map<string, Point>();
  ids.forEach((id, n) => {
    const known = view.pinned.get(id) ?? places.get(id);
    const parent = near.get(id);
    const [x, y] = known ?? (parent ? places.get(parent)! : [0, 0]);
    const away = known || id === view.focus ? 0 : parent ? 90 : 40 * Math.sqrt(n);
    found.set(id, [x + away * Math.cos(n * GOLDEN), y + away * Math.sin(n * GOLDEN)]);
  });
  return found;
}
