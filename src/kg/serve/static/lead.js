// From the address of a thing to its page, in the reader's language, at the same passage; links are there without it.
"use strict";

const spoken = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0]);
const ways = [...document.querySelectorAll("a[hreflang]")];
const known = spoken.find((code) => ways.some((way) => way.hreflang === code));
const way = ways.find((one) => one.hreflang === known) ?? ways[0];
location.replace(location.hash ? way.href.split("#")[0] + location.hash : way.href);
