// A search field with a list (ARIA combobox): arrows and Enter, Escape closes. What it lists comes from the caller.
import { announce, fill, h } from "./dom";
import { dictionary } from "./i18n";

const t = dictionary({
  en: { none: "Nothing is called so.", found: "{n} found", failed: "The search failed: {why}" },
  zh: { none: "没有找到。", found: "找到 {n} 个", failed: "搜索失败：{why}" },
});

export interface Offer<T> {
  /** What fits a text, best first. */
  find(text: string, signal: AbortSignal): Promise<T[]>;
  /** How one of them looks in the list. */
  show(found: T): (Node | string)[];
  pick(found: T): void;
  /** What Enter does when nothing of the list is chosen; without it, it picks the first. */
  submit?(text: string): void;
}

let numbers = 0;

/** Makes a text input into a combobox; its list is put behind it. Gives back what ends it being open. */
export function combobox<T>(input: HTMLInputElement, offer: Offer<T>): { close(): void } {
  const id = `list-${++numbers}`;
  const list = h("div", { role: "listbox", id, hidden: true });
  let found: T[] = [];
  let at = -1;
  let waiting: AbortController | undefined;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" })) {
    input.setAttribute(name, value);
  }
  input.after(list);

  const close = (): void => {
    waiting?.abort();
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const open = (...content: (Node | string)[]): void => {
    list.setAttribute("aria-label", input.getAttribute("aria-label") ?? input.placeholder);
    fill(list, ...content);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };
  const mark = (index: number): void => {
    at = index;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    const option = list.children[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const pick = (index: number): void => {
    const chosen = found[index];
    close();
    if (chosen !== undefined) offer.pick(chosen);
  };
  const look = async (): Promise<void> => {
    waiting?.abort();
    mark(-1); // what is listed fits another text
    const text = input.value.trim();
    if (!text) return close();
    const { signal } = (waiting = new AbortController());
    try {
      found = await offer.find(text, signal);
      if (signal.aborted) return;
      const options = found.map((one, n) =>
        h("div", { role: "option", id: `${id}-${n}`, "aria-selected": "false", onpointerdown: (event: Event) => event.preventDefault(), onclick: () => pick(n) }, ...offer.show(one)),
      );
      if (options.length) {
        open(...options);
        mark(offer.submit ? -1 : 0);
      } else open(h("div", { class: "note", role: "option", "aria-disabled": "true" }, t("none")));
      announce(options.length ? t("found", { n: options.length }) : t("none"));
    } catch (error) {
      if (signal.aborted) return;
      open(h("div", { class: "note", role: "option", "aria-disabled": "true" }, t("failed", { why: (error as Error).message })));
    }
  };

  input.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) void look();
  });
  input.addEventListener("compositionend", () => void look());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = found.length - 1;
    if (event.key === "ArrowDown" && list.hidden) void look();
    else if (event.key === "ArrowDown") mark(at < last ? at + 1 : 0);
    else if (event.key === "ArrowUp") mark(at > 0 ? at - 1 : last);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && !list.hidden && at >= 0) pick(at);
    else if (event.key === "Enter" && offer.submit) offer.submit(input.value.trim());
    else return;
    event.preventDefault();
  });
  return { close };
}
