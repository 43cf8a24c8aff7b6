// Two languages. Each part has a dictionary of its own: `const t = dictionary({en: {…}, zh: {…}})`, then `t("key")`.
export type Language = "en" | "zh";
type Values = Record<string, string | number>;
/** A text with names in braces: "{shown} of {total}"; "{n:step|steps}" is one of two words, for one and for others. */
type Texts<K extends string> = Record<Language, Record<K, string>>;

/** A cookie, since pages that the server writes are in this language too. */
const KEY = "aikg.language";
const watchers = new Set<() => void>();
let chosen: Language = (kept() ?? navigator.language).startsWith("zh") ? "zh" : "en";
document.documentElement.lang = tag();

export function language(): Language {
  return chosen;
}

/** The language as HTML names it. */
export function tag(): string {
  return chosen === "zh" ? "zh-Hans" : "en";
}

export function chooseLanguage(next: Language): void {
  chosen = next;
  keep(next);
  document.documentElement.lang = tag();
  for (const watcher of watchers) watcher();
}

function keep(next: Language): void {
  try {
    document.cookie = `${KEY}=${next}; path=/; max-age=31536000; samesite=lax`;
  } catch {
    // A page in a frame that may keep nothing forgets it.
  }
}

function kept(): string | undefined {
  try {
    return document.cookie.split("; ").find((pair) => pair.startsWith(`${KEY}=`))?.slice(KEY.length + 1);
  } catch {
    return undefined;
  }
}

/** Calls back whenever another language is chosen, so that what is shown can be written anew. */
export function onLanguage(watcher: () => void): void {
  watchers.add(watcher);
}

/** The texts of one part: a key that one of the languages lacks is an error of the type checker. */
export function dictionary<K extends string>(texts: Texts<K>): (key: K, values?: Values) => string {
  return (key, values = {}) =>
    texts[chosen][key].replace(/\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
      if (!Object.hasOwn(values, name)) return whole;
      return one === undefined ? format(values[name]!) : values[name] === 1 ? one : many!;
    });
}

/** A number as the language writes it, a text as it is. */
export function format(value: string | number): string {
  return typeof value === "number" ? value.toLocaleString(tag()) : value;
}

/** The name of a thing in the language of the page; the other one, where it has none in this. */
export function named(thing: { label: string; label_zh?: string }): string {
  return (chosen === "zh" && thing.label_zh) || thing.label;
}
