// The names over the picture, on a canvas of their own above sigma's; those of lines too, where somebody is looked at.
import { named } from "../i18n";
import { unit } from "../theme";
import type { Canvas } from "./canvas";
import { placed, type Candidate, type Placed } from "./names";
import type { Link } from "./scene";

const SANS = 'system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
/** Pixels, of a page whose letters have 16. */
export const SIZES = { plain: 12.5, strong: 13.5, line: 11 };
const MOST_LINES = 40;

export class Lettering {
  readonly canvas = document.createElement("canvas");
  /** What is written now. */
  names: Placed[] = [];
  lines: Placed[] = [];
  /** Gives a relation its name. */
  term: (kind: string) => string = (kind) => kind;
  /** How much larger than usual all is drawn. */
  scale = 1;
  #font = fonts(1);
  readonly #context = this.canvas.getContext("2d")!;
  readonly #widths = new Map<string, number>();
  #types = new Map<string, string>();
  #order: { id: string; text: string; strong: boolean; whole: boolean; forced: boolean }[] = [];

  constructor(private readonly picture: Canvas) {
    this.canvas.className = "lettering";
    picture.container.append(this.canvas);
    picture.sigma.on("afterRender", () => this.#write());
  }

  typeOf(id: string): string {
    return this.#types.get(id) ?? "";
  }

  /** Sorts who is to be written first: who is looked at, then those with most links. */
  order(): void {
    const { scene, view, hovered } = this.picture;
    if (!scene || !view) return;
    this.#types = new Map(scene.nodes.map((node) => [node.id, node.type]));
    const chosen = view.selected && "node" in view.selected ? view.selected.node : "";
    const ends = new Set(view.selected && "link" in view.selected ? view.selected.link.split("|") : []);
    const rank = (id: string): number => (id === hovered ? 4 : id === chosen || ends.has(id) ? 3 : id === view.focus ? 2 : view.path.includes(id) ? 1 : 0);
    this.#order = scene.nodes
      .map((node) => ({ id: node.id, text: named(node), strong: rank(node.id) > 1, whole: rank(node.id) > 2, forced: rank(node.id) > 0 }))
      .sort((a, b) => rank(b.id) - rank(a.id) || (scene.degrees.get(b.id) ?? 0) - (scene.degrees.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1));
  }

  #write(): void {
    const { sigma, palette, scene } = this.picture;
    const { width, height } = sigma.getDimensions();
    const density = window.devicePixelRatio || 1;
    const context = this.#context;
    if (this.canvas.width !== Math.round(width * density) || this.canvas.height !== Math.round(height * density)) {
      this.canvas.width = Math.round(width * density);
      this.canvas.height = Math.round(height * density);
    }
    if (this.scale !== unit()) this.#font = fonts((this.scale = unit()));
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!scene || (this.picture.isCrowded && sigma.getMouseCaptor().isMoving)) return;
    const candidates = this.#candidates();
    this.names = placed(candidates, { width, height }, this.scale, (text, strong) => this.#width(text, strong ? this.#font.strong : this.#font.plain));
    this.lines = this.#lineNames({ width, height }, candidates);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5 * this.scale;
    context.strokeStyle = palette.paper;
    for (const [found, plain, colour] of [[this.lines, this.#font.line, palette.soft], [this.names, this.#font.plain, palette.ink]] as const) {
      context.fillStyle = colour;
      for (const { text, x, y, strong } of found) {
        context.font = strong ? this.#font.strong : plain;
        context.strokeText(text, x, y);
        context.fillText(text, x, y);
      }
    }
  }

  #candidates(): Candidate[] {
    const { sigma } = this.picture;
    const found: Candidate[] = [];
    for (const one of this.#order) {
      const look = sigma.getNodeDisplayData(one.id);
      if (!look) continue;
      const { x, y } = sigma.framedGraphToViewport(look);
      found.push({ ...one, x, y, radius: sigma.scaleSize(look.size) });
    }
    return found;
  }

  /** Relations by the middle of their lines: all where they are few, else those of who is looked at. */
  #lineNames(size: { width: number; height: number }, candidates: readonly Candidate[]): Placed[] {
    const { scene, hovered, view } = this.picture;
    const { selected } = view!;
    const chosen = hovered ?? (selected && "node" in selected ? selected.node : "");
    const link = !hovered && selected && "link" in selected ? selected.link : "";
    const all = !hovered && !link && scene!.links.length <= 16;
    const wanted = scene!.links.filter((one) => (link ? one.id === link : all || one.source === chosen || one.target === chosen));
    if (wanted.length > MOST_LINES) return [];
    const at = new Map(candidates.map((one) => [one.id, one]));
    const middles = wanted.flatMap((one) => this.#middle(one, at));
    const obstacles = this.names.map(({ id, text, x, y, strong }) => ({ id: `name ${id}`, text, x: x + this.#width(text, strong ? this.#font.strong : this.#font.plain) / 2, y, strong }));
    return freeOf(middles, obstacles, candidates, size, this.scale, (text) => this.#width(text, this.#font.line));
  }

  #middle(link: Link, at: ReadonlyMap<string, Candidate>): { id: string; text: string; x: number; y: number }[] {
    const [from, to] = [at.get(link.source), at.get(link.target)];
    if (!from || !to || Math.hypot(from.x - to.x, from.y - to.y) < 70) return [];
    const more = link.claims.length > 1 ? ` ×${link.claims.length}` : "";
    return [{ id: link.id, text: this.term(link.kind) + more, x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }];
  }

  #width(text: string, font: string): number {
    const key = font + text;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.#context.font = font;
      width = this.#context.measureText(text).width;
      if (this.#widths.size > 20_000) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }
}

function fonts(scale: number): Record<keyof typeof SIZES, string> {
  return { plain: `${SIZES.plain * scale}px ${SANS}`, strong: `600 ${SIZES.strong * scale}px ${SANS}`, line: `${SIZES.line * scale}px ${SANS}` };
}

type Middle = { id: string; text: string; x: number; y: number };

/** Those texts whose middles are free of names, of nodes and of one another. */
function freeOf(middles: readonly Middle[], names: readonly Middle[], nodes: readonly Candidate[], size: { width: number; height: number }, scale: number, widthOf: (text: string) => number): Placed[] {
  const taken: [number, number, number, number][] = nodes.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]);
  for (const { text, x, y } of names) taken.push([x - widthOf(text) * 0.6, y - 8 * scale, x + widthOf(text) * 0.6, y + 8 * scale]);
  const found: Placed[] = [];
  for (const { id, text, x, y } of middles) {
    const half = widthOf(text) / 2 + 2;
    const [left, top, right, bottom] = [x - half, y - 7 * scale, x + half, y + 7 * scale];
    if (left < 0 || top < 0 || right > size.width || bottom > size.height) continue;
    if (taken.some((box) => left < box[2] && box[0] < right && top < box[3] && box[1] < bottom)) continue;
    taken.push([left, top, right, bottom]);
    found.push({ id, text, x: left + 2, y, strong: false });
  }
  return found;
}
