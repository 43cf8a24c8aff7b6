// Entities as one text, as the server reads it (aikg.subgraphs): `model:grok-4;organization:pif,xai`.
import { KINDS } from "../classes";

const NAME = /^[a-z]+:[^\s<>"{}|^`\\]+$/u;
/** A step of a path that leads elsewhere, which a browser takes before it asks. */
const STEP = /(?:^|[:/])(?:\.|%2e){1,2}(?:$|[/?#])/i;

/** Whether a text can be the name of an entity: a kind that there is, nothing that no IRI holds, and no way to elsewhere. */
export function isEntity(name: string): boolean {
  return name.length <= 500 && NAME.test(name) && !STEP.test(name) && KINDS.includes(name.slice(0, name.indexOf(":")));
}

export function listed(nodes: readonly string[]): string {
  const kinds = new Map<string, string[]>();
  for (const node of sorted(nodes)) {
    const colon = node.indexOf(":");
    const kind = node.slice(0, colon);
    const slug = node.slice(colon + 1).replace(/[%,;]/g, (sign) => encodeURIComponent(sign));
    const slugs = kinds.get(kind);
    if (slugs) slugs.push(slug);
    else kinds.set(kind, [slug]);
  }
  return [...kinds].map(([kind, slugs]) => `${kind}:${slugs.join(",")}`).join(";");
}

/** The entities of such a text; what is none is left out, and so is what is more than `most`. */
export function read(text: string, most: number): string[] {
  const found = new Set<string>();
  for (const group of text.split(";")) {
    const colon = group.indexOf(":");
    for (const slug of group.slice(colon + 1).split(",")) {
      const name = `${group.slice(0, colon)}:${decoded(slug)}`;
      if (isEntity(name)) found.add(name);
      if (found.size >= most) return [...found];
    }
  }
  return [...found];
}

/** In the order of code points, which is the same everywhere. */
export function sorted(names: readonly string[]): string[] {
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
