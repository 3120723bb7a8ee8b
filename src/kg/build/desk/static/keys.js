// The keys that both desks have. Everything works without them.

export const ways = document.getElementById("ways").dataset;
export const decide = document.getElementById("decide");
export const go = (query) => { location.href = `/?show=${ways.show}${query}`; };
export const press = (value) => decide?.querySelector(`button[value="${value}"]:not(:disabled)`)?.click();
export const focus = (selector) => document.querySelector(selector)?.focus();

export function nextFilter() {
  const links = [...document.querySelectorAll("#filters a:not(#add-link)")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[(here + 1) % links.length].click();
}

function help() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  keys.scrollIntoView();
}

// `choose` goes to the row of a key, where there is one; `own` are the keys of one desk alone, `send` is what Ctrl+Enter does in a field.
export function listen(choose, own, send) {
  const after = () => choose(ways.after);
  const before = () => choose(ways.before);
  const keys = { j: after, ArrowDown: after, k: before, ArrowUp: before, Escape: () => go(""), "?": help, ...own };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select");
    if (field) {
      if (event.key === "Escape") field.blur();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        send(field);
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
