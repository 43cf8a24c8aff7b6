// The editor: CodeMirror with SPARQL's grammar. It lives in a shadow root, since the policy of the page allows style sheets
// that a script adopts, and no others.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec, type Transaction } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, type KeyBinding } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { onLanguage } from "../i18n";
import { complete, declaring } from "./completion";

export interface Editor {
  text: string;
  focus(): void;
  /** Goes to a place, counted from 1. */
  go(line: number, column: number): void;
  /** Marks what is wrong; null: nothing is. */
  complain(problem: { line: number; column: number; why: string } | null): void;
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.modifier], color: "var(--syntax-word)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--syntax-variable)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--syntax-text)" },
  { tag: [tags.number, tags.bool, tags.integer, tags.float], color: "var(--syntax-number)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName, tags.className], color: "var(--syntax-name)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.standard(tags.function(tags.variableName))], color: "var(--syntax-word)" },
]);

const LOOK = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: ".9375rem", maxHeight: "60vh", borderRadius: "8px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Code", "Noto Sans Mono", Menlo, Consolas, monospace', lineHeight: "1.5", minHeight: "12rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--hover) 60%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--info-paper)", outline: "1px solid var(--info)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "8px", boxShadow: "var(--shadow)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: ".2rem .5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", marginLeft: ".8em" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  // Its own are pictures in data: addresses, which the policy of the page does not allow.
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad)" },
  ".cm-diagnostic": { color: "var(--ink)" },
});

/**
 * Puts in the place of what is chosen what is typed over it. The browser's own way keeps the looks of what was there, by a style="…"
 * that the policy of the page does not allow.
 */
const typedOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data }, view) {
    const { from, to, empty } = view.state.selection.main;
    if (inputType !== "insertText" || !data || empty || view.composing) return false;
    const insert = (): Transaction => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert))) view.dispatch(insert());
    return true;
  },
});

/** After Escape the next Tab leaves the editor, also where Escape closed a list of completions. */
const leaving: KeyBinding = { key: "Escape", run: (view) => (view.setTabFocusMode(5_000), false) };

export function editor(parent: HTMLElement, label: () => string, run: () => void): Editor {
  const root = parent.attachShadow({ mode: "open" });
  const named = new Compartment();
  const names = () => EditorView.contentAttributes.of({ "aria-label": label() });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      extensions: [
        Prec.highest(keymap.of([leaving])), lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), EditorView.lineWrapping,
        sparql(), syntaxHighlighting(COLOURS), LOOK, autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60 }), declaring, typedOver, named.of(names()),
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      ],
    }),
  }); // prettier-ignore
  onLanguage(() => view.dispatch({ effects: named.reconfigure(names()) }));

  const offset = (line: number, column: number): number => {
    const found = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
    return found.from + Math.max(0, Math.min(column - 1, found.length));
  };
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
    },
    focus: () => view.focus(),
    go(line, column) {
      view.dispatch({ selection: { anchor: offset(line, column) }, scrollIntoView: true });
      view.focus();
    },
    complain(problem) {
      if (!problem) return view.dispatch(setDiagnostics(view.state, []));
      const from = offset(problem.line, problem.column);
      const to = Math.min(view.state.doc.length, Math.max(from + 1, view.state.wordAt(from)?.to ?? from + 1));
      view.dispatch(setDiagnostics(view.state, [{ from: Math.min(from, to), to, severity: "error", message: problem.why }]));
    },
  };
}
