// Completion: terms of the dataset, prefixes, variables and keywords, by what stands before the cursor.

import { syntaxTree } from "@codemirror/language";
import { matching } from "./match.js";
import { declared, write } from "./prefixes.js";

const KEYWORDS =
  "ASK BASE BIND CONSTRUCT COUNT DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP_CONCAT HAVING LANG LIMIT MINUS NAMED " +
  "OFFSET OPTIONAL PREFIX REDUCED REGEX SAMPLE SELECT STRSTARTS UNION VALUES WHERE";
const PHRASES = ["GROUP BY", "ORDER BY", "FILTER NOT EXISTS", "FILTER EXISTS"];
const WORDS = [...KEYWORDS.split(" "), ...PHRASES];
const TYPED = /(?:^|[^\p{L}\p{N}_?$:<-])(([\p{L}][\p{L}\p{N}_.-]*)?:)?([\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]*)?$/u;
const LONGEST = 60;

// A source of completions over terms and prefixes that the server told; `names` are the words for each kind.
export const source = (known, names, language) => (context) => {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  const before = context.state.sliceDoc(Math.max(0, context.pos - 400), context.pos);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const found = /^(string|comment)/.test(node)
    ? null
    : (variables(context, line) ?? prefixes(context, line, known, names) ?? terms(context, before, known, names, language));
  return found?.options.length ? { ...found, filter: false } : null;
};

function variables(context, line) {
  const typed = /[?$]([\p{L}\p{N}_]*)$/u.exec(line);
  if (!typed) return null;
  const doc = context.state.doc.toString();
  const others = doc.slice(0, context.pos - typed[1].length - 1) + " " + doc.slice(context.pos);
  const all = new Set([...others.matchAll(/[?$]([\p{L}\p{N}_]+)/gu)].map((match) => match[1]));
  const options = [...all].filter((name) => name.startsWith(typed[1]) && name !== typed[1]).sort();
  return {
    from: context.pos - typed[1].length,
    options: options.map((label) => ({ label, type: "variable" })),
  };
}

function prefixes(context, line, known, names) {
  const typed = /\bPREFIX\s+([\p{L}\d-]*)$/iu.exec(line);
  if (!typed) return null;
  const here = declared(context.state.doc.toString());
  const options = Object.entries(known.prefixes)
    .filter(([name]) => name.startsWith(typed[1]) && !here.has(name))
    .map(([name, iri]) => ({ label: `${name}:`, apply: `${name}: <${iri}>`, detail: iri, type: "prefix" }));
  return { from: context.pos - typed[1].length, options };
}

function terms(context, before, known, names, language) {
  const typed = TYPED.exec(before);
  const word = typed ? (typed[1] ?? "") + (typed[3] ?? "") : "";
  if (!word && !context.explicit) return null;
  if (!context.explicit && (/^\d/.test(word) || (word.length < 2 && word !== ":"))) return null;
  if (WORDS.includes(word.toUpperCase())) return null;
  const asked = phrase(before, word, known) ?? word;
  const from = context.pos - asked.length;
  const options = matching(known.terms, written(asked, context, known), kinds(before.slice(0, before.length - asked.length)));
  const keywords = WORDS.filter((keyword) => word && asked === word && keyword.startsWith(word.toUpperCase()));
  return {
    from,
    options: [
      ...keywords.map((label) => ({ label, type: "keyword" })),
      ...options.map((term) => option(term, known, names, language)),
    ],
  };
}

// The last few words before the cursor where they are the beginning of a label: Vietnamese words have spaces.
function phrase(before, word, known) {
  if (!word || word.includes(":")) return null;
  const line = before.slice(-LONGEST).match(/[\p{L}\p{M}\p{N} ]*$/u)[0];
  const starts = [...line.matchAll(/(?<=^| )[\p{L}\p{N}]/gu)].map((match) => line.slice(match.index));
  return starts.find((text) => text.includes(" ") && matching(known.terms, { prefix: null, text }).length) ?? null;
}

// What is typed, under the names of prefixes that the server knows, whatever the query calls them.
function written(text, context, known) {
  const at = text.indexOf(":");
  if (at < 0) return { prefix: null, text };
  const name = text.slice(0, at);
  const namespace = declared(context.state.doc.toString()).get(name);
  const ours = Object.entries(known.prefixes).find(([, iri]) => iri === namespace)?.[0];
  return { prefix: ours ?? name, text: text.slice(at + 1) };
}

// Which kinds of terms are likely here: a class after "a", an entry or a class after a property, else a property.
function kinds(before) {
  if (/(?:^|\s)(?:a|rdf:type)\s+$/.test(before)) return ["class"];
  if (/[?$][\p{L}\p{N}_]+\s+[^\s?$;.{}()]+:[^\s;.{}()]+\s+$/u.test(before)) return ["entry", "class"];
  if (/;\s*[^\s?$;.{}()]+:[^\s;.{}()]+\s+$/u.test(before)) return ["entry", "class"];
  return ["property", "class", "entry"];
}

function option(term, known, names, language) {
  const other = language === "vi" ? term.en : term.vi;
  return {
    label: term.name,
    detail: term[language] ?? other,
    info: [names[term.kind], other !== term[language] && other].filter(Boolean).join(" · "),
    type: term.kind,
    apply: (view, completion, from, to) => apply(view, term, known, from, to),
  };
}

function apply(view, term, known, from, to) {
  const { text, change } = write(term.name, view.state.doc.toString(), known.prefixes);
  const spec = { changes: [{ from, to, insert: text }, ...(change ? [change] : [])] };
  const changes = view.state.changes(spec.changes);
  view.dispatch({ changes, selection: { anchor: changes.mapPos(to, 1) }, userEvent: "input.complete", scrollIntoView: true });
}
