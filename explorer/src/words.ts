// Names of terms of the ontology, in the language of the page: of relations, classes, stages.
import type { Terms } from "./api";
import { className } from "./classes";
import { language } from "./i18n";

/** Names of relations that the ontology takes from elsewhere. */
const ELSEWHERE: Record<"en" | "zh", Record<string, string>> = {
  en: { isPartOf: "part of", location: "located in" },
  zh: { isPartOf: "属于", location: "位于" },
};

/** What a term is called: `investsIn`, `Model`, `stage-planned`; its own name in words where it is called nothing. */
export function word(terms: Terms, name: string): string {
  for (const prefix of ["aikg:", "aikgv:", "schema:", "skos:"]) {
    const found = Object.hasOwn(terms, prefix + name) ? terms[prefix + name] : undefined;
    const text = found?.[language()] ?? found?.en;
    if (text) return text;
  }
  if (Object.hasOwn(ELSEWHERE.en, name)) return ELSEWHERE[language()][name]!;
  const known = className(name);
  return known !== name ? known : name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("-", " ").toLowerCase();
}
