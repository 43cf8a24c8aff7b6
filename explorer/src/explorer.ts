// The page at "/": search, news and questions; and, once someone is found or the address names them, the walk.
import "./theme.css";
import "./explorer.css";
import { search, type Hit } from "./api";
import { className } from "./classes";
import { combobox } from "./combobox";
import { h } from "./dom";
import { dictionary, language, named, onLanguage } from "./i18n";
import { masthead } from "./masthead";

const texts = {
  en: {
    title: "AI-industry news as a knowledge graph", lead: "Every fact traceable to the sentence that says it.", search: "Search by name", example: "A company, a model, a policy … xAI, 智谱", go: "Search",
    news: "News", questions: "Good questions", empty: "No news item is in this graph yet.", allQuestions: "all questions", allViews: "all views", interface: "HTTP interface", ontology: "ontology", licences: "licences",
    failed: "The page could not be loaded. Load it again.",
  },
  zh: {
    title: "AI 产业新闻知识图谱", lead: "每条事实都可追溯到原文语句。", search: "按名称搜索", example: "公司、模型、政策…… xAI、智谱", go: "搜索",
    news: "新闻", questions: "不妨一问", empty: "图中还没有新闻。", allQuestions: "全部问题", allViews: "全部视图", interface: "HTTP 接口", ontology: "本体", licences: "许可证",
    failed: "页面加载失败，请重新加载。",
  },
}; // prettier-ignore
const t = dictionary(texts);
type Key = keyof (typeof texts)["en"];

const home = document.querySelector<HTMLElement>("#start")!;
const stage = document.querySelector<HTMLElement>("#explorer")!;
const small = h("input", { type: "search", maxlength: "200" });
const field = h("div", { class: "combobox searching", role: "search", hidden: true }, small);
masthead(document.querySelector<HTMLElement>(".masthead")!, field);

let walking: Promise<typeof import("./explorer/page")> | undefined;
const load = (): Promise<typeof import("./explorer/page")> => (walking ??= import("./explorer/page"));
const title = document.title;

async function walk(who?: Hit): Promise<void> {
  home.hidden = true;
  stage.hidden = field.hidden = false;
  try {
    const page = await load();
    await page.begin(stage, who, () => {
      home.hidden = false;
      stage.hidden = field.hidden = true;
      document.title = title;
      home.querySelector("input")?.focus();
    });
  } catch (error) {
    walking = undefined;
    stage.replaceChildren(h("p", { class: "state failed", role: "alert" }, t("failed")));
    throw error;
  }
}

function searching(input: HTMLInputElement): void {
  combobox<Hit>(input, {
    find: async (text, signal) => (await search(text, 8, signal)).hits,
    show: (hit) => {
      const label = named(hit);
      const other = hit.name !== label ? h("span", { class: "alias" }, h("bdi", {}, hit.name)) : "";
      return [h("bdi", {}, label), other, h("span", { class: "class" }, className(hit.type))];
    },
    pick: (hit) => {
      input.value = "";
      void walk(hit);
    },
  });
}

function write(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) element.textContent = t(element.dataset["text"] as Key);
  for (const link of document.querySelectorAll<HTMLElement>(".questions a")) link.textContent = link.dataset[language()]!;
  for (const input of [small, ...home.querySelectorAll("input")]) {
    input.setAttribute("aria-label", t("search"));
    input.placeholder = input === small ? t("search") : t("example");
  }
}

searching(small);
const first = home.querySelector<HTMLInputElement>("input[name=q]")!;
searching(first);
first.form!.addEventListener("submit", (event) => {
  event.preventDefault();
  first.dispatchEvent(new InputEvent("input"));
});
document.addEventListener("keydown", (event) => {
  const writing = event.target instanceof HTMLElement && event.target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]");
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  (stage.hidden ? first : small).focus();
});
window.addEventListener("popstate", () => {
  if (location.hash.length > 1 && stage.hidden) void walk();
});
onLanguage(write);
write();
if (location.hash.length > 1) void walk();
else {
  if (matchMedia("(min-width: 40rem)").matches) first.focus();
  // Whoever searches will walk: the rest comes while they type.
  first.addEventListener("input", () => void load().catch(() => (walking = undefined)), { once: true });
}
