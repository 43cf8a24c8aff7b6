// The walk: what is seen now, and every step from there. Panels and picture are told after each step, so all are in step.
import * as api from "../api";
import { announce, notify } from "../dom";
import { dictionary } from "../i18n";
import { Arranging } from "./arranging";
import { understood, type Camera, type Seen } from "./fragment";
import { Knowledge } from "./knowledge";
import { scene, type Scene } from "./scene";
import { Steps } from "./steps";
import * as views from "./view";
import type { Facet, Point, Selection, Span, View } from "./view";

const t = dictionary({
  en: {
    loading: "Asking for {name} …", laying: "Laying out …", counts: "{nodes} {nodes:entity|entities} and {links} {links:relation|relations} in view.", full: "No more than {most} entities fit in view.",
    added: "{n} added.", gone: "{n} taken out of view.", nothing: "Nothing more to add.", path: "A path of {n} {n:step|steps}.", noPath: "No path of relations leads from {from} to {to}.", same: "That is the same entity.", lost: "{n} of the entities of this address {n:is|are} no longer in the graph.",
  },
  zh: {
    loading: "正在查询{name}…", laying: "正在布局…", counts: "当前显示 {nodes} 个实体、{links} 条关系。", full: "最多显示 {most} 个实体。",
    added: "已添加 {n} 个。", gone: "已移出 {n} 个。", nothing: "没有更多可添加。", path: "路径共 {n} 步。", noPath: "从{from}到{to}没有由关系组成的路径。", same: "这是同一个实体。", lost: "此地址中的 {n} 个实体已不在图中。",
  },
}); // prettier-ignore

/** How many neighbours one step adds. */
export const BATCH = 25;
const PAGE = 200;

/** What draws; the page works without one. */
export interface Picture {
  camera: Camera;
  show(scene: Scene, view: View, places: ReadonlyMap<string, Point>, smooth: boolean): void;
  /** The same scene, with other things chosen. */
  look(view: View): void;
  fit(): void;
}
export interface Panel {
  /** What is seen has changed. */
  show(walk: Walk): void;
}
export interface Screen {
  /** What is awaited, or null. */
  busy(text: string | null): void;
  /** Another step was made: what failed before it is past. */
  stepped(): void;
  failed(error: unknown, again: () => void): void;
  /** Nothing is walked: back to the beginning. */
  home(): void;
}

export class Walk {
  readonly knowledge = new Knowledge();
  readonly steps = new Steps((seen) => void this.#back(seen));
  view!: View;
  scene!: Scene;
  places: ReadonlyMap<string, Point> = new Map();
  readonly #arranging = new Arranging();
  #moved = false;
  /** Counts what was begun: what is under way is dropped when something else begins. */
  #turn = 0;
  #underWay: (() => Promise<void>) | null = null;

  constructor(private readonly picture: Picture, private readonly panels: readonly Panel[], private readonly screen: Screen) {}

  get seen(): Seen {
    return { view: this.view, places: this.places, camera: this.#moved ? this.picture.camera : null };
  }

  /** Shows what the address says; home, if it says nothing that can be shown. */
  async restore(): Promise<void> {
    const found = understood(location.hash);
    if (!found) {
      this.#drop();
      return this.screen.home();
    }
    await this.#try(() => this.restore(), async (turn) => {
      const { seen, complete } = found;
      this.screen.busy(t("loading", { name: this.knowledge.label(seen.view.focus) }));
      const asked = complete ? seen.view.nodes : await this.knowledge.around(seen.view.focus);
      const nodes = await this.knowledge.join(asked);
      if (turn !== this.#turn) return;
      if (!nodes.length) throw new api.ApiError(404, "not-found", t("lost", { n: asked.length }));
      if (nodes.length < asked.length) notify(t("lost", { n: asked.length - nodes.length }));
      const view = { ...seen.view, nodes };
      const known = nodes.every((node) => seen.places.has(node));
      await this.#shown({ ...seen, view }, known ? seen.places : null, turn);
    });
  }

  /** Begins anew around an entity. */
  open(id: string): Promise<void> {
    return this.#try(() => this.open(id), async (turn) => {
      this.screen.busy(t("loading", { name: this.knowledge.label(id) }));
      const nodes = await this.knowledge.join(await this.knowledge.around(id));
      if (turn !== this.#turn) return;
      this.#moved = false;
      await this.#step(views.begun(id, nodes), new Map(), turn);
    });
  }

