// The endpoint's page with a script: it asks without leaving the page, stops, sorts, and brings the editor.
// Without it, the same page is a form; every answer is the page that the form would lead to.

import * as answer from "./answer.js";

const LONGEST_ADDRESS = 8000;
const form = document.querySelector("form.ask[data-texts]");

if (form) start(form, JSON.parse(form.dataset.texts), document.documentElement.lang);

async function start(form, texts, language) {
  const area = form.elements.query;
  const bar = controls(form, texts);
  let [editor, asking] = [null, null];

  // Asks for a page of this address and shows its answer; a new question ends the one before.
  async function visit(address, { body, query = false, push = true } = {}) {
    asking?.abort();
    const mine = (asking = new AbortController());
    bar.busy(true, texts.asking);
    try {
      const response = await fetch(address, { method: body ? "POST" : "GET", body, headers: { Accept: "text/html" }, signal: mine.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (push && !body && response.url !== location.href) history.pushState(null, "", response.url);
      show(page, query);
    } catch (error) {
      if (asking === mine) bar.busy(false, error.name === "AbortError" ? texts.stopped : texts.lost);
    } finally {
      if (asking === mine) asking = null;
    }
  }

  function show(page, query) {
    const taken = answer.take(page);
    const asked = page.querySelector("form.ask textarea")?.value;
    if (query && asked !== undefined) write(asked, page.querySelectorAll(".graphs"));
    document.querySelector("nav.languages")?.replaceWith(page.querySelector("nav.languages") ?? "");
    bar.busy(false, taken ? answer.summary() : texts.failed);
    if (taken) dress();
  }

  function write(query, graphs) {
    editor ? editor.set(query) : (area.value = query);
    form.querySelectorAll(".graphs").forEach((old) => old.remove());
    form.querySelector(".row > button").before(...graphs);
  }

  function dress() {
    answer.sortable(language, texts.shown);
    const [line, column] = answer.place();
    editor?.mark(line, column);
    if (line && editor) document.querySelector("#problem .finding").append(button(texts.place, () => editor.go(line, column)));
  }

  function ask() {
    const pairs = [...new FormData(form)].filter(([name, value]) => value !== "" && name !== "format");
    const asked = new URLSearchParams(pairs);
    const address = `${form.getAttribute("action")}?${asked}`;
    return address.length > LONGEST_ADDRESS
      ? visit(form.getAttribute("action"), { body: asked })
      : visit(address);
  }

  form.addEventListener("submit", (event) => {
    if (form.elements.format.value) return; // a download: the browser's own matter
    event.preventDefault();
    ask();
  });
  bar.stop.addEventListener("click", () => {
    asking?.abort();
    form.querySelector("button:not([type])").focus();
  });
  document.querySelector(".examples").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    form.scrollIntoView({ block: "start" });
    visit(link.href, { query: true });
  });
  addEventListener("popstate", () => visit(location.href, { query: true, push: false }));

  const load = async () => (await fetch(form.dataset.terms)).json();
  try {
    const { create } = await import("./sparql-editor.js");
    editor = create(area, { texts, language, ask, load });
    form.querySelector("label[for=query]").addEventListener("click", () => editor.focus());
  } catch (error) {
    console.error(error);
  }
  dress();
}

// The button that stops, the words on keys, and the line that says how it goes.
function controls(form, texts) {
  const stop = button(texts.stop);
  stop.hidden = true;
  const state = document.createElement("p");
  state.className = "state";
  state.setAttribute("role", "status");
  const keys = document.createElement("p");
  keys.className = "soft keys";
  keys.textContent = texts.keys;
  form.querySelector(".row").append(stop, state);
  form.querySelector(".row").before(keys);
  return {
    stop,
    busy(busy, words) {
      stop.hidden = !busy;
      state.textContent = words;
      document.querySelector("#answer").setAttribute("aria-busy", String(busy));
    },
  };
}

function button(words, click) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = words;
  if (click) made.addEventListener("click", click);
  return made;
}
