// A term is written as the query writes it, and brings the declaration that it needs.

import assert from "node:assert/strict";
import test from "node:test";
import { declared, write } from "../src/prefixes.js";

const KNOWN = { lg: "https://data.example.org/def/lg#", skos: "http://www.w3.org/2004/02/skos/core#" };

function written(term, query) {
  const { text, change } = write(term, query, KNOWN);
  return [text, change ? query.slice(0, change.from) + change.insert + query.slice(change.from) : query];
}

test("declarations are read", () => {
  const query = "prefix a:<http://a/>\n  PREFIX : <http://b/> # PREFIX c: <http://c/>\nSELECT * {}";
  assert.deepEqual([...declared(query)], [["a", "http://a/"], ["", "http://b/"]]);
});

test("a prefix that is missing is declared, first or behind the others", () => {
  assert.deepEqual(written("lg:plan", "SELECT"), ["lg:plan", `PREFIX lg: <${KNOWN.lg}>\nSELECT`]);
  const query = `BASE <http://x/>\nPREFIX skos: <${KNOWN.skos}>\nSELECT`;
  assert.deepEqual(written("lg:plan", query), [
    "lg:plan",
    `BASE <http://x/>\nPREFIX skos: <${KNOWN.skos}>\nPREFIX lg: <${KNOWN.lg}>\nSELECT`,
  ]);
});

test("a prefix that is there is used under its name, one that means another thing is not", () => {
  const own = `PREFIX m: <${KNOWN.lg}>\nSELECT`;
  assert.deepEqual(written("lg:plan", own), ["m:plan", own]);
  const other = "PREFIX lg: <http://other/>\nSELECT";
  assert.deepEqual(written("lg:plan", other), [`<${KNOWN.lg}plan>`, other]);
});

test("a whole IRI needs none", () => assert.deepEqual(written("<http://x/y>", "SELECT"), ["<http://x/y>", "SELECT"]));
