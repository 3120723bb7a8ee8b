// Suggestions under the search boxes, reached by the arrow keys; without this script the boxes search all the same.
"use strict";

for (const box of document.querySelectorAll("form[role=search] input[type=search]")) {
  const list = document.createElement("ul");
  list.id = `${box.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label") || box.labels[0]?.textContent || "");
  list.hidden = true;
  box.parentNode.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) box.setAttribute(name, value);

  let asked = "", waiting = 0, chosen = -1;

  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    const item = list.children[chosen];
    if (item) box.setAttribute("aria-activedescendant", item.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    choose(-1);
  };
  const fill = ([, names, kinds, links]) => {
    list.replaceChildren(...names.map((name, at) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${at}`;
      item.setAttribute("role", "option");
      item.dataset.href = links[at];
      const words = document.createElement("bdi"), kind = document.createElement("small");
      words.textContent = name;
      kind.textContent = kinds[at];
      item.append(words, " ", kind);
      return item;
    }));
    show(names.length > 0);
  };
  const ask = async () => {
    const text = asked = box.value;
    if (!text.trim()) return show(false);
    const query = new URLSearchParams({ q: text, lang: document.documentElement.lang });
    try {
      const answer = await fetch(`/suggest?${query}`);
      if (answer.ok && asked === text) fill(await answer.json());
    } catch { show(false); }
  };
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  box.addEventListener("blur", () => setTimeout(show, 150, false));
  box.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    else if (event.key === "Escape" && count) show(false);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.href);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.href);
  });
}
