// The place of a mistake, marked in the query until it is changed.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

const mark = StateEffect.define();
const LINE = Decoration.line({ class: "cm-wrongLine" });
const WORD = Decoration.mark({ class: "cm-wrong" });

const field = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    const asked = transaction.effects.find((effect) => effect.is(mark));
    if (asked) return asked.value === null ? Decoration.none : around(transaction.state.doc, asked.value);
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (self) => [
    EditorView.decorations.from(self),
    EditorView.contentAttributes.from(self, (marks) => ({ "aria-invalid": String(marks.size > 0) })),
  ],
});

export const wrong = field;
export const setWrong = (position) => mark.of(position);

// The line of a position, and the word that begins there; at the end of a line, the character before.
function around(doc, position) {
  const line = doc.lineAt(position);
  const rest = /^(\s*)([\p{L}\p{N}_:?$-]+|\S)?/u.exec(line.text.slice(position - line.from));
  const from = rest[2] ? position + rest[1].length : Math.max(line.from, line.to - 1);
  const to = rest[2] ? from + rest[2].length : line.to;
  return Decoration.set([LINE.range(line.from), ...(to > from ? [WORD.range(from, to)] : [])]);
}

// The position of a line and a column, both from 1, the column counted in characters of Unicode.
export function position(doc, line, column) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return found.from + [...found.text].slice(0, column - 1).join("").length;
}
