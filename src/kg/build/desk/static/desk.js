// Keys for the desk, and adding by selecting words. Everything else works without this file.
"use strict";

const ways = document.getElementById("ways").dataset;
const decide = document.getElementById("decide");
const go = (query) => { location.href = `/?show=${ways.show}${query}`; };
const choose = (key) => { if (key) go(`&fact=${key}#passage`); };
const press = (action) => decide?.querySelector(`button[value="${action}"]:not(:disabled)`)?.click();
const focus = (selector) => document.querySelector(selector)?.focus();

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

function nextFilter() {
  const links = [...document.querySelectorAll("#filters a:not(#add-link)")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[(here + 1) % links.length].click();
}

const KEYS = {
  j: () => choose(ways.after),
  ArrowDown: () => choose(ways.after),
  k: () => choose(ways.before),
  ArrowUp: () => choose(ways.before),
  c: () => press("confirm"),
  d: () => press("dispute"),
  r: () => press("retract"),
  u: () => press("undo"),
  x: () => focus("#decide fieldset input:not([type=hidden])"),
  n: () => focus("#note_vi"),
  a: add,
  s: nextFilter,
  Escape: () => go(""),
  "?": () => { const keys = document.getElementById("keys"); keys.open = !keys.open; keys.scrollIntoView(); },
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form === decide ? press(field.name.startsWith("note") ? "note" : "correct") : field.form.requestSubmit();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.getElementById("passage")?.scrollIntoView({ block: "center" });
document.querySelector("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
document.querySelector("#adding, .problem")?.scrollIntoView({ block: "start" });
