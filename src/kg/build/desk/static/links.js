// Keys for the desk of links.
import { decide, focus, go, listen, nextFilter, press, ways } from "./keys.js";

const choose = (key) => { if (key) go(`&pair=${key}#pair`); };
const reason = () => focus(document.documentElement.lang === "vi" ? "#evidence_vi" : "#evidence_en");

// What is rejected needs its reason: the key leads to it where there is none.
function reject() {
  const said = [...(decide?.querySelectorAll("#evidence_vi, #evidence_en") ?? [])].some((field) => field.value.trim());
  said ? press("rejected") : reason();
}

listen(choose, {
  a: () => press("accepted"),
  r: reject,
  u: () => press("unsure"),
  s: () => choose(ways.after),
  z: () => press("undo"),
  n: reason,
  p: () => focus("#relation"),
  f: nextFilter,
}, () => press("accepted"));

document.getElementById("pair")?.scrollIntoView({ block: "nearest" });
if (document.querySelector(".problem")) reason();
