// The public HTTP interface of the server, typed: what docs/serving.md lists, and nothing else.

import { KINDS } from "./classes";
import { dictionary } from "./i18n";

const t = dictionary({
  en: { unreachable: "The server does not answer.", strange: "The server answers something else than it was asked for." },
  zh: { unreachable: "服务器没有响应。", strange: "服务器返回的内容与请求不符。" },
});

/** What stands before each path of this server; a proxy may have put it somewhere. */
export const root = document.documentElement.dataset["root"] ?? "";

export interface Named {
  id: string;
  label: string;
  label_zh: string;
  type: string;
}
export interface Hit extends Named {
  name: string;
  score: number;
}
export interface Identity extends Named {
  iri: string;
  aliases: string[];
  definition: string;
  same_as: string;
}
export interface Neighbour extends Named {
  total: number;
  claims: string[];
}
export interface Relation {
  kind: string;
  direction: "in" | "out" | "both";
  total: number;
  neighbours: Neighbour[];
}
export interface Place {
  start: number;
  end: number;
  sha256: string;
}
export type LinkKind = "contradicts" | "supersedes" | "superseded" | "sameEventAs";
export interface Statement {
  claim: string;
  type: string;
  label: string;
  label_zh: string;
  stage: string;
  modality: string;
  figure: string;
  period: string;
  source: string;
  item: string;
  places: Place[];
  since: string;
  until: string;
  links: [LinkKind, string, string][];
}
export interface Group {
  kind: string;
  total: number;
  statements: Statement[];
}
/** Names of terms by CURIE and language: `terms["aikg:investsIn"].en`. */
export type Terms = Record<string, { en?: string; zh?: string }>;
export interface Profile {
  identity: Identity;
  relations: Relation[];
  groups: Group[];
  names: Record<string, string>;
  /** Who says so. */
  sources: Record<string, Named>;
  sentences: Record<string, string[]>;
  terms: Terms;
}
export interface Item {
  id: string;
  iri: string;
  headline: string;
  position: number;
  article: string;
  article_headline: string;
  published: string;
  statements: Statement[];
  names: Record<string, string>;
  /** Who says so. */
  sources: Record<string, Named>;
  sentences: Record<string, string[]>;
  terms: Terms;
}

/** What the server says when it cannot answer: `error` is a fixed word, `detail` says it in words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    detail: string,
    readonly fields: Record<string, unknown> = {},
  ) {
    super(detail);
  }
}

/** An answer of the server as JSON. Throws an `ApiError`, and what `fetch` throws when `signal` ends it. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return read<T>(await asked(path, { headers: { Accept: "application/json" }, signal: signal ?? null }));
}

/** The JSON of an answer; an `ApiError` where it is none, as when something between says a page of its own. */
export async function read<T>(answer: Response): Promise<T> {
  const found: unknown = await answer.json().catch((error: unknown) => {
    throw error instanceof SyntaxError ? new ApiError(answer.status, "strange", t("strange")) : error;
  });
  if (typeof found !== "object" || found === null) throw new ApiError(answer.status, "strange", t("strange"));
  return found as T;
}

/** An answer of the server as it comes, whatever it is. Throws as `get`. */
export async function asked(path: string, request: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(root + path, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable", t("unreachable"));
  }
  if (answer.ok) return answer;
  const fields = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const { error = "failed", detail = answer.statusText } = fields;
  throw new ApiError(answer.status, String(error), String(detail), fields);
}

export const search = (text: string, limit: number, signal?: AbortSignal) =>
  get<{ hits: Hit[] }>(`/search.json?${new URLSearchParams({ q: text, limit: String(limit) })}`, signal);

export async function profile(id: string, limit: number, signal?: AbortSignal): Promise<Profile> {
  const found = await get<Profile>(`${address(id)}.json?limit=${limit}`, signal);
  if (found.identity?.id && Array.isArray(found.relations)) return found;
  throw new ApiError(404, "strange", t("strange"));
}

export const item = (id: string, signal?: AbortSignal) => get<Item>(`${address(id)}.json`, signal);

export const neighbours = (id: string, kind: string, limit: number, offset: number, signal?: AbortSignal) =>
  get<{ relations: Relation[] }>(
    `${address(id)}/neighbors?${new URLSearchParams({ kind, limit: String(limit), offset: String(offset) })}`,
    signal,
  );

/** The path of a thing, given as CURIE: `organization:xai` is at /id/organization/xai, an item at /item/…; else "". */
export function address(id: string): string {
  const colon = id.indexOf(":");
  const [kind, rest] = [id.slice(0, colon), id.slice(colon + 1)];
  if (colon < 1 || !rest) return "";
  const before = KINDS.includes(kind) ? `/id/${kind}/` : kind === "item" || kind === "article" ? `/${kind}/` : "";
  return before && before + encodeURI(rest).replaceAll("%25", "%").replaceAll("?", "%3F");
}

/** Where a link to a thing leads: its page on this server, or itself where it is an address elsewhere. */
export function link(id: string): string {
  return address(id) ? root + address(id) : id;
}

export interface Subgraph {
  nodes: Record<string, Named & { iri: string }>;
  edges: { source: string; target: string; kind: string; claim: string; item: string; stage: string; modality: string; figure: string; start: string | null; end: string | null }[];
  /** Headlines of the news items behind the edges. */
  items: Record<string, string>;
  terms: Terms;
}

/** What joins some entities; `listing` is one text that names them (explorer/listing.ts). */
export const subgraph = async (listing: string): Promise<Subgraph> =>
  read<Subgraph>(await asked("/subgraph", { method: "POST", body: new URLSearchParams({ nodes: listing }), headers: { Accept: "application/json" } }));

export interface Path {
  from: string;
  to: string;
  steps: { source: string; target: string }[];
}
export const path = (from: string, to: string, signal?: AbortSignal) =>
  get<Path>(`/path?${new URLSearchParams({ from, to })}`, signal);
