// Keys for the desk of links. Everything works without this file.
"use strict";

const ways = document.getElementById("ways").dataset;
const decide = document.getElementById("decide");
const go = (query) => { location.href = `/?show=${ways.show}${query}`; };
const choose = (key) => { if (key) go(`&pair=${key}#pair`); };
const press = (name) => decide?.querySelector(`button[value="${name}"]:not(:disabled)`)?.click();
const focus = (selector) => document.querySelector(selector)?.focus();
const reason = () => focus(document.documentElement.lang === "vi" ? "#evidence_vi" : "#evidence_en");

// What is rejected needs its reason: the key leads to it where there is none.
function reject() {
  const said = [...(decide?.querySelectorAll("#evidence_vi, #evidence_en") ?? [])].some((field) => field.value.trim());
  said ? press("rejected") : reason();
}

function nextFilter() {
  const links = [...document.querySelectorAll("#filters a")];
  links[(links.findIndex((link) => link.hasAttribute("aria-current")) + 1) % links.length].click();
}

const KEYS = {
  j: () => choose(ways.after),
  ArrowDown: () => choose(ways.after),
  k: () => choose(ways.before),
  ArrowUp: () => choose(ways.before),
  a: () => press("accepted"),
  r: reject,
  u: () => press("unsure"),
  s: () => choose(ways.after),
  z: () => press("undo"),
  n: reason,
  p: () => focus("#relation"),
  f: nextFilter,
  Escape: () => go(""),
  "?": () => { const keys = document.getElementById("keys"); keys.open = !keys.open; keys.scrollIntoView(); },
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      press("accepted");
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.getElementById("pair")?.scrollIntoView({ block: "nearest" });
if (document.querySelector(".problem")) reason();
