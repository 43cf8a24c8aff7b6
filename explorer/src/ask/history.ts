// Queries that were run here, newest first. They stay in this browser, are few, and can be forgotten.
import { keep, kept } from "../theme";

export interface Past {
  text: string;
  when: string;
}
const KEY = "aikg.queries";
const MOST = 40;
const LONGEST = 20_000;

export function listed(): Past[] {
  try {
    const found: unknown = JSON.parse(kept(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one): one is Past => typeof one?.text === "string" && typeof one.when === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function remember(text: string): void {
  if (!text.trim() || text.length > LONGEST) return;
  const others = listed().filter((one) => one.text !== text);
  keep(KEY, JSON.stringify([{ text, when: new Date().toISOString() }, ...others].slice(0, MOST)));
}

export function forget(): void {
  keep(KEY, "[]");
}
