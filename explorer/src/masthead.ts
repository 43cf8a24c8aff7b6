// What stands above every page: where one is, the language and the colours.
import { root } from "./api";
import { fill, h, icon } from "./dom";
import { chooseLanguage, dictionary, language, onLanguage } from "./i18n";
import { chooseTheme, onTheme, theme, type Theme } from "./theme";

const t = dictionary({
  en: {
    pages: "Pages", explore: "Explore", ask: "Ask", map: "Map", language: "中文", languageName: "中文 (switch to Chinese)",
    theme: "Colours: {now}", system: "as the system", light: "light", dark: "dark",
  },
  zh: {
    pages: "页面", explore: "探索", ask: "提问", map: "全图", language: "English", languageName: "English（切换为英文）",
    theme: "配色：{now}", system: "跟随系统", light: "浅色", dark: "深色",
  },
}); // prettier-ignore

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICONS: Record<Theme, string> = {
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
};
/** Pages of the explorer, and their paths. */
export const PAGES = { explore: "/", ask: "/ask", map: "/map" } as const;
export type Page = keyof typeof PAGES;

/** Fills the `<header class="masthead">` of a page that `here` names; `offered` are the pages that there are. */
export function masthead(header: HTMLElement, here: Page | null, ...between: HTMLElement[]): void {
  const nav = h("nav");
  const choices = h("div", { class: "choices" });
  const write = (): void => {
    const offered = (header.dataset["pages"] ?? "explore").split(" ") as Page[];
    nav.setAttribute("aria-label", t("pages"));
    nav.hidden = offered.length < 2;
    fill(nav, ...offered.map((page) => h("a", { href: root + PAGES[page], "aria-current": page === here && "page" }, t(page))));
    fill(
      choices,
      h("button", { type: "button", "aria-label": t("languageName"), onclick: () => chooseLanguage(language() === "en" ? "zh" : "en") }, t("language")),
      h("button", { type: "button", "aria-label": t("theme", { now: t(theme()) }), title: t("theme", { now: t(theme()) }), onclick: () => chooseTheme(NEXT[theme()]) }, icon(ICONS[theme()])),
    );
  };
  fill(header, h("a", { class: "home", href: `${root}/` }, "aikg"), nav, ...between, choices);
  onLanguage(write);
  onTheme(write);
  write();
}
