// What is typed finds the terms it should, the likeliest first.

import assert from "node:assert/strict";
import test from "node:test";
import { fold } from "../src/fold.js";
import { matching, prepare } from "../src/match.js";

const TERMS = prepare([
  { name: "lg:Figure", kind: "class", uses: 13, vi: "Số liệu", en: "Figure" },
  { name: "lg:plan", kind: "property", uses: 8, vi: "kế hoạch", en: "planned value" },
  { name: "lg:planText", kind: "property", uses: 8, vi: "kế hoạch, như viết", en: "planned value as written" },
  { name: "lg:percentOfPlan", kind: "property", uses: 6, vi: "phần trăm so với kế hoạch", en: "percentage of plan" },
  { name: "role:duong", kind: "entry", uses: 0, vi: "Đường", en: "Road" },
  { name: "role:duong-2", kind: "entry", uses: 9, vi: "Đương", en: "Being" },
  { name: "<https://example.org/a/b#Thing>", kind: "class", uses: 1 },
]);
const names = (text, kinds = [], prefix = null) => matching(TERMS, { prefix, text }, kinds).map((term) => term.name);

test("marks and case do not matter", () => {
  assert.equal(fold("Đảng uỷ ĐƯỜNG"), "dang uy duong");
  assert.equal(names("so lieu")[0], "lg:Figure");
  assert.equal(names("SỐ LI")[0], "lg:Figure");
  assert.equal(names("số liệu".normalize("NFD"))[0], "lg:Figure");
});

test("typed with marks, words with those marks come first", () => {
  assert.equal(names("đường")[0], "role:duong");
  assert.equal(names("đương")[0], "role:duong-2");
});

test("a local name that is whole comes before those that begin so", () => {
  assert.deepEqual(names("plan").slice(0, 2), ["lg:plan", "lg:planText"]);
  assert.ok(names("plan").includes("lg:percentOfPlan"));
});

test("a prefix keeps others out, and alone shows all of its own", () => {
  assert.deepEqual(new Set(names("", [], "role")), new Set(["role:duong", "role:duong-2"]));
  assert.deepEqual(names("hoach", [], "lg").sort(), ["lg:percentOfPlan", "lg:plan", "lg:planText"]);
});

test("the kind that the place asks for comes first", () => {
  assert.equal(names("", ["property"], "lg")[0], "lg:plan");
  assert.equal(names("", ["class"], "lg")[0], "lg:Figure");
});

test("an IRI without a prefix is found by its end", () => assert.deepEqual(names("thing"), ["<https://example.org/a/b#Thing>"]));
test("what fits nothing finds nothing", () => assert.deepEqual(names("zzz"), []));
