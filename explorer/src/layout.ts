// The worker that lays out: ForceAtlas2 by graphology, then room for the labels. The same input gives the same places.
import iterate from "graphology-layout-forceatlas2/iterate.js";

export interface Task {
  id: number;
  /** x and y of each node. */
  places: Float32Array;
  /** Half the width and half the height that each node with its label takes. */
  room: Float32Array;
  /** 1 for a node that stays where it is. */
  fixed: Uint8Array;
  /** The numbers of the two nodes of each edge. */
  edges: Uint32Array;
  iterations: number;
}
export interface Done {
  id: number;
  places: Float32Array;
}

const PER_NODE = 10;
const PER_EDGE = 3;
/** The usual length of a line, in the units of the places. */
const LENGTH = 130;

function laidOut({ places, room, fixed, edges, iterations }: Task): Float32Array {
  const count = places.length / 2;
  if (count > 1) attract(places, fixed, edges, iterations);
  const free = fixed.every((one) => one === 0);
  if (free) scale(places, edges);
  const rounds = count > 1_500 ? 4 : 120;
  for (let round = 0; round < rounds && separate(places, room, fixed); round++);
  return places;
}

function attract(places: Float32Array, fixed: Uint8Array, edges: Uint32Array, iterations: number): void {
  const count = places.length / 2;
  const nodes = new Float32Array(count * PER_NODE);
  for (let n = 0; n < count; n++) {
    nodes.set([places[2 * n]! / LENGTH * 10, places[2 * n + 1]! / LENGTH * 10, 0, 0, 0, 0, 1, 1, 1, fixed[n]!], n * PER_NODE);
  }
  const lines = new Float32Array((edges.length / 2) * PER_EDGE);
  for (let e = 0; e < edges.length / 2; e++) {
    const [source, target] = [edges[2 * e]! * PER_NODE, edges[2 * e + 1]! * PER_NODE];
    nodes[source + 6]! += 1;
    nodes[target + 6]! += 1;
    lines.set([source, target, 1], e * PER_EDGE);
  }
  const settings = {
    linLogMode: false, outboundAttractionDistribution: false, adjustSizes: false, edgeWeightInfluence: 0, scalingRatio: 12,
    strongGravityMode: true, gravity: 0.08, slowDown: 1 + Math.log(count), barnesHutOptimize: count > 800, barnesHutTheta: 0.7,
  }; // prettier-ignore
  for (let turn = 0; turn < iterations; turn++) iterate(settings, nodes, lines);
  for (let n = 0; n < count; n++) {
    places[2 * n] = (nodes[n * PER_NODE]! * LENGTH) / 10;
    places[2 * n + 1] = (nodes[n * PER_NODE + 1]! * LENGTH) / 10;
  }
}

/** Brings the usual line to its length. */
function scale(places: Float32Array, edges: Uint32Array): void {
  const lengths: number[] = [];
  for (let e = 0; e < edges.length; e += 2) {
    const [a, b] = [edges[e]!, edges[e + 1]!];
    if (a !== b) lengths.push(Math.hypot(places[2 * a]! - places[2 * b]!, places[2 * a + 1]! - places[2 * b + 1]!));
  }
  lengths.sort((a, b) => a - b);
  const usual = lengths[lengths.length >> 1];
  if (!usual || !Number.isFinite(usual)) return;
  for (let n = 0; n < places.length; n++) places[n]! *= LENGTH / usual;
}

/** Pushes apart those whose room overlaps, sideways or up and down, whichever is shorter; false when there are none. */
function separate(places: Float32Array, room: Float32Array, fixed: Uint8Array): boolean {
  const count = places.length / 2;
  const order = Uint32Array.from({ length: count }, (_, n) => n).sort((a, b) => places[2 * a]! - places[2 * b]! || a - b);
  let widest = 0;
  for (let n = 0; n < count; n++) widest = Math.max(widest, room[2 * n]!);
  let moved = false;
  for (let i = 0; i < count; i++) {
    const a = order[i]!;
    for (let j = i + 1; j < count; j++) {
      const b = order[j]!;
      const dx = places[2 * b]! - places[2 * a]!;
      if (dx > room[2 * a]! + widest) break;
      const dy = places[2 * b + 1]! - places[2 * a + 1]!;
      const overX = room[2 * a]! + room[2 * b]! - Math.abs(dx);
      const overY = room[2 * a + 1]! + room[2 * b + 1]! - Math.abs(dy);
      if (overX <= 0 || overY <= 0 || (fixed[a] && fixed[b])) continue;
      const axis = overX < overY ? 0 : 1;
      const push = (axis ? overY : overX) * 0.5 + 0.5;
      const way = (axis ? dy : dx) < 0 || ((axis ? dy : dx) === 0 && a > b) ? -1 : 1;
      if (!fixed[a]) places[2 * a + axis]! -= way * push * (fixed[b] ? 2 : 1);
      if (!fixed[b]) places[2 * b + axis]! += way * push * (fixed[a] ? 2 : 1);
      moved = true;
    }
  }
  return moved;
}

self.addEventListener("message", ({ data }: MessageEvent<Task>) => {
  const done: Done = { id: data.id, places: laidOut(data) };
  (self as unknown as { postMessage(message: Done, transfer: Transferable[]): void }).postMessage(done, [done.places.buffer]);
});
