// A citation of a claim: as text, as BibTeX and as CSL-JSON, to be copied. It leads to the claim's own address.
import { type Statement } from "../api";
import { copy } from "../copying";
import { h } from "../dom";
import { dictionary } from "../i18n";

const t = dictionary({
  en: { text: "Text", bibtex: "BibTeX", csl: "CSL-JSON", copy: "Copy", as: "Copy as {form}" },
  zh: { text: "文本", bibtex: "BibTeX", csl: "CSL-JSON", copy: "复制", as: "复制为 {form}" },
});

const BASE = "https://w3id.org/aikg/";

export interface Citation {
  text: string;
  bibtex: string;
  csl: string;
}

/** A claim by its address, its words, its item, its article and its place. */
export function citation(said: Pick<Statement, "claim" | "label" | "places">, headline: string, article: string, today: string): Citation {
  const address = BASE + said.claim.replace(":", "/");
  const places = said.places.map(({ start, end }) => `${start}–${end}`).join(", ");
  const container = article ? `${headline}, in: ${article}` : headline;
  const note = `characters ${places} of the article text, SHA-256 ${said.places[0]?.sha256 ?? "unknown"}`;
  const key = `aikg-${said.claim.replace(/[^A-Za-z0-9]+/g, "-")}`;
  const [year, month, day] = today.split("-").map(Number);
  return {
    text: `“${said.label}” ${container} (${note}). AIKG knowledge graph, ${address}, seen ${today}.`,
    bibtex: `@misc{${key},\n  title = {${tex(said.label)}},\n  howpublished = {${tex(container)}},\n  note = {${tex(note)}},\n  url = {${address}},\n  urldate = {${today}}\n}`,
    csl: JSON.stringify([{ id: key, type: "dataset", title: said.label, "container-title": container, publisher: "AIKG knowledge graph", note, URL: address, accessed: { "date-parts": [[year, month, day]] } }], null, 2),
  };
}

/** The citation as three texts with a button each. */
export function cite(said: Statement, headline: string, article: string): HTMLElement {
  const found = citation(said, headline, article, new Date().toISOString().slice(0, 10));
  return h("div", {}, ...(["text", "bibtex", "csl"] as const).map((form) =>
    h("div", { class: "form" },
      h("div", { class: "head" }, h("strong", {}, t(form)), h("button", { type: "button", class: "button plain", "aria-label": t("as", { form: t(form) }), onclick: () => void copy(found[form]) }, t("copy"))),
      h("pre", { tabindex: "0", "aria-label": t(form) }, found[form]),
    ),
  )); // prettier-ignore
}

function tex(text: string): string {
  return text.replace(/[\\{}$&%#_^~]/g, (sign) => ({ "\\": "\\textbackslash{}", "^": "\\^{}", "~": "\\~{}" })[sign] ?? `\\${sign}`);
}
