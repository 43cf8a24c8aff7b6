// What can stand at the cursor: words of SPARQL, variables of this query, classes and properties of this graph, and entities
// by any of their names. What is taken brings the prefix that it needs.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { asked, search } from "../api";
import { named } from "../i18n";
import { curie, known } from "./known";

interface Word {
  name: string;
  kind: "class" | "property";
  label: string;
}

const WORDS = (
  "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE GRAPH OPTIONAL UNION MINUS FILTER BIND AS VALUES EXISTS NOT IN FROM NAMED ORDER BY ASC DESC GROUP HAVING LIMIT OFFSET PREFIX BASE " +
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT COALESCE IF STR LANG LANGMATCHES DATATYPE IRI BOUND CONCAT STRLEN SUBSTR UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REGEX REPLACE YEAR MONTH DAY ABS ROUND CEIL FLOOR isIRI isBLANK isLITERAL isNUMERIC sameTerm"
).split(" ");
const NAME = /(?:[\p{L}_][\p{L}\p{N}_-]*)?:[\p{L}\p{N}_.-]*$/u;
const VARIABLE = /[?$][\w]*$/;
const PLAIN = /[\p{L}\p{N}_-]{2,}$/u;
const ADDRESS = /<[^<>\s]*$/;

/** Terms that the ontology describes, and those that the data uses, which on a large graph may take too long to list. */
const DESCRIBED = `PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?term ?type ?label WHERE { VALUES ?type { rdfs:Class owl:Class rdf:Property owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty } ?term a ?type OPTIONAL { ?term rdfs:label ?label FILTER(LANGMATCHES(LANG(?label), "en")) } } LIMIT 3000`;
const USED = `SELECT DISTINCT ?term ?type WHERE { { SELECT DISTINCT ?term WHERE { ?s ?term ?o } } BIND("property" AS ?type) } LIMIT 2000`;
const CLASSES = `SELECT DISTINCT ?term ("Class" AS ?type) WHERE { ?s a ?term } LIMIT 2000`;
const SECONDS = "5";

const words = new Map<string, Word>();
let learning: Promise<void> | undefined;

async function learn(query: string): Promise<void> {
  const body = new URLSearchParams({ query, timeout: SECONDS });
  const answer = await asked("/query", { method: "POST", body, headers: { Accept: "application/sparql-results+json" } });
  const { results } = (await answer.json()) as { results: { bindings: Record<string, { type: string; value: string }>[] } };
  for (const { term, type, label } of results.bindings) {
    if (term?.type !== "uri") continue;
    const name = curie(term.value);
    const kind = /Class$/.test(type?.value ?? "") ? "class" : "property";
    if (!words.has(name)) words.set(name, { name: /^[\w-]+:[\w.-]+$/.test(name) ? name : `<${term.value}>`, kind, label: label?.value ?? "" });
  }
}

/** Learns the graph's words once; what cannot be had is done without. */
function learned(): Promise<void> {
  learning ??= (async () => {
    for (const query of [DESCRIBED, CLASSES, USED]) await learn(query).catch(() => undefined);
  })();
  return learning;
}

export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  if (/Comment|String/i.test(inside)) return null;
  const variable = context.matchBefore(VARIABLE);
  if (variable) return { from: variable.from, options: variables(context), validFor: /^[?$]\w*$/ };
  const address = context.matchBefore(ADDRESS);
  if (address) return entities(context, address.from, address.text.slice(1).replace(/^.*[/#]/, ""));
  void learned();
  const name = context.matchBefore(NAME);
  if (name) {
    await learned();
    return { from: name.from, options: terms(), validFor: /^[\p{L}\p{N}_-]*:[\p{L}\p{N}_.-]*$/u };
  }
  const plain = context.matchBefore(PLAIN);
  if (!plain && !context.explicit) return null;
  const from = plain?.from ?? context.pos;
  const keywords = WORDS.map((word): Completion => ({ label: word, type: "keyword", boost: 1 }));
  const prefixes = Object.keys(known.prefixes).map((prefix): Completion => ({ label: `${prefix}:`, detail: known.prefixes[prefix], type: "namespace" }));
  const found = plain ? await entities(context, from, plain.text) : null;
  return { from, options: [...keywords, ...prefixes, ...terms(), ...(found?.options ?? [])], ...(found?.options.length ? { filter: true } : {}) };
}

function terms(): Completion[] {
  return [...words.values()].map(({ name, kind, label }) => ({ label: name, detail: [kind, label].filter(Boolean).join(" · "), type: kind, apply: name }));
}

function variables(context: CompletionContext): Completion[] {
  const before = context.matchBefore(VARIABLE)!;
  const all = new Set([...context.state.doc.toString().matchAll(/[?$]\w+/g)].filter((found) => found.index !== before.from).map((found) => `?${found[0].slice(1)}`));
  return [...all].map((label) => ({ label, type: "variable" }));
}

/** Entities that are called so, by any of their names, as IRIs. */
async function entities(context: CompletionContext, from: number, text: string): Promise<CompletionResult | null> {
  if (text.length < 2) return null;
  const ended = new AbortController();
  context.addEventListener("abort", () => ended.abort());
  const { hits } = await search(text, 12, ended.signal).catch(() => ({ hits: [] as Awaited<ReturnType<typeof search>>["hits"] }));
  const options = hits.map((hit): Completion => {
    const [kind, slug] = [hit.id.slice(0, hit.id.indexOf(":")), hit.id.slice(hit.id.indexOf(":") + 1)];
    // Found by the name that was typed, whatever it is called in this language.
    return { label: hit.name.toLowerCase().startsWith(text.toLowerCase()) ? hit.name : `${text} ${named(hit)}`, displayLabel: named(hit), detail: `${hit.type} · ${hit.id}`, type: "entity", apply: `<${known.base}id/${kind}/${slug}>`, boost: -1 };
  });
  return options.length ? { from, options } : null;
}

/** Adds the declaration of a prefix as soon as it is used. */
export const declaring = EditorView.updateListener.of((update) => {
  if (!update.docChanged || !update.transactions.some((one) => one.isUserEvent("input"))) return;
  const text = update.state.doc.toString();
  const missing = new Set<string>();
  update.changes.iterChanges((_fromA, _toA, from, to) => {
    const line = update.state.doc.lineAt(to);
    for (const found of line.text.matchAll(/(?<![\w?$:<-])([A-Za-z][\w-]*):/g)) {
      const end = line.from + found.index + found[0].length;
      if (end < from || end > to + 1 || !Object.hasOwn(known.prefixes, found[1]!)) continue;
      const inside = syntaxTree(update.state).resolveInner(end, -1).name;
      const declaration = new RegExp(`^\\s*(?:PREFIX|@prefix)\\s+${found[1]}:`, "im");
      if (!declaration.test(text) && !/^\s*PREFIX\b/i.test(line.text) && !/Comment|String|IRI_?REF/i.test(inside)) missing.add(found[1]!);
    }
  });
  if (!missing.size) return;
  const insert = [...missing].map((prefix) => `PREFIX ${prefix}: <${known.prefixes[prefix]}>\n`).join("");
  // After what opens the query, if it is a comment; an update may not be made while another is told.
  queueMicrotask(() => update.view.dispatch({ changes: { from: 0, insert } }));
});