  /** Adds the next neighbours of an entity, over one relation or over all. */
  expand(id: string, kind = "", direction = ""): Promise<void> {
    return this.#try(() => this.expand(id, kind, direction), async (turn) => {
      this.screen.busy(t("loading", { name: this.knowledge.label(id) }));
      const there = new Set(this.view.nodes);
      const ways = kind ? [{ kind, direction }] : (await this.knowledge.profile(id)).relations;
      const next = await Promise.all(ways.map((way) => this.#next(id, way.kind, way.direction, there)));
      await this.#add([...new Set(next.flat())], turn);
    });
  }

  async add(ids: readonly string[]): Promise<void> {
    await this.#try(() => this.add(ids), (turn) => this.#add(ids, turn));
    const node = ids.at(-1);
    if (node && this.knowledge.nodes.has(node)) this.choose({ node });
  }

  async path(from: string, to: api.Named): Promise<void> {
    if (from === to.id) return notify(t("same"));
    this.knowledge.meet(to);
    await this.#try(() => this.path(from, to), async (turn) => {
      const { steps } = await api.path(from, to.id).catch((error: unknown) => {
        const none = error instanceof api.ApiError && error.fields["kind"] === "path over edges";
        throw none ? new api.ApiError(404, "no-path", t("noPath", { from: this.knowledge.label(from), to: this.knowledge.label(to.id) })) : error;
      });
      const path = [from, ...steps.map((step) => step.target)];
      const nodes = views.withNodes(this.view, await this.knowledge.join([...new Set([...this.view.nodes, ...path])]));
      if (turn !== this.#turn) return;
      await this.#step({ ...nodes, path, selected: null, pristine: false }, this.places, turn);
      notify(t("path", { n: steps.length }));
    });
  }

  collapse(id: string): void {
    this.#without(views.leaves(this.view, id, this.scene.all));
  }

  hide(id: string): void {
    this.#without(new Set([id]));
  }

  pin(id: string, place?: Point): void {
    const unpin = !place && this.view.pinned.has(id);
    const at = place ?? this.places.get(id);
    if (place) this.places = new Map(this.places).set(id, place);
    if (at) this.#redrawn(views.withPin(this.view, id, unpin ? null : at), true);
  }

  filter(facet: Facet, value: string, shown: boolean): void {
    this.#redrawn(views.withFilter(this.view, facet, value, shown), true);
    announce(this.summary());
  }

  unfilter(): void {
    this.#redrawn({ ...this.view, hidden: views.ALL, span: views.ALWAYS, undated: true }, true);
  }

  /** Chooses a time; while it plays, the steps between are none to go back to. */
  during(span: Span, undated: boolean, playing = false): void {
    this.#redrawn({ ...this.view, span, undated }, !playing);
  }

  choose(selected: Selection): void {
    this.view = { ...this.view, selected, listed: this.view.listed && !selected };
    this.picture.look(this.view);
    this.#tell();
    this.steps.amend(this.seen);
  }

  /** Has the list of all stand beside the picture, or the card of who is chosen. */
  beside(listed: boolean): void {
    this.view = { ...this.view, listed };
    this.steps.amend(this.seen);
  }

  /** The picture was moved by hand. */
  looked(): void {
    if (!this.view) return;
    this.#moved = true;
    this.steps.amend(this.seen);
  }

  fit(): void {
    this.#moved = false;
    this.picture.fit();
    this.steps.amend(this.seen);
  }

  /** Lays everything out anew, but for what is pinned. */
  arrange(): Promise<void> {
    return this.#try(() => this.arrange(), (turn) => this.#step({ ...this.view, pristine: false }, new Map(this.view.pinned), turn));
  }

  relabel(): void {
    if (this.view) this.#redrawn(this.view, false);
  }

  async #next(id: string, kind: string, direction: string, there: ReadonlySet<string>): Promise<string[]> {
    const found: string[] = [];
    for (let offset = 0; found.length < BATCH; offset += PAGE) {
      const { relations } = await api.neighbours(id, kind, PAGE, offset);
      const of = relations.filter((relation) => !direction || relation.direction === direction);
      found.push(...of.flatMap((relation) => relation.neighbours.map((near) => near.id)).filter((near) => !there.has(near)));
      if (!of.some((relation) => relation.total > offset + PAGE)) break;
    }
    return found.slice(0, BATCH);
  }

  async #add(ids: readonly string[], turn: number): Promise<void> {
    const wanted = views.withNodes(this.view, ids);
    if (wanted === this.view) {
      notify(this.view.nodes.length >= views.MOST_NODES ? t("full", { most: views.MOST_NODES }) : t("nothing"));
      return;
    }
    const known = new Set(await this.knowledge.join(wanted.nodes));
    if (turn !== this.#turn) return;
    const before = this.view.nodes.length;
    await this.#step({ ...wanted, nodes: wanted.nodes.filter((node) => known.has(node)) }, this.places, turn);
    announce(`${t("added", { n: this.view.nodes.length - before })} ${this.summary()}`);
  }

  #without(gone: ReadonlySet<string>): void {
    const view = views.withoutNodes(this.view, gone);
    if (view === this.view) return notify(t("nothing"));
    const n = this.view.nodes.length - view.nodes.length;
    if (!view.nodes.length) return;
    this.#redrawn(view, true);
    announce(`${t("gone", { n })} ${this.summary()}`);
  }

  summary(): string {
    return t("counts", { nodes: this.scene.nodes.length, links: this.scene.links.length });
  }

  /** Shows another view at the same places. What is under way would show the view from before: it begins anew. */
  #redrawn(view: View, step: boolean): void {
    const again = this.#underWay;
    this.#drop();
    this.screen.stepped();
    this.view = view;
    this.scene = scene(this.knowledge, view);
    this.picture.show(this.scene, view, this.places, false);
    this.#tell();
    if (step) this.steps.push(this.seen);
    else this.steps.amend(this.seen);
    if (again) void again();
  }

  #drop(): void {
    this.#turn++;
    this.#underWay = null;
    this.screen.busy(null);
  }

  async #step(view: View, from: ReadonlyMap<string, Point>, turn: number): Promise<void> {
    await this.#shown({ view, places: from, camera: null }, null, turn);
    if (turn === this.#turn) this.steps.push(this.seen);
  }

  /** Shows what is given, at places that are known or have to be found. */
  async #shown(seen: Seen, places: ReadonlyMap<string, Point> | null, turn: number): Promise<void> {
    // Who is filtered away keeps a place, to come back to.
    const whole = scene(this.knowledge, { ...seen.view, hidden: views.ALL, span: views.ALWAYS, undated: true });
    if (!places) this.screen.busy(t("laying"));
    const found = places ?? (await this.#arranging.places(seen.view, whole, seen.places));
    if (turn !== this.#turn) return;
    const smooth = this.view?.focus === seen.view.focus;
    this.view = seen.view;
    this.scene = scene(this.knowledge, seen.view);
    this.places = found;
    this.picture.show(this.scene, this.view, found, smooth);
    this.#moved = seen.camera !== null;
    if (seen.camera) this.picture.camera = seen.camera;
    else this.picture.fit();
    this.#tell();
  }

  async #back(seen: Seen | null): Promise<void> {
    this.screen.stepped();
    if (!seen) return this.restore();
    this.#drop();
    await this.#shown(seen, seen.places, this.#turn);
    announce(this.summary());
  }

  async #try(again: () => Promise<void>, work: (turn: number) => Promise<void>): Promise<void> {
    const turn = ++this.#turn;
    this.#underWay = again;
    try {
      await work(turn);
    } catch (error) {
      if (turn === this.#turn) this.screen.failed(error, () => void again());
    } finally {
      if (turn === this.#turn) this.#drop();
    }
  }

  #tell(): void {
    for (const panel of this.panels) panel.show(this);
  }
}
