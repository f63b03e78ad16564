// Definition cards: a term opens its definition beside the word; a second activation follows the link.
// The words come from the page's own list of terms, so opening one asks nobody for anything.
"use strict";
(() => {
  const GAP = 8;
  let card = null;
  let opener = null;

  const entryOf = (term) =>
    document.querySelector(`[data-entry="${CSS.escape(term.dataset.term || "")}"]`);

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const build = (term, entry) => {
    const name = element("p", { id: "term-card-name", className: "card-name", textContent: entry.querySelector("dt").textContent });
    const shut = element("button", { type: "button", className: "card-close", textContent: "×" });
    shut.setAttribute("aria-label", "Close");
    shut.addEventListener("click", () => close(true));
    const body = element("div", { id: "term-card-text" });
    for (const part of entry.querySelector("dd").children) body.append(part.cloneNode(true));
    const more = element("p", { className: "card-more" }, element("a", { href: term.href, textContent: "More about this term" }));
    const made = element("div", { className: "term-card", tabIndex: -1 }, name, body, more, shut);
    made.setAttribute("role", "dialog");
    made.setAttribute("aria-labelledby", "term-card-name");
    made.setAttribute("aria-describedby", "term-card-text");
    return made;
  };

  // Below the word's last line if there is room, else above its first: never over the word itself.
  const place = () => {
    const lines = opener.getClientRects();
    const first = lines[0];
    const last = lines[lines.length - 1];
    const width = document.documentElement.clientWidth;
    const below = innerHeight - last.bottom - 2 * GAP;
    const above = first.top - 2 * GAP;
    card.style.maxHeight = "";
    const goesBelow = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${Math.max(goesBelow ? below : above, 140)}px`;
    const top = goesBelow ? last.bottom + GAP : first.top - GAP - card.offsetHeight;
    const anchor = goesBelow ? last : first;
    const left = Math.min(Math.max(anchor.left, GAP), width - card.offsetWidth - GAP);
    card.style.top = `${top + scrollY}px`;
    card.style.left = `${left + scrollX}px`;
  };

  const close = (returnFocus) => {
    if (!card) return;
    const word = opener;
    card.remove();
    card = opener = null;
    word.setAttribute("aria-expanded", "false");
    if (returnFocus) word.focus({ preventScroll: true });
  };

  const open = (term, entry) => {
    close(false);
    opener = term;
    card = build(term, entry);
    const block = term.closest("p, figure, ul, ol, blockquote") || term;
    block.after(card);
    term.setAttribute("aria-expanded", "true");
    place();
    card.focus({ preventScroll: true });
    card.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !card.contains(event.relatedTarget) && event.relatedTarget !== opener) close(false);
    });
  };

  document.addEventListener("click", (event) => {
    const term = event.target.closest?.("a.term");
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (term && isPlain && term !== opener) {
      const entry = entryOf(term);
      if (!entry) return;
      event.preventDefault();
      open(term, entry);
    } else if (card && !term && !card.contains(event.target)) {
      close(false);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && card) {
      event.preventDefault();
      close(true);
    }
  });

  addEventListener("resize", () => card && place());
  addEventListener("beforeprint", () => {
    close(false);
    for (const details of document.querySelectorAll("#terms details")) details.open = true;
  });

  for (const term of document.querySelectorAll("a.term")) {
    if (!entryOf(term)) continue;
    term.setAttribute("aria-haspopup", "dialog");
    term.setAttribute("aria-expanded", "false");
  }
})();
