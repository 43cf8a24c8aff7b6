// What the page was told about the graph when it was rendered: where its IRIs begin, and the prefixes that queries use.
import { root, type Terms } from "../api";
import { word } from "../words";

interface Known {
  base: string;
  kinds: string[];
  prefixes: Record<string, string>;
  /** Names of the terms of the ontology. */
  terms: Terms;
  /** Seconds that the server gives a query at most. */
  seconds: number;
}
export const known = JSON.parse(document.querySelector<HTMLElement>("[data-known]")!.dataset["known"]!) as Known;
const NAMESPACES = Object.entries(known.prefixes).sort(([, a], [, b]) => b.length - a.length);

/** An IRI as short as it can be said: `organization:xai`, `item:…#c3`, `aikg:investsIn`; else as it is. */
export function curie(iri: string): string {
  if (iri.startsWith(known.base)) {
    const rest = iri.slice(known.base.length);
    const found = /^(?:id\/)?(\w+)\/(.+)$/su.exec(rest);
    if (found && (rest.startsWith("id/") ? known.kinds.includes(found[1]!) : found[1] === "item" || found[1] === "article")) return `${found[1]}:${found[2]}`;
  }
  for (const [prefix, namespace] of NAMESPACES) {
    if (iri.startsWith(namespace) && iri.length > namespace.length) return `${prefix}:${iri.slice(namespace.length)}`;
  }
  return iri;
}

/** The IRI of an entity, an item or a claim that `curie` made short. */
export function expanded(name: string): string {
  const colon = name.indexOf(":");
  const [kind, rest] = [name.slice(0, colon), name.slice(colon + 1)];
  if (known.kinds.includes(kind)) return `${known.base}id/${kind}/${rest}`;
  if (kind === "item" || kind === "article") return `${known.base}${kind}/${rest}`;
  return Object.hasOwn(known.prefixes, kind) ? known.prefixes[kind]! + rest : name;
}

/** The own name of a term, without what all of its kind begin with. */
export function short(iri: string): string {
  return curie(iri).replace(/^(?:aikgv:(?:stage-|modality-)?|aikg:)/, "");
}

/** A term in words for people, in the language of the page; what is none of the ontology's as short as it can be said. */
export function inWords(iri: string): string {
  const [prefix, name] = curie(iri).split(/:(.*)/s) as [string, string?];
  // A code, such as that of a currency, is understood in every language, and shorter.
  return name === undefined || /^[A-Z]{3}$/.test(name) || (prefix !== "aikg" && prefix !== "aikgv") ? short(iri) : word(known.terms, name);
}

/** Whether an IRI is an entity that can be walked from. */
export function isEntity(iri: string): boolean {
  return iri.startsWith(`${known.base}id/`) && known.kinds.includes(curie(iri).split(":")[0]!);
}

/** Where an IRI leads: an entity to the explorer, an item, claim or term to its page here, all else to itself. */
export function leads(iri: string): string {
  if (isEntity(iri)) return `${root}/#${encodeURIComponent(curie(iri)).replaceAll("%3A", ":").replaceAll("%2F", "/")}`;
  if (iri.startsWith(known.base) && iri[known.base.length] !== "/") return `${root}/${iri.slice(known.base.length)}`;
  return /^https?:\/\//.test(iri) ? iri : "";
}
