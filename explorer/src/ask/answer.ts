// An answer, whatever form it came in: columns and rows of terms, and the links that they are as a graph.
import type { Named } from "../api";
import { classOf } from "../classes";
import { lineOf } from "../explorer/scene";
import type { Edge } from "../explorer/view";
import { curie, expanded, short } from "./known";

export interface Term {
  type: "uri" | "literal" | "bnode";
  value: string;
  /** The name of what an IRI stands for. */
  label?: string;
  label_zh?: string;
  language?: string;
  datatype?: string;
}
/** Mostly one term; none where nothing is said, several where a relation has several claims. */
export type Cell = readonly Term[];
export type Row = readonly Cell[];
export interface Answer {
  columns: string[];
  rows: Row[];
  /** More rows follow those that are here: the server was asked for a page. */
  more: boolean;
  /** The row limit at which the server stopped, if it did. */
  cut: number | null;
  graph: Network | null;
}
/** What of an answer can be drawn. */
export interface Network {
  nodes: Named[];
  edges: Edge[];
}
interface Binding {
  type: string;
  value: string;
  "xml:lang"?: string;
  datatype?: string;
}
export interface ResultsJson {
  head?: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, Binding>[] };
}

/** Rows of SPARQL results. A name (`org_label`) goes with its IRI (`org`), in one column. */
export function ofResults(json: ResultsJson, more: boolean, cut: number | null): Answer {
  if (typeof json.boolean === "boolean") {
    return { columns: ["ASK"], rows: [[[{ type: "literal", value: String(json.boolean) }]]], more: false, cut, graph: null };
  }
  const all = json.head?.vars ?? [];
  const columns = all.filter((name) => !(name.endsWith("_label") && all.includes(name.slice(0, -6))));
  const rows = (json.results?.bindings ?? []).map((binding) =>
    columns.map((name): Cell => {
      const found = Object.hasOwn(binding, name) ? binding[name] : undefined;
      const label = Object.hasOwn(binding, `${name}_label`) ? binding[`${name}_label`]!.value : undefined;
      return found ? [term(found, label)] : [];
    }),
  );
  return { columns, rows, more, cut, graph: networkOf(columns, rows) };
}

function term({ type, value, "xml:lang": language, datatype }: Binding, label?: string): Term {
  return {
    type: type === "uri" || type === "bnode" ? type : "literal", value,
    ...(label && type === "uri" ? { label } : {}), ...(language ? { language } : {}), ...(datatype ? { datatype } : {}),
  }; // prettier-ignore
}

/** A view as node-link JSON: one relation between two, with all its claims. */
export interface NodeLink {
  nodes: { id: string; label: string; label_zh: string; class: string }[];
  edges: {
    source: string; target: string; kind: string; weight: number; claim_ids: string[]; items: string[]; stages: string[]; modalities: string[];
    figures: string[]; first_seen: string; last_seen: string;
  }[]; // prettier-ignore
}

export function ofNodeLink({ nodes, edges }: NodeLink): Answer {
  const names = new Map(nodes.map((node) => [node.id, node]));
  const thing = (id: string): Term => {
    const { label, label_zh } = names.get(id) ?? {};
    return { type: "uri", value: expanded(id), ...(label ? { label } : {}), ...(label_zh ? { label_zh } : {}) };
  };
  const term = (before: string) => (name: string): Term => ({ type: "uri", value: expanded(before + name) });
  const texts = (values: readonly string[] = []): Cell => values.filter(Boolean).map((value) => ({ type: "literal", value }));
  const rows = edges.map((one): Row => [
    [thing(one.source)], [term("aikg:")(one.kind)], [thing(one.target)], [{ type: "literal", value: String(one.weight), datatype: DECIMAL }],
    (one.stages ?? []).filter(Boolean).map(term("aikgv:stage-")), (one.modalities ?? []).filter(Boolean).map(term("aikgv:modality-")), texts(one.figures), texts([one.first_seen]), texts([one.last_seen]), (one.claim_ids ?? []).map(thing),
  ]); // prettier-ignore
  const claims = edges.flatMap(claimsOf);
  const columns = ["from", "relation", "to", "weight", "stage", "modality", "figure", "first", "last", "claims"];
  const all = nodes.map((node) => ({ ...node, type: node.class }));
  return { columns, rows, more: false, cut: null, graph: claims.length ? { nodes: all, edges: claims } : null };
}

