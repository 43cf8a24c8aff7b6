// The colours of the page: those of the system, or the ones that were chosen. All of them are variables of theme.css.

export type Theme = "system" | "light" | "dark";
const KEY = "aikg.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const watchers = new Set<() => void>();

export function theme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

export function isDark(): boolean {
  const chosen = theme();
  return chosen === "dark" || (chosen === "system" && dark.matches);
}

export function chooseTheme(chosen: Theme): void {
  if (chosen === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
  keep(KEY, chosen);
  tell();
}

/** Calls back whenever the colours have changed, whoever changed them, until what it returns is called. */
export function onTheme(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

/** The value of a colour variable, for what is drawn and not styled: `colour("--ink")`. */
export function colour(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

/** How large things are to be drawn: 1 where a letter has 16 pixels, more on large screens. */
export function unit(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
}

export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function tell(): void {
  for (const watcher of watchers) watcher();
}
dark.addEventListener("change", tell);
