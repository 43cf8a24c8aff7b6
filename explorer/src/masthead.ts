// What stands above every page: where one is, the language and the colours.
import { fill, h, icon } from "./dom";
import { chooseLanguage, dictionary, language, onLanguage } from "./i18n";
import { chooseTheme, onTheme, theme, type Theme } from "./theme";

const t = dictionary({
  en: {
    pages: "Pages", explorer: "Explore", ask: "Ask", map: "Map", language: "中文", languageName: "中文 (switch to Chinese)",
    theme: "Colours: {now}", system: "as the system", light: "light", dark: "dark",
  },
  zh: {
    pages: "页面", explorer: "探索", ask: "提问", map: "全图", language: "English", languageName: "English（切换为英文）",
    theme: "配色：{now}", system: "跟随系统", light: "浅色", dark: "深色",
  },
}); // prettier-ignore

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICONS: Record<Theme, string> = {
  system: "M4 5h16v11H4zM9 20h6M12 16v4",
  light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
};
/** Fills the `<header class="masthead">` that the server has sent with its links: their words, what stands `between`, the choices. */
export function masthead(header: HTMLElement, ...between: HTMLElement[]): void {
  const nav = header.querySelector("nav")!;
  const choices = h("div", { class: "choices" });
  const write = (): void => {
    const at = [...choices.children].indexOf(document.activeElement!);
    nav.setAttribute("aria-label", t("pages"));
    for (const link of nav.querySelectorAll("a")) link.textContent = t(link.dataset["page"] as "explorer" | "ask" | "map");
    fill(
      choices,
      h("button", { type: "button", "aria-label": t("languageName"), onclick: () => chooseLanguage(language() === "en" ? "zh" : "en") }, t("language")),
      h("button", { type: "button", "aria-label": t("theme", { now: t(theme()) }), title: t("theme", { now: t(theme()) }), onclick: () => chooseTheme(NEXT[theme()]) }, icon(ICONS[theme()])),
    );
    (choices.children[at] as HTMLElement | undefined)?.focus();
  };
  header.append(...between, choices);
  onLanguage(write);
  onTheme(write);
  write();
}
