// Where names stand: beside their nodes and over nothing, the weightier first; what finds no room is not written.

export interface Placed {
  id: string;
  text: string;
  x: number;
  y: number;
  strong: boolean;
}
export interface Candidate {
  id: string;
  /** "" of what is only in the way. */
  text: string;
  /** The middle of the node and its radius, in pixels. */
  x: number;
  y: number;
  radius: number;
  strong: boolean;
  /** Is written in full, however long. */
  whole: boolean;
  /** Stands wherever there is least in the way, if there is no room. */
  forced: boolean;
  /** Is written over other nodes, though over no name, rather than not at all. */
  over?: boolean;
}
type Box = [left: number, top: number, right: number, bottom: number];

const HEIGHT = 14;
const GAP = 4;
const CELL = 64;
/** Signs of a name that are written where it is not written in full. */
const LONGEST = 34;
/** So many names can be read at once. */
const MOST = 160;

/** Places names, given in the order of their weight. `widthOf` measures a text; nodes are not written over either. */
export function placed(candidates: readonly Candidate[], size: { width: number; height: number }, scale: number, widthOf: (text: string, strong: boolean) => number): Placed[] {
  const [dots, names] = [new Grid(), new Grid()];
  const seen = candidates.filter(({ x, y }) => x > -80 && y > -20 && x < size.width + 20 && y < size.height + 20);
  if (seen.length < 800) for (const { x, y, radius } of seen) dots.add([x - radius, y - radius, x + radius, y + radius]);
  const found: Placed[] = [];
  for (const one of seen) {
    if (found.length >= MOST && !one.forced) break;
    if (!one.text) continue;
    const text = one.whole ? one.text : shortened(one.text, LONGEST);
    const width = widthOf(text, one.strong);
    const boxes = around(one, width, scale);
    const able = boxes.filter((box) => inside(box, size) && !names.meets(box));
    const free = able.find((box) => !dots.meets(box)) ?? (one.over ? able[0] : undefined) ?? (one.forced ? within(boxes[0]!, size) : undefined);
    if (!free) continue;
    names.add(free);
    found.push({ id: one.id, text, x: free[0], y: (free[1] + free[3]) / 2, strong: one.strong });
  }
  return found;
}

function around({ x, y, radius }: Candidate, width: number, scale: number): Box[] {
  const [half, gap] = [(HEIGHT / 2) * scale, radius + GAP * scale];
  const at = (left: number, middle: number): Box => [left, middle - half, left + width, middle + half];
  return [at(x + gap, y), at(x - width / 2, y + gap + half), at(x - gap - width, y), at(x - width / 2, y - gap - half)];
}

function inside(box: Box, { width, height }: { width: number; height: number }): boolean {
  return box[0] > 2 && box[1] > 0 && box[2] < width - 2 && box[3] < height;
}

/** A box moved into the picture. */
function within([left, top, right, bottom]: Box, { width }: { width: number }): Box {
  const over = Math.max(0, right - width + 4) - Math.max(0, 4 - left + Math.max(0, right - width + 4));
  return [left - over, top, right - over, bottom];
}

/** A text of so many signs at most; what belongs together, such as the parts of an emoji, is not parted. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const signs = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return signs.length > most ? `${signs.slice(0, most - 1).join("")}…` : text;
}

/** Boxes by the cells that they touch. */
class Grid {
  readonly #cells = new Map<number, Box[]>();

  add(box: Box): void {
    for (const cell of cells(box)) {
      const boxes = this.#cells.get(cell);
      if (boxes) boxes.push(box);
      else this.#cells.set(cell, [box]);
    }
  }

  meets(box: Box): boolean {
    for (const cell of cells(box)) {
      for (const other of this.#cells.get(cell) ?? []) {
        if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return true;
      }
    }
    return false;
  }
}

function* cells([left, top, right, bottom]: Box): Iterable<number> {
  for (let x = Math.floor(left / CELL); x <= right / CELL; x++) {
    for (let y = Math.floor(top / CELL); y <= bottom / CELL; y++) yield x * 10_000 + y;
  }
}
