// Which terms fit what is being typed: by prefixed name, local name or label, with or without marks; the best first.

import { fold } from "./fold.js";

const MOST = 60;
const words = (text) => fold(text.replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2").replace(/[-_.]/g, " "));

// Terms as the server has them, with what is searched in them made once.
export const prepare = (terms) =>
  terms.map((term) => {
    const local = term.name.slice(term.name.indexOf(":") + 1).replace(/^.*[/#](?=.)/, "").replace(/>$/, "");
    const labels = [term.vi, term.en].filter(Boolean);
    return {
      ...term,
      folded: fold(term.name),
      local: fold(local),
      parts: words(local),
      labels: labels.map(fold),
      marked: labels.map((label) => label.normalize("NFC").toLowerCase()),
    };
  });

const starts = (text, wanted) => text.startsWith(wanted) || text.includes(` ${wanted}`);

// How well a term fits folded text, 0 the best; -1 for not at all.
function rank(term, wanted) {
  if (term.folded === wanted || term.local === wanted) return 0;
  if (term.folded.startsWith(wanted) || term.local.startsWith(wanted)) return 1;
  if (term.labels.some((label) => label.startsWith(wanted))) return 2;
  if (starts(term.parts, wanted) || term.labels.some((label) => starts(label, wanted))) return 3;
  return wanted.length > 2 && term.local.includes(wanted) ? 4 : -1;
}

// The terms that fit, the best first; of those that fit alike, the kinds asked for, then the most used.
// `prefix` is the one typed, if any: only its terms fit then.
export function matching(terms, typed, kinds = []) {
  const { prefix, text } = typed;
  const wanted = fold(text);
  const marked = text.normalize("NFC").toLowerCase();
  const exact = (term) => (marked !== wanted && !term.marked.some((label) => starts(label, marked)) ? 1 : 0);
  const place = (term) => (kinds.includes(term.kind) ? kinds.indexOf(term.kind) : kinds.length);
  return terms
    .filter((term) => prefix === null || term.name.startsWith(`${prefix}:`))
    .map((term) => ({ term, rank: wanted ? rank(term, wanted) : 3 }))
    .filter((found) => found.rank >= 0)
    .map((found) => ({ ...found, key: [exact(found.term), found.rank > 0, place(found.term), found.rank] }))
    .sort((a, b) => compare(a.key, b.key) || b.term.uses - a.term.uses || (a.term.name < b.term.name ? -1 : 1))
    .slice(0, MOST)
    .map((found) => found.term);
}

function compare(a, b) {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}
