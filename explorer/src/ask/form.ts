// A question as a form: what each parameter can be comes from the graph; what it must be is checked before it is sent.
import { className, classOf } from "../classes";
import { combobox } from "../combobox";
import { fill, h } from "../dom";
import { dictionary, named } from "../i18n";
import { expanded, inWords, known } from "./known";
import { heading, picks, said, type Parameter, type Pick, type Question } from "./offered";

const t = dictionary({
  en: { ask: "Ask", any: "any", required: "needed", example: "for example {value}", use: "Use the example", first: "from {first} to {last}", claims: "{n} claims", more: "More options", needs: "{name} is needed.", date: "{name}: write a day as 2026-05-31.", number: "{name}: write a number as 1500000 or 0.5.", whole: "{name}: write a whole number." },
  zh: { ask: "提问", any: "不限", required: "必填", example: "例如 {value}", use: "使用示例", first: "{first} 至 {last}", claims: "{n} 条陈述", more: "更多选项", needs: "请填写 {name}。", date: "{name}：日期请写作 2026-05-31。", number: "{name}：数字请写作 1500000 或 0.5。", whole: "{name}：请填写整数。" },
}); // prettier-ignore

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CHECKS: Partial<Record<Parameter["type"], [RegExp, "date" | "number" | "whole"]>> = {
  date: [DAY, "date"],
  decimal: [/^[+-]?(?:\d+\.?\d*|\.\d+)$/, "number"],
  integer: [/^[+-]?\d+$/, "whole"],
};

export interface Sent {
  folder: string;
  question: Question;
  given: Readonly<Record<string, string>>;
  submit(given: Record<string, string>): void;
}

export function form({ folder, question, given, submit }: Sent): HTMLFormElement {
  const options = Object.entries(question.options ?? {});
  const fields = new Map<string, { input: HTMLInputElement | HTMLSelectElement; parameter: Parameter }>();
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const field = ([name, parameter]: [string, Parameter]): HTMLElement => {
    const id = `p-${name}`;
    const value = given[name] ?? (parameter.required ? "" : (parameter.default ?? ""));
    const input = parameter.type === "enum" ? choice(name, parameter, value) : h("input", { type: parameter.type === "entity" ? "search" : "text", value, placeholder: parameter.example && t("example", { value: parameter.example }), maxlength: "2000", inputmode: CHECKS[parameter.type] && parameter.type !== "date" && "decimal" });
    const hint = h("span", { class: "hint", id: `${id}-hint` }, said(parameter.description ?? ""));
    for (const [key, text] of Object.entries({ id, name, "aria-describedby": hint.id, ...(parameter.required ? { "aria-required": "true" } : {}) })) input.setAttribute(key, text);
    fields.set(name, { input, parameter });
    const holder = h("div", { class: parameter.type === "entity" ? "combobox" : "input" }, input);
    if (parameter.type === "entity" && parameter.picks) offering(input as HTMLInputElement, folder, question.name, name);
    else if (parameter.picks && parameter.type === "date") void range(hint, folder, question.name, name);
    return h("div", { class: "field" },
      h("label", { for: id }, heading(name), parameter.required && h("em", {}, ` ${t("required")}`)),
      holder,
      hint,
      parameter.example && parameter.required && !value && h("button", { type: "button", class: "button plain", onclick: () => ((input.value = parameter.example!), input.focus()) }, `${t("use")}: ${parameter.example}`),
    ); // prettier-ignore
  };
  const element = h("form", { class: "asking", novalidate: true },
    ...Object.entries(question.params).map(field),
    options.length > 0 && h("details", { open: options.some(([name]) => given[name]) }, h("summary", {}, t("more")), ...options.map(field)),
    problem,
    h("p", {}, h("button", { class: "button primary" }, t("ask"))),
  ); // prettier-ignore
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const sent: Record<string, string> = {};
    for (const [name, { input, parameter }] of fields) {
      const value = input.value.trim();
      const wrong = complaint(name, value, parameter);
      input.toggleAttribute("aria-invalid", false);
      if (wrong) {
        input.setAttribute("aria-invalid", "true");
        fill(problem, wrong);
        problem.hidden = false;
        return input.focus();
      }
      if (value) sent[name] = value;
    }
    problem.hidden = true;
    submit(sent);
  });
  return element;
}

function complaint(name: string, value: string, parameter: Parameter): string {
  if (!value) return parameter.required && parameter.default === undefined ? t("needs", { name }) : "";
  const [pattern, text] = CHECKS[parameter.type] ?? [/^/, "number" as const];
  const sound = pattern.test(value) && (parameter.type !== "date" || !Number.isNaN(Date.parse(value)));
  return sound ? "" : t(text, { name });
}

function choice(name: string, parameter: Parameter, value: string): HTMLSelectElement {
  return h("select", {}, h("option", { value: "" }, t("any")), ...(parameter.values ?? []).map((one) => h("option", { value: one, selected: one === value }, called(name, one))));
}

/** A value as the ontology calls it: of `stage` the stage, of `kind` the kind of a measure, a relation or a class; else as it is. */
function called(parameter: string, value: string): string {
  const name = [`aikgv:${parameter}-${value}`, `aikgv:${value}`, `aikg:${value}`].find((one) => Object.hasOwn(known.terms, one));
  return name ? inWords(expanded(name)) : className(classOf(`${value}:`)) || value;
}

/** What an entity can be, those with most claims first, also before anything is typed. */
function offering(input: HTMLInputElement, folder: string, question: string, parameter: string): void {
  combobox<Pick>(input, {
    find: async (text, signal) => (await picks(folder, question, parameter, text, signal)).values,
    show: (pick) => [
      named({ label: pick.label ?? pick.value, label_zh: pick.label_zh ?? "" }),
      h("span", { class: "alias" }, pick.label_zh && pick.label !== pick.label_zh ? pick.label_zh : ""),
      h("span", { class: "class" }, pick.claims ? t("claims", { n: pick.claims }) : ""),
    ],
    pick: (pick) => (input.value = pick.value),
    submit: () => input.form!.requestSubmit(),
  });
}

async function range(hint: HTMLElement, folder: string, question: string, parameter: string): Promise<void> {
  const { values } = await picks(folder, question, parameter, "").catch(() => ({ values: [] as Pick[] }));
  if (values.length >= 2) hint.append(` (${t("first", { first: values[0]!.value, last: values.at(-1)!.value })})`);
}
