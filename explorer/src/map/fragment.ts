// What is seen of the map as the fragment of an address, and back; what cannot be used is left out.
import { isEntity } from "../explorer/listing";

export interface Seen {
  node: string | null;
  community: number | null;
  /** Of sigma's camera: the middle, and how much is seen (1 is all). */
  camera: { x: number; y: number; ratio: number } | null;
}

export function written({ node, community, camera }: Seen): string {
  const parts: string[] = [];
  if (node) parts.push(`node=${encodeURIComponent(node).replaceAll("%3A", ":")}`);
  else if (community !== null) parts.push(`community=${community}`);
  if (camera) parts.push(`camera=${[camera.x, camera.y, camera.ratio].map((n) => Number(n.toFixed(4))).join(",")}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

export function understood(fragment: string): Seen {
  const given = new URLSearchParams(fragment.replace(/^#/, "").slice(0, 2_000));
  const node = given.get("node") ?? "";
  const community = given.get("community") ?? "";
  const [x, y, ratio, ...more] = (given.get("camera") ?? "").split(",").map(Number);
  const near = !more.length && [x, y].every((n) => n !== undefined && n > -2 && n < 3) && ratio! > 0.0005 && ratio! < 4;
  return { node: isEntity(node) ? node : null, community: /^\d{1,6}$/.test(community) ? Number(community) : null, camera: near ? { x: x!, y: y!, ratio: ratio! } : null };
}
