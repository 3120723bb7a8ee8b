// The answer under the form: taken from the page that the server makes, its table to be sorted by column.

// Puts the answer of another page into this one; false where that page has none.
export function take(page) {
  const [here, there] = [document.querySelector("#answer"), page.querySelector("#answer")];
  if (!there) return false;
  here.replaceChildren(...document.adoptNode(there).childNodes);
  return true;
}

// The line and column of a mistake, [0, 0] where there is none.
export function place() {
  const { line = 0, column = 0 } = document.querySelector("#problem")?.dataset ?? {};
  return [Number(line), Number(column)];
}

// What is said of an answer when it comes; a problem says itself.
export const summary = () =>
  document.querySelector("#answer :is(caption, .answer, .result > p)")?.textContent.trim() ?? "";

// Makes each column head a button that sorts.
export function sortable(language, shown) {
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const table = document.querySelector("#answer table");
  if (table && "more" in table.dataset) table.caption.append(` ${shown}`);
  for (const [column, head] of [...(table?.tHead.rows[0].cells ?? [])].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head, column, compare));
    head.append(button);
  }
}

const text = (row, column) => row.cells[column].firstElementChild?.textContent ?? "";
const number = (value) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : NaN);

function sort(table, head, column, compare) {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].map((row) => [row, text(row, column)]);
  const numeric = rows.every(([, value]) => value === "" || !Number.isNaN(number(value)));
  const order = numeric ? (a, b) => number(a) - number(b) : compare;
  const turn = down ? -1 : 1;
  rows.sort(([, a], [, b]) => (a === "") - (b === "") || turn * order(a, b));
  table.tBodies[0].append(...rows.map(([row]) => row));
}
