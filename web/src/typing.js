// Typing over a selection, done by the editor: the browser would keep the look of what it replaces in a style
// attribute, which a strict Content-Security-Policy refuses (with a complaint, and to no effect).

import { EditorView } from "@codemirror/view";

export const typing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.isComposing || !event.data) return false;
    const { from, to } = selected(view);
    if (from === to) return false;
    const insert = () => view.state.update({
      changes: { from, to, insert: view.state.toText(event.data) },
      selection: { anchor: from + event.data.length },
      userEvent: "input.type",
      scrollIntoView: true,
    });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
    event.preventDefault();
    return true;
  },
});

// The selection as the browser has it now, which the editor may not have read yet; in a shadow root an event does not
// tell it, and some browsers do not either: then the editor's own.
function selected(view) {
  const found = (view.root.getSelection ? view.root : document).getSelection();
  if (!view.contentDOM.contains(found?.anchorNode) || !view.contentDOM.contains(found.focusNode)) return view.state.selection.main;
  const ends = [view.posAtDOM(found.anchorNode, found.anchorOffset), view.posAtDOM(found.focusNode, found.focusOffset)];
  return { from: Math.min(...ends), to: Math.max(...ends) };
}
