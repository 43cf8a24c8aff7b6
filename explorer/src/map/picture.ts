// The map drawn by sigma: tens of thousands of circles and lines, and the names of the largest.
import Graph from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram, NodeCircleProgram, NodePointProgram } from "sigma/rendering";
import { fitting, hoverAtRest } from "../crowd";
import { language } from "../i18n";
import { placed, shortened } from "../explorer/names";
import { colour, isDark, onTheme, unit } from "../theme";
import type { Atlas } from "./atlas";

/** Communities that have a colour of their own; the others are grey. */
export const COLOURED = 12;
const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#b8638f", "#c98500", "#3d9bd1", "#7a5cc4", "#8c6d31", "#5a8f00", "#c0392b", "#117a8b", "#9a5b8f"];
const DARK = ["#4da3dd", "#f0833c", "#2fbf95", "#dc94b9", "#efb23a", "#86c8f0", "#b09af0", "#cbb070", "#a3d05a", "#f07a6a", "#5cc6d6", "#d9a0d0"];
const FEW = 800;
const MANY = 8_000;
/** Signs of a name that are written, also of who is chosen. */
const LONGEST = 48;
/** How a line begins its name that is there only while its end is chosen. */
const ADDED = "chosen ";
const SANS = 'system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

interface Spot {
  x: number;
  y: number;
  size: number;
  label: string;
  color: string;
  group: number;
}
interface Line {
  color: string;
  group: number;
}
export interface Hands {
  choose(node: string | null): void;
  open(node: string): void;
  moved(): void;
}

export function colourOf(community: number): string {
  return (isDark() ? DARK : LIGHT)[community] ?? colour("--class-other");
}

export class Picture {
  readonly graph = new Graph<Spot, Line>({ type: "undirected", multi: false });
  readonly sigma: Sigma<Spot, Line>;
  #node: string | null = null;
  #community: number | null = null;
  #near = new Set<string>();
  #byHand = false;
  /** The most central of each community that has a colour. */
  readonly #hubs: ReadonlySet<string>;
  readonly #neighbours = new Map<string, string[]>();
  /** A line for each link inside a community, and where they are few, for all others too. */
  readonly #whole: boolean;
  readonly #letters = document.createElement("canvas");
  readonly #widths = new Map<string, number>();

