// Keys for the desk, and adding by selecting words.
import { decide, focus, go, listen, nextFilter, press } from "./keys.js";

const choose = (key) => { if (key) go(`&fact=${key}#passage`); };

// Offsets are code points of the stored text; a piece knows where it begins, and holds no end of a line but its own.
function offset(node, inside) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const piece = element?.closest("[data-at]");
  if (!piece) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, inside) : "";
  return Number(piece.dataset.at) + [...before].length;
}

function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  return start === null || end === null || end <= start ? null : { start, end };
}

function add() {
  const at = selected();
  go(at ? `&new=figure&start=${at.start}&end=${at.end}` : "&new=choose");
}

// In a field: what was typed is sent as what the field is for.
function send(field) {
  if (field.form !== decide) field.form.requestSubmit();
  else press(field.name.startsWith("note") ? "note" : "correct");
}

listen(choose, {
  c: () => press("confirm"),
  d: () => press("dispute"),
  r: () => press("retract"),
  u: () => press("undo"),
  x: () => focus("#decide fieldset input:not([type=hidden])"),
  n: () => focus("#note_vi"),
  a: add,
  s: nextFilter,
}, send);

document.getElementById("passage")?.scrollIntoView({ block: "center" });
document.querySelector("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
document.querySelector("#adding, .problem")?.scrollIntoView({ block: "start" });
