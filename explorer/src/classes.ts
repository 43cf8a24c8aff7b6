// The classes of entities and their names, for those places that ask the server for no terms.
import { language } from "./i18n";

const NAMES: Record<string, { en: string; zh: string }> = {
  Organization: { en: "Organization", zh: "机构" },
  Model: { en: "Model", zh: "模型" },
  Product: { en: "Product", zh: "产品" },
  Policy: { en: "Policy", zh: "政策" },
  Person: { en: "Person", zh: "人物" },
  Place: { en: "Place", zh: "地点" },
  Concept: { en: "Concept", zh: "概念" },
  Role: { en: "Role", zh: "岗位" },
};

/** The kinds of entities, as their names begin: `organization:xai`. */
export const KINDS = Object.keys(NAMES).map((name) => name.toLowerCase());

/** The class of an entity, by its name; "" of what is none. */
export function classOf(id: string): string {
  const kind = id.slice(0, id.indexOf(":"));
  return KINDS.includes(kind) ? kind[0]!.toUpperCase() + kind.slice(1) : "";
}

export function className(type: string): string {
  return Object.hasOwn(NAMES, type) ? NAMES[type]![language()] : type;
}
