// Names of the classes of entities, for those places that ask the server for no terms.
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

export function className(type: string): string {
  return Object.hasOwn(NAMES, type) ? NAMES[type]![language()] : type;
}