  constructor(readonly container: HTMLElement, private readonly atlas: Atlas, hands: Hands) {
    this.#hubs = new Set(atlas.communities.slice(0, COLOURED).map(({ central }) => atlas.nodes.id[central[0]!]!));
    this.#whole = atlas.links.source.length <= 20_000;
    this.#fill();
    const many = this.graph.order > MANY;
    this.sigma = new Sigma<Spot, Line>(this.graph, container, {
      allowInvalidContainer: true, defaultEdgeType: "line", edgeProgramClasses: { line: EdgeLineProgram }, nodeProgramClasses: { circle: many ? NodePointProgram : NodeCircleProgram }, hideEdgesOnMove: this.graph.size > 30_000, zIndex: true, stagePadding: 40,
      labelDensity: many ? 2 : 8, labelGridCellSize: 120, labelRenderedSizeThreshold: many ? 4 : 1, minCameraRatio: 0.002, maxCameraRatio: 3, doubleClickZoomingRatio: 1,
      defaultDrawNodeLabel: () => undefined, defaultDrawNodeHover: (context, data) => written(context, data.label ?? "", data.x + data.size + 3, data.y, 1),
      nodeReducer: (id, spot) => this.#spot(id, spot), edgeReducer: (id, line) => this.#line(id, line),
    }); // prettier-ignore
    hoverAtRest(this.sigma);
    this.#letters.className = "lettering";
    container.append(this.#letters);
    this.sigma.on("afterRender", () => this.#write());
    this.sigma.on("clickNode", ({ node }) => hands.choose(node));
    this.sigma.on("clickStage", () => hands.choose(null));
    this.sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      hands.open(node);
    });
    this.sigma.on("enterNode", () => (container.style.cursor = "pointer"));
    this.sigma.on("leaveNode", () => (container.style.cursor = ""));
    for (const type of ["pointerdown", "wheel"]) container.addEventListener(type, () => (this.#byHand = true), { passive: true });
    this.sigma.getCamera().on("updated", () => this.#byHand && hands.moved());
    new ResizeObserver(() => this.sigma.resize().scheduleRefresh()).observe(container);
    onTheme(() => this.paint());
    Object.assign(container, { whereIs: (id: string) => this.whereIs(id) });
  }

  /** The pixel of the page where an entity is drawn; null if it is not on the map. */
  whereIs(id: string): [number, number] | null {
    const look = this.graph.hasNode(id) ? this.sigma.getNodeDisplayData(id) : undefined;
    if (!look) return null;
    const { x, y } = this.sigma.framedGraphToViewport(look);
    const box = this.container.getBoundingClientRect();
    return [box.left + x, box.top + y];
  }

  /** Shows an entity with its neighbours, or a community, before all else; null: all alike. */
  look(node: string | null, community: number | null): void {
    this.#node = node;
    this.#community = node ? null : community;
    const near = node ? this.near(node) : [];
    this.#near = new Set(node ? [node, ...near] : []);
    for (const line of this.graph.filterEdges((id) => id.startsWith(ADDED))) this.graph.dropEdge(line);
    for (const other of near) if (!this.graph.hasEdge(node, other)) this.graph.addUndirectedEdgeWithKey(ADDED + other, node, other, { color: "", group: -1 });
    this.sigma.refresh();
  }

  /** Whom something joins to an entity. */
  near(id: string): readonly string[] {
    return this.#neighbours.get(id) ?? [];
  }

  get camera(): { x: number; y: number; ratio: number } {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    return { x, y, ratio };
  }

  set camera(state) {
    this.#byHand = false;
    this.sigma.getCamera().setState(state);
  }

  /** Goes to some entities, so that all of them are seen. */
  async go(ids: readonly string[]): Promise<void> {
    const spots = ids.map((id) => this.sigma.getNodeDisplayData(id)).filter((one) => one !== undefined);
    if (!spots.length) return;
    const [xs, ys] = [spots.map((one) => one.x), spots.map((one) => one.y)];
    const [left, right, low, high] = [least(xs), most(xs), least(ys), most(ys)];
    const ratio = Math.min(1, Math.max(right - left, high - low) * 1.25 || (this.graph.order > MANY ? 0.06 : 0.35));
    await this.#to({ x: (left + right) / 2, y: (low + high) / 2, ratio });
  }

  fit(): void {
    this.#byHand = true;
    void this.#to({ x: 0.5, y: 0.5, ratio: 1 });
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    this.#byHand = true;
    void this.#to({ ratio: camera.getBoundedRatio(camera.ratio * factor) });
  }

  pan(x: number, y: number): void {
    const camera = this.sigma.getCamera();
    this.#byHand = true;
    void this.#to({ x: camera.x + x * camera.ratio, y: camera.y + y * camera.ratio });
  }

  /** New colours or names: of another theme or language. The nodes of the graph come in the order of the map. */
  paint(): void {
    const { nodes } = this.atlas;
    const chinese = language() === "zh";
    let n = 0;
    this.graph.updateEachNodeAttributes((_id, spot) => {
      const label = (chinese && nodes.label_zh[n]) || nodes.label[n]!;
      n++;
      return { ...spot, color: colourOf(spot.group), label };
    }, { attributes: ["color", "label"] });
    const faint = this.#faint();
    this.graph.updateEachEdgeAttributes((_id, line) => ({ ...line, color: faint(line.group) }), { attributes: ["color"] });
    this.sigma.refresh();
  }

  #to(state: { x?: number; y?: number; ratio?: number }): Promise<void> {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const camera = this.sigma.getCamera();
    if (still) return Promise.resolve(void camera.setState(state));
    return camera.animate(state, { duration: 350 });
  }

  #fill(): void {
    const { nodes, links } = this.atlas;
    const largest = Math.max(1, most(nodes.claims));
    const many = nodes.id.length > MANY;
    // On a narrow page the places lie closer together, and what is on them has to be smaller.
    const share = Math.min(1, Math.max(0.5, this.container.clientWidth / 640));
    const [low, high] = many ? [0.9, 15 * share] : [Math.max(2.5, 3.5 * share), 16 * share];
    const chinese = language() === "zh";
    const sizes = nodes.claims.map((claims) => low + (high - low) * Math.sqrt(claims / largest));
    const smaller = fitting(sizes, this.container);
    nodes.id.forEach((id, n) => {
      const group = nodes.community[n]!;
      const size = Math.max(0.8, sizes[n]! * smaller);
      this.graph.addNode(id, { x: nodes.x[n]!, y: nodes.y[n]!, size, label: (chinese && nodes.label_zh[n]) || nodes.label[n]!, color: colourOf(group), group });
    });
    const faint = this.#faint();
    links.source.forEach((source, n) => {
      const target = links.target[n]!;
      const [one, other] = [nodes.community[source]!, nodes.community[target]!];
      const group = one === other ? one : -1;
      const ends = [nodes.id[source]!, nodes.id[target]!] as const;
      this.#note(...ends);
      if (this.#whole || group >= 0) this.graph.mergeUndirectedEdge(...ends, { color: faint(group), group });
    });
  }

  #note(one: string, other: string): void {
    for (const [from, to] of [[one, other], [other, one]] as const) {
      const others = this.#neighbours.get(from);
      if (others) others.push(to);
      else this.#neighbours.set(from, [to]);
    }
  }

  /** The colour of a line: so pale that tens of thousands of them are a haze. Sigma takes it multiplied by its alpha. */
  #faint(): (group: number) => string {
    const share = this.#whole ? (this.atlas.links.source.length > 2_000 ? 0.25 : 0.6) : 0.08;
    const known = new Map<number, string>();
    return (group) => {
      let found = known.get(group);
      if (found === undefined) {
        const value = parseInt((group < 0 ? colour("--edge") : colourOf(group)).slice(1), 16);
        const channels = [16, 8, 0].map((shift) => Math.round(((value >> shift) & 255) * share));
        known.set(group, (found = `rgba(${channels.join(", ")}, ${share})`));
      }
      return found;
    };
  }

