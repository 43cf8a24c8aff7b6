// A button that opens a menu (ARIA menu button): arrows move, Escape closes and gives the focus back.
import { h } from "../dom";

export function menuButton(label: string, sign: Node, content: readonly HTMLElement[]): HTMLElement {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, hidden: true });
  const items = content.filter((one) => one.getAttribute("role") === "menuitem");
  const notes = content.filter((one) => !items.includes(one));
  menu.append(...items);
  const popup = h("div", { class: "popup", hidden: true }, ...notes, menu);
  const button = h("button", { type: "button", class: "button", "data-tool": "export", "aria-label": label, title: label, "aria-haspopup": "menu", "aria-expanded": "false" }, sign);
  const element = h("div", { class: "menubutton" }, button, popup);

  const toggle = (open: boolean): void => {
    popup.hidden = menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) items[0]?.focus();
  };
  for (const item of items) {
    item.tabIndex = -1;
    item.addEventListener("click", () => {
      toggle(false);
      button.focus();
    });
  }
  button.addEventListener("click", () => toggle(popup.hidden));
  element.addEventListener("focusout", (event) => {
    if (!element.contains(event.relatedTarget as Node | null)) toggle(false);
  });
  element.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape" && !popup.hidden) {
      toggle(false);
      button.focus();
    } else if (event.key === "ArrowDown" && popup.hidden) toggle(true);
    else if (event.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length]?.focus();
    else if (event.key === "Home") items[0]?.focus();
    else if (event.key === "End") items.at(-1)?.focus();
    else return;
    event.preventDefault();
  });
  return element;
}
