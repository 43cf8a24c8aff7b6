// The catalogue as the server lists it, and its answers.
import { ApiError, asked, get } from "../api";
import { dictionary, language, type Language } from "../i18n";
import type { Asked } from "./asked";
import { ofNodeLink, ofResults, type Answer, type NodeLink, type ResultsJson } from "./answer";

const t = dictionary({
  en: { large: "The answer is larger than a page can show. Ask for less, or take it as a file." },
  zh: { large: "结果超出页面可显示的大小。请缩小范围，或下载为文件。" },
});

export interface Parameter {
  type: "entity" | "date" | "integer" | "decimal" | "string" | "enum";
  description?: string;
  required?: boolean;
  default?: string;
  example?: string;
  class?: string[];
  values?: string[];
  picks?: string;
}
export interface Question {
  name: string;
  summary: string;
  description: string;
  tags: string[];
  params: Record<string, Parameter>;
  /** Of a view: what every network can be asked. */
  options?: Record<string, Parameter>;
  returns: Record<string, string>;
  chart: { type: "bar" | "network"; x: string; y: string } | null;
  formats: string[];
}
/** What the catalogue says in other languages than English, by the English text. */
type Translations = Partial<Record<Language, Record<string, string>>>;
let translations: Translations = {};

/** A text of the catalogue in the language of the page; in English, where it has none in that. */
export function said(text: string): string {
  const known = translations[language()] ?? {};
  return Object.hasOwn(known, text) ? known[text]! : text;
}

/** The name of a column or parameter as words. */
export function heading(name: string): string {
  const words = said(name);
  return words === name ? name.replaceAll("_", " ") : words;
}

export interface Catalogue {
  queries: Question[];
  views: Question[];
}
export interface Pick {
  value: string;
  label?: string;
  label_zh?: string;
  claims?: number;
}

/** Rows of a page. */
export const ROWS = 1_000;
/** Characters of a network that a page takes. */
const LARGEST = 16_000_000;

export async function catalogue(): Promise<Catalogue> {
  const [{ queries, texts }, { views }] = await Promise.all([get<{ queries: Question[]; texts: Translations }>("/queries"), get<{ views: Question[] }>("/views")]);
  translations = texts;
  return { queries, views };
}

export const picks = (folder: string, name: string, parameter: string, text: string, signal?: AbortSignal) =>
  get<{ total: number; values: Pick[] }>(`/${folder}/${name}/params/${parameter}?${new URLSearchParams({ q: text, limit: "30" })}`, signal);

/** The address of a question's answer as a file, all of it. */
export function file({ folder, name, given }: Asked, suffix: string): string {
  const query = new URLSearchParams(given).toString();
  return `/${folder}/${name}.${suffix}${query && `?${query}`}`;
}

/** The SPARQL of a question, with what it is given bound. */
export async function text(question: Asked): Promise<string> {
  return (await asked(file(question, "rq"), {})).text();
}

/** The answer of a question; of a view, its claims. */
export async function answer(question: Asked, signal: AbortSignal): Promise<Answer> {
  const page = { limit: String(ROWS), offset: String(question.offset) };
  if (question.folder === "views") return ofNodeLink(JSON.parse(await bounded(await asked(file(question, "json"), { signal }))) as NodeLink);
  const response = await asked(file({ ...question, given: { ...question.given, ...page } }, "json"), { signal });
  const more = /rel="?next/.test(response.headers.get("Link") ?? "");
  return ofResults((await response.json()) as ResultsJson, more, null);
}

/** The text of a response, which is not read past what a page can take. */
export async function bounded(response: Response): Promise<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += value;
    if (text.length > LARGEST) {
      void reader.cancel();
      throw new ApiError(0, "too-large", t("large"));
    }
  }
}
