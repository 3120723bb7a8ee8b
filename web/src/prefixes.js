// The prefixes that a query declares, and how a term is written with them.

const DECLARATION = /^[ \t]*PREFIX\s+([^\s:<>]*):\s*<([^<>\s]*)>/gim;
const PROLOGUE = /^[ \t]*(?:PREFIX\s+[^\s:<>]*:|BASE)\s*<[^<>\s]*>[ \t]*/gim;

// The prefixes declared in a query: name → namespace.
export const declared = (query) =>
  new Map([...query.matchAll(DECLARATION)].map(([, name, namespace]) => [name, namespace]));

// What to write for a term ("lg:plan" or "<iri>") in a query, and the change that declares its prefix, if it needs one.
export function write(term, query, known) {
  const at = term.indexOf(":");
  if (term.startsWith("<")) return { text: term, change: null };
  const [name, local] = [term.slice(0, at), term.slice(at + 1)];
  const namespace = known[name];
  const here = declared(query);
  const own = [...here].find(([, iri]) => iri === namespace);
  if (own) return { text: `${own[0]}:${local}`, change: null };
  if (here.has(name)) return { text: `<${namespace}${local}>`, change: null };
  return { text: term, change: declaration(name, namespace, query) };
}

// The change that declares a prefix, behind those that are there.
export function declaration(name, namespace, query) {
  const last = [...query.matchAll(PROLOGUE)].at(-1);
  const line = `PREFIX ${name}: <${namespace}>`;
  return last
    ? { from: last.index + last[0].length, insert: `\n${line}` }
    : { from: 0, insert: `${line}\n` };
}
