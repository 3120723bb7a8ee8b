// How the editor looks: the colours and sizes of the page's style sheet, which reach it as custom properties.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const MONO = 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace';

const looks = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", border: "1px solid var(--soft)", borderRadius: "4px" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: MONO, fontSize: "0.9375rem", lineHeight: "1.5", minHeight: "14rem", maxHeight: "70vh", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "var(--s3) 0" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "transparent", border: "none" },
  ".cm-wrongLine": { backgroundColor: "color-mix(in oklab, var(--party) 12%, transparent)" },
  ".cm-wrong": { textDecoration: "underline wavy 2px var(--party)", textUnderlineOffset: "3px" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--glow)", color: "inherit" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--party)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--sheet)", border: "1px solid var(--soft)", borderRadius: "4px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: MONO, fontSize: "0.875rem", maxHeight: "18rem", maxWidth: "min(40rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.35rem var(--s3)", textOverflow: "ellipsis", overflow: "hidden" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--paper)", backgroundColor: "var(--link)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--paper)" },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal", color: "var(--soft)", marginInlineStart: "1em" },
  "@media (max-width: 48rem)": { ".cm-tooltip.cm-completionInfo": { display: "none" } },
  ".cm-completionInfo": { fontFamily: "var(--sans)", fontSize: "0.875rem", padding: "var(--s2) var(--s3)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: tags.standard(tags.variableName), color: "var(--document)" },
  { tag: tags.local(tags.variableName), color: "var(--person)" },
  { tag: tags.atom, color: "var(--figure)" },
  { tag: tags.string, color: "var(--party)" },
  { tag: [tags.comment, tags.meta], color: "var(--soft)" },
]);

export const theme = [looks, syntaxHighlighting(colours)];
