// Two languages. Each part has a dictionary of its own: `const t = dictionary({en: {…}, zh: {…}})`, then `t("key")`.
export type Language = "en" | "zh";
type Values = Record<string, string | number>;
/** A text with names in braces: "{shown} of {total}"; "{n:step|steps}" is one of two words, for one and for others. */
type Texts<K extends string> = Record<Language, Record<K, string>>;

/** A cookie: the server writes its pages, this one too, in the language that it names, else as the browser prefers. */
const KEY = "aikg.language";
const watchers = new Set<() => void>();
let chosen: Language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

export function language(): Language {
  return chosen;
}

/** The language as HTML names it. */
export function tag(): string {
  return chosen === "zh" ? "zh-Hans" : "en";
}

export function chooseLanguage(next: Language): void {
  document.cookie = `${KEY}=${next}; path=/; max-age=31536000; samesite=lax`;
  speak(next);
}

function speak(next: Language): void {
  chosen = next;
  document.documentElement.lang = tag();
  for (const watcher of watchers) watcher();
}

// A page that the browser kept as it was, and shows again when one goes back, may be in the language of before.
addEventListener("pageshow", ({ persisted }) => {
  const kept = persisted ? document.cookie.split("; ").find((pair) => pair.startsWith(`${KEY}=`))?.slice(KEY.length + 1) : undefined;
  if ((kept === "en" || kept === "zh") && kept !== chosen) speak(kept);
});

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