/** The claims of a relation. Which of several says which figure, day or stage is not told here: none is put beside one of them. */
function claimsOf(one: NodeLink["edges"][number]): Edge[] {
  const ids = one.claim_ids?.length ? one.claim_ids : [""];
  const stages = one.stages ?? [];
  const look = stages.find((stage) => lineOf([stage]) === lineOf(stages)) ?? "";
  const alone = ids.length === 1;
  return ids.map((claim) => ({
    source: one.source, target: one.target, kind: one.kind, claim, item: claim.split("#")[0]!, stage: look, modality: alone ? one.modalities?.[0] ?? "" : "",
    figure: alone ? one.figures?.join(", ") ?? "" : "", start: alone ? one.first_seen || null : null, end: alone ? one.last_seen || null : null,
  })); // prettier-ignore
}

const DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal";

/** Triples as a table of three columns, and as a graph of those that join two IRIs. */
export function ofTriples(text: string, cut: number | null): Answer {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    const found = TRIPLE.exec(line);
    if (found) rows.push([[node(found[1]!)], [node(found[2]!)], [node(found[3]!)]]);
  }
  const columns = ["subject", "predicate", "object"];
  const labels = new Map<string, string>();
  const edges: Edge[] = [];
  for (const [subject, predicate, object] of rows.map((row) => row.map((cell) => cell[0]!)) as [Term, Term, Term][]) {
    if (object.type !== "literal") {
      if (predicate.value !== TYPE) edges.push(edge(subject.value, object.value, short(predicate.value)));
    } else if (NAMES.test(predicate.value) && (!labels.has(subject.value) || object.language === "en")) labels.set(subject.value, object.value);
  }
  return { columns, rows, more: false, cut, graph: network(edges, labels) };
}

const TRIPLE = /^\s*(<[^>]*>|_:\S+)\s+(<[^>]*>)\s+(\S(?:.*\S)?)\s*\.\s*$/u;
const LITERAL = /^"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?$/su;
const NAMES = /(?:#prefLabel|#label|\/headline|\/name|\/title)$/;
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function node(text: string): Term {
  const literal = LITERAL.exec(text);
  if (literal) return { type: "literal", value: unescaped(literal[1]!), ...(literal[2] ? { language: literal[2] } : {}), ...(literal[3] ? { datatype: literal[3] } : {}) };
  return text.startsWith("<") ? { type: "uri", value: unescaped(text.slice(1, -1)) } : { type: "bnode", value: text.slice(2) };
}

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gsu, (_, four?: string, eight?: string, sign?: string) => {
    const code = four ?? eight;
    if (code === undefined) return ESCAPES[sign!] ?? sign!;
    const point = parseInt(code, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  });
}

/** The graph in rows that have ?source and ?target. */
function networkOf(columns: string[], rows: Row[]): Network | null {
  const at = (name: string): number => columns.indexOf(name);
  if (at("source") < 0 || at("target") < 0) return null;
  const labels = new Map<string, string>();
  const edges: Edge[] = [];
  for (const row of rows) {
    const [source, target] = [row[at("source")]?.[0], row[at("target")]?.[0]];
    if (!source || !target || source.type === "literal" || target.type === "literal") continue;
    for (const end of [source, target]) if (end.label) labels.set(end.value, end.label);
    const said = (name: string): string => row[at(name)]?.[0]?.value ?? "";
    edges.push({
      ...edge(source.value, target.value, short(said("kind")) || "→"), claim: curie(said("claim")), item: curie(said("item")), stage: short(said("stage")), modality: short(said("modality")),
      figure: said("figure"), start: said("start") || null, end: said("end") || null,
    }); // prettier-ignore
  }
  return network(edges, labels);
}

function edge(source: string, target: string, kind: string): Edge {
  return { source: curie(source), target: curie(target), kind: kind || "→", claim: "", item: "", stage: "", modality: "", figure: "", start: null, end: null };
}

function network(edges: Edge[], labels: ReadonlyMap<string, string>): Network | null {
  if (!edges.length) return null;
  const named = new Map([...labels].map(([iri, label]) => [curie(iri), label]));
  const nodes = new Map<string, Named>();
  for (const id of edges.flatMap(({ source, target }) => [source, target])) {
    if (!nodes.has(id)) nodes.set(id, { id, label: named.get(id) ?? id, label_zh: "", type: classOf(id) });
  }
  return { nodes: [...nodes.values()], edges };
}