  /** Names of those that sigma finds worth naming here, the largest first, as far as they do not lie on one another. */
  #write(): void {
    const { width, height } = this.sigma.getDimensions();
    const density = window.devicePixelRatio || 1;
    const canvas = this.#letters;
    if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
      canvas.width = Math.round(width * density);
      canvas.height = Math.round(height * density);
    }
    const context = canvas.getContext("2d")!;
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    // Of few all can be named that find room beside the others; of many those that sigma picks, for which no place is free of dots.
    const seen = this.graph.order < FEW ? this.graph.nodes() : [...this.sigma.getNodeDisplayedLabels()];
    const candidates = seen.map((id) => {
      const look = this.sigma.getNodeDisplayData(id)!;
      return { id, text: shortened(look.label ?? "", LONGEST), strong: id === this.#node, forced: id === this.#node, over: this.#hubs.has(id), whole: id === this.#node, ...this.sigma.framedGraphToViewport(look), radius: this.sigma.scaleSize(look.size) };
    });
    candidates.sort((a, b) => Number(b.forced) - Number(a.forced) || b.radius - a.radius || (a.id < b.id ? -1 : 1));
    const found = placed(candidates, { width, height }, unit(), (text) => this.#width(context, text));
    for (const { text, x, y } of found) written(context, text, x, y, unit());
  }

  #width(context: CanvasRenderingContext2D, text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      context.font = font(unit());
      if (this.#widths.size > 20_000) this.#widths.clear();
      this.#widths.set(text, (width = context.measureText(text).width));
    }
    return width;
  }

  #spot(id: string, spot: Spot): Partial<Spot> & { zIndex?: number; highlighted?: boolean; forceLabel?: boolean } {
    if (id === this.#node) return { ...spot, size: spot.size + 3, zIndex: 3, forceLabel: true };
    const faded = this.#node !== null ? !this.#near.has(id) : this.#community !== null && spot.group !== this.#community;
    return faded ? { ...spot, color: colour("--line"), label: "", zIndex: 0 } : { ...spot, zIndex: 1, forceLabel: this.#node !== null && this.#near.size < 40 };
  }

  #line(id: string, line: Line): Partial<Line> & { hidden?: boolean; zIndex?: number } {
    if (this.#node !== null) {
      const lit = this.graph.source(id) === this.#node || this.graph.target(id) === this.#node;
      return lit ? { color: colour("--ink"), zIndex: 1 } : { hidden: true };
    }
    return this.#community !== null && line.group !== this.#community ? { hidden: true } : line;
  }
}

function font(scale: number): string {
  return `600 ${12.5 * scale}px ${SANS}`;
}

/** A name on a halo, whatever is behind. */
function written(context: CanvasRenderingContext2D, label: string, x: number, y: number, scale: number): void {
  const text = shortened(label, LONGEST);
  context.font = font(scale);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = colour("--paper");
  context.fillStyle = colour("--ink");
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
