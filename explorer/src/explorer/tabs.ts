// Tabs (ARIA): arrows move between them, one panel is seen.
import { h } from "../dom";

export interface Tabs<K extends string> {
  element: HTMLElement;
  choose(name: K, focus: boolean): void;
  /** Writes the names anew, in another language. */
  write(): void;
}

export function tabs<K extends string>(panels: Record<K, HTMLElement>, nameOf: (name: K) => string, chosen: (name: K) => void): Tabs<K> {
  const names = Object.keys(panels) as K[];
  const buttons = new Map<K, HTMLButtonElement>();
  const row = h("div", { role: "tablist" });
  for (const name of names) {
    const button = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => pick(name, false) });
    buttons.set(name, button);
    row.append(button);
    const panel = panels[name];
    panel.id = `panel-${name}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", button.id);
    panel.tabIndex = 0;
  }
  const choose = (chosen: K, focus: boolean): void => {
    for (const name of names) {
      const button = buttons.get(name)!;
      button.setAttribute("aria-selected", String(name === chosen));
      button.tabIndex = name === chosen ? 0 : -1;
      panels[name].hidden = name !== chosen;
    }
    if (focus) buttons.get(chosen)!.focus();
  };
  const pick = (name: K, focus: boolean): void => {
    choose(name, focus);
    chosen(name);
  };
  const write = (): void => buttons.forEach((button, name) => (button.textContent = nameOf(name)));
  row.addEventListener("keydown", (event) => {
    const at = names.findIndex((name) => buttons.get(name) === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    pick(names[(to + names.length) % names.length]!, true);
  });
  write();
  choose(names[0]!, false);
  return { element: h("div", { class: "tabs" }, row, ...Object.values<HTMLElement>(panels)), choose, write };
}
