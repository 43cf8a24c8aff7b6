// The picture of the graph: sigma draws, and this says what. It knows places, not why they are so.
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { fitting, hoverAtRest } from "../crowd";
import { onTheme } from "../theme";
import { palette, type Palette } from "./colours";
import type { Camera } from "./fragment";
import { lookOf, radiusOf } from "./looks";
import { Lettering } from "./lettering";
import { ShapeProgram, StrokeProgram, type LineLook, type NodeLook, type Shape, type Stroke } from "./programs";
import type { Line, Link, Scene } from "./scene";
import type { Point, View } from "./view";
import type { Picture } from "./walk";

/** Dash and gap in pixels. */
export const DASHES: Record<Line, [number, number]> = { settled: [0, 0], unstated: [0, 0], potential: [7, 5], cancelled: [1.5, 4] };
const SMALLEST_SPAN = 420;
const ASIDE = 5;
const CROWD = 1_500;

export interface Hands {
  chooseNode(id: string): void;
  chooseLink(id: string): void;
  chooseNothing(): void;
  expand(id: string): void;
  /** A node was put somewhere by hand. */
  put(id: string, place: Point): void;
  /** The picture was moved by hand. */
  moved(): void;
}
/** Whether this browser can draw at all. */
export function canDraw(): boolean {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

export class Canvas implements Picture {
  readonly graph = new MultiDirectedGraph<NodeLook, LineLook>();
  readonly sigma: Sigma<NodeLook, LineLook>;
  readonly lettering: Lettering;
  palette: Palette = palette();
  scene: Scene | undefined;
  view: View | undefined;
  hovered: string | null = null;
  /** So many that lines and names wait until the picture rests, and lines are chosen on the card. */
  isCrowded = false;
  #box = { x: [0, 1] as [number, number], y: [0, 1] as [number, number] };
  #near = new Set<string>();
  #frame = 0;
  #dragged: string | null = null;
  #byHand = false;
  readonly #unwatch: () => void;
  readonly #sized = new ResizeObserver(() => this.sigma.resize().scheduleRefresh());

  constructor(readonly container: HTMLElement, private readonly hands: Hands) {
    this.sigma = new Sigma<NodeLook, LineLook>(this.graph, container, {
      allowInvalidContainer: true, renderLabels: false, enableEdgeEvents: true, zIndex: true, stagePadding: 56, minEdgeThickness: 1,
      defaultNodeType: "shape", defaultEdgeType: "stroke", nodeProgramClasses: { shape: ShapeProgram }, edgeProgramClasses: { stroke: StrokeProgram },
      defaultDrawNodeHover: () => undefined, minCameraRatio: 0.02, maxCameraRatio: 8, doubleClickZoomingRatio: 1,
      nodeReducer: (id, look) => this.#node(id, look), edgeReducer: (_id, line) => this.#line(line.link, line.aside),
    }); // prettier-ignore
    hoverAtRest(this.sigma);
    this.lettering = new Lettering(this);
    this.#listen();
    this.#sized.observe(container);
    this.#unwatch = onTheme(() => {
      this.palette = palette();
      this.refresh();
    });
  }

  /** Draws no more, and lets go of what drawing takes. */
  end(): void {
    this.#unwatch();
    this.#sized.disconnect();
    cancelAnimationFrame(this.#frame);
    this.sigma.kill();
  }

  /** Shows a scene with everyone at their place. With `from`, they go there from where they were. */
  show(scene: Scene, view: View, places: ReadonlyMap<string, Point>, smooth: boolean): void {
    cancelAnimationFrame(this.#frame);
    const before = this.places();
    this.scene = scene;
    this.view = view;
    this.#box = boxOf(places.values());
    const largest = Math.max(0, ...scene.degrees.values());
    const radii = scene.nodes.map(({ id, type }) => radiusOf(scene.degrees.get(id) ?? 0, largest) * lookOf(type).scale);
    const smaller = scene.nodes.length > CROWD ? fitting(radii, this.container) : 1;
    const gone = new Set(this.graph.nodes());
    for (const [n, { id, type }] of scene.nodes.entries()) {
      const [x, y] = places.get(id) ?? [0, 0];
      const look = { x, y, size: radii[n]! * smaller, color: this.palette.of(type), type: "shape" };
      if (gone.delete(id)) this.graph.replaceNodeAttributes(id, look);
      else this.graph.addNode(id, look);
    }
    for (const id of gone) this.graph.dropNode(id);
    this.graph.clearEdges();
    for (const [link, aside] of sideBySide(scene.links)) this.graph.addDirectedEdgeWithKey(link.id, link.source, link.target, { link, aside });
    if (this.hovered && !this.graph.hasNode(this.hovered)) this.hovered = null;
    this.sigma.setCustomBBox(this.#box);
    this.isCrowded = this.graph.order > CROWD || this.graph.size > 2 * CROWD;
    this.sigma.setSettings({ hideEdgesOnMove: this.isCrowded, enableEdgeEvents: !this.isCrowded });
    if (smooth && !this.isCrowded && before.size && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.#glide(before, places);
    this.look(view);
  }

  /** The same scene, with other things chosen. */
  look(view: View): void {
    this.view = view;
    this.#near = this.#chosen();
    this.lettering.order();
    this.refresh();
  }

  refresh(): void {
    this.sigma.refresh({ skipIndexation: false });
  }

  places(): Map<string, Point> {
    return new Map(this.graph.mapNodes((id, { x, y }) => [id, [x, y] as const]));
  }

  /** Where an entity, or the middle of a line, is in the window; for those who look from outside, as tests do. */
  whereIs(id: string): [x: number, y: number] | null {
    const { left, top } = this.container.getBoundingClientRect();
    const at = (node: string): { x: number; y: number } => this.sigma.framedGraphToViewport(this.sigma.getNodeDisplayData(node)!);
    if (this.graph.hasNode(id)) return [left + at(id).x, top + at(id).y];
    if (!this.graph.hasEdge(id)) return null;
    const [a, b] = this.graph.extremities(id).map(at) as [{ x: number; y: number }, { x: number; y: number }];
    const long = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const aside = this.graph.getEdgeAttribute(id, "aside") / long;
    return [left + (a.x + b.x) / 2 + (b.y - a.y) * aside, top + (a.y + b.y) / 2 - (b.x - a.x) * aside];
  }

  get camera(): Camera {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    const [side, cx, cy] = this.#frameOf();
    return { x: (x - 0.5) * side + cx, y: (y - 0.5) * side + cy, span: ratio * side };
  }

  set camera({ x, y, span }: Camera) {
    const [side, cx, cy] = this.#frameOf();
    this.#byHand = false;
    this.sigma.getCamera().setState({ x: (x - cx) / side + 0.5, y: (y - cy) / side + 0.5, ratio: span / side });
  }

  fit(): void {
    this.#byHand = false;
    void this.sigma.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1 }, { duration: 250 });
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    this.#byHand = true;
    void camera.animate({ ratio: camera.getBoundedRatio(camera.ratio * factor) }, { duration: 200 });
  }

  pan(x: number, y: number): void {
    const camera = this.sigma.getCamera();
    this.#byHand = true;
    void camera.animate({ x: camera.x + x * camera.ratio, y: camera.y + y * camera.ratio }, { duration: 120 });
  }

  #frameOf(): [side: number, x: number, y: number] {
    const { x, y } = this.#box;
    return [Math.max(x[1] - x[0], y[1] - y[0]), (x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
  }

  #glide(from: ReadonlyMap<string, Point>, to: ReadonlyMap<string, Point>): void {
    const began = performance.now();
    const step = (now: number): void => {
      const share = Math.min(1, Math.max(0, (now - began) / 450));
      const eased = 1 - (1 - share) ** 3;
      this.graph.updateEachNodeAttributes((id, look) => {
        const [end, start] = [to.get(id), from.get(id) ?? to.get(id)];
        if (end && start && id !== this.#dragged) {
          look.x = start[0] + (end[0] - start[0]) * eased;
          look.y = start[1] + (end[1] - start[1]) * eased;
        }
        return look;
      }, { attributes: ["x", "y"] });
      if (share < 1) this.#frame = requestAnimationFrame(step);
    };
    step(began);
  }

  /** Who is chosen or under the pointer, and their neighbours; empty when nobody is. */
  #chosen(): Set<string> {
    const near = new Set<string>();
    const { selected, path = [] } = this.view ?? {};
    const node = this.hovered ?? (selected && "node" in selected ? selected.node : null);
    if (node && this.graph.hasNode(node) && (this.hovered || this.view?.focus !== node || this.graph.order > 40)) {
      near.add(node);
      for (const other of this.graph.neighbors(node)) near.add(other);
    } else if (selected && "link" in selected && this.graph.hasEdge(selected.link)) {
      for (const end of this.graph.extremities(selected.link)) near.add(end);
    } else for (const id of path) near.add(id);
    return near;
  }

  #isLit(link: Link): boolean {
    const { selected, path = [] } = this.view!;
    if (selected && "link" in selected) return selected.link === link.id;
    const node = this.hovered ?? (selected && "node" in selected && this.#near.has(selected.node) ? selected.node : null);
    if (node) return link.source === node || link.target === node;
    const at = path.indexOf(link.source);
    return at >= 0 && (path[at - 1] === link.target || path[at + 1] === link.target);
  }

  #node(id: string, look: NodeLook): Partial<Shape> {
    const type = this.scene?.nodes.length ? this.lettering.typeOf(id) : "";
    const { corners, turn } = lookOf(type);
    const faded = this.#near.size > 0 && !this.#near.has(id);
    const { selected } = this.view ?? {};
    const chosen = selected && "node" in selected && selected.node === id;
    const pinned = this.view?.pinned.has(id);
    const outline = chosen ? this.palette.ink : pinned ? this.palette.soft : this.palette.paper;
    const color = this.palette.of(type);
    return {
      ...look, corners, turn, outline, width: chosen ? 3 : pinned ? 2 : 1.5, color: faded ? this.palette.faded(color) : color,
      size: chosen ? look.size + 2 : look.size, zIndex: faded ? 0 : chosen ? 3 : 2,
    }; // prettier-ignore
  }

  #line(link: Link, aside: number): Partial<Stroke> {
    const lit = this.#near.size > 0 && this.#isLit(link);
    const faded = this.#near.size > 0 && !lit;
    const [dash, gap] = DASHES[link.line];
    const color = this.palette.lines[link.line];
    const width = (link.line === "unstated" ? 1.1 : 1.6) + Math.min(3, Math.log2(link.claims.length) * 0.7);
    return {
      type: "stroke", dash, gap, aside, arrow: !link.mutual, color: faded ? this.palette.faded(color) : color,
      size: lit ? width + 0.9 : width, zIndex: faded ? 0 : lit ? 2 : 1,
    }; // prettier-ignore
  }

  #listen(): void {
    const { sigma } = this;
    sigma.on("clickNode", ({ node }) => this.hands.chooseNode(node));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      this.hands.expand(node);
    });
    sigma.on("clickEdge", ({ edge }) => this.hands.chooseLink(edge));
    sigma.on("clickStage", () => this.hands.chooseNothing());
    sigma.on("enterNode", ({ node }) => this.#hover(node, "grab"));
    sigma.on("leaveNode", () => this.#hover(null, ""));
    sigma.on("enterEdge", () => this.#point("pointer"));
    sigma.on("leaveEdge", () => this.#point(""));
    sigma.on("downNode", ({ node }) => (this.#dragged = node));
    sigma.on("moveBody", ({ event, preventSigmaDefault }) => {
      if (!this.#dragged) return;
      const { x, y } = sigma.viewportToGraph(event);
      this.graph.mergeNodeAttributes(this.#dragged, { x, y });
      this.#hauled = true;
      preventSigmaDefault();
      event.original.preventDefault();
    });
    const release = (): void => {
      const id = this.#dragged;
      this.#dragged = null;
      if (!id || !this.#hauled) return;
      this.#hauled = false;
      const { x, y } = this.graph.getNodeAttributes(id);
      this.hands.put(id, [x, y]);
    };
    sigma.on("upNode", release);
    sigma.on("upStage", release);
    for (const type of ["pointerdown", "wheel"]) this.container.addEventListener(type, () => (this.#byHand = true), { passive: true, capture: true });
    sigma.getCamera().on("updated", () => {
      if (this.#byHand) this.hands.moved();
    });
  }
  #hauled = false;

  #hover(node: string | null, cursor: string): void {
    if (this.#dragged) return;
    this.hovered = node;
    this.#point(cursor);
    this.#near = this.#chosen();
    this.lettering.order();
    this.sigma.refresh({ skipIndexation: true });
  }

  #point(cursor: string): void {
    this.container.style.cursor = cursor;
  }
}

/** Lines that join the same two, each a little to its side. */
function* sideBySide(links: readonly Link[]): Iterable<[Link, number]> {
  const pairs = new Map<string, Link[]>();
  for (const link of links) {
    const pair = link.source < link.target ? `${link.source}|${link.target}` : `${link.target}|${link.source}`;
    const others = pairs.get(pair);
    if (others) others.push(link);
    else pairs.set(pair, [link]);
  }
  for (const group of pairs.values()) {
    for (const [n, link] of group.entries()) yield [link, (n - (group.length - 1) / 2) * ASIDE * (link.source < link.target ? 1 : -1)];
  }
}

function boxOf(places: Iterable<Point>): { x: [number, number]; y: [number, number] } {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of places) [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  if (left > right) [left, right, top, bottom] = [0, 0, 0, 0];
  const wide = (low: number, high: number): [number, number] => {
    const more = Math.max(0, SMALLEST_SPAN - (high - low)) / 2;
    return [low - more, high + more];
  };
  return { x: wide(left, right), y: wide(top, bottom) };
}
