// The editor: CodeMirror in a shadow root, so that its styles are adopted style sheets, which a strict
// Content-Security-Policy allows. The text area of the form stays, hidden, and always holds the same query.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, StreamLanguage } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { source } from "./complete.js";
import { prepare } from "./match.js";
import { theme } from "./theme.js";
import { typing } from "./typing.js";
import { position, setWrong, wrong } from "./wrong.js";

// Milliseconds until terms are asked for again that did not come.
const AGAIN = 2000;

// Puts an editor in the place of a text area; `ask` runs on Ctrl-Enter, `load` gives prefixes and terms.
export function create(area, { texts, language, ask, load }) {
  const host = document.createElement("div");
  host.className = "editor";
  area.after(host);
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({ doc: area.value, extensions: extensions(area, texts, language, ask, load) }),
  });
  area.hidden = true;
  area.required = false;
  return handle(view, area);
}

function extensions(area, texts, language, ask, load) {
  const run = () => (ask(), true);
  return [
    lineNumbers(),
    highlightSpecialChars(),
    history(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    StreamLanguage.define(sparql),
    autocompletion({ override: [later(load, texts, language)], icons: false, defaultKeymap: true }),
    keymap.of([{ key: "Ctrl-Enter", run }, { key: "Mod-Enter", run }, ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap.filter(plain), ...historyKeymap]),
    EditorState.phrases.of({ Completions: texts.completions }),
    EditorView.contentAttributes.of({ "aria-label": texts.query, spellcheck: "false", autocapitalize: "off", translate: "no" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) area.value = update.state.doc.toString();
    }),
    wrong,
    typing,
    theme,
  ];
}

// Keys that mean something else here: Ctrl-Enter asks, and Tab must leave.
const plain = (binding) => !["Mod-Enter", "Ctrl-m", "Tab"].includes(binding.key);

// A source that asks the server for terms the first time it is needed; where that fails, it offers keywords,
// and asks again a little later.
function later(load, texts, language) {
  let ready;
  return async (context) => {
    ready ??= load()
      .then((known) => ({ prefixes: known.prefixes, terms: prepare(known.terms) }))
      .catch(() => {
        setTimeout(() => (ready = undefined), AGAIN);
        return { prefixes: {}, terms: [] };
      });
    const found = source(await ready, texts, language)(context);
    return context.aborted ? null : found;
  };
}

function handle(view, area) {
  const at = (line, column) => position(view.state.doc, line, column);
  return {
    set(query) {
      if (query !== area.value) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: query } });
    },
    mark: (line, column) => view.dispatch({ effects: setWrong(line ? at(line, column) : null) }),
    go(line, column) {
      view.dispatch({ selection: { anchor: at(line, column) }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}
