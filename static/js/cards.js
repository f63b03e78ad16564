// Cards: a term opens its definition beside the word, a citation mark the reference it stands for;
// a second activation follows the link. What a card says is taken from the page's own lists of terms
// and references, so opening one asks nobody for anything.
"use strict";
(() => {
  const GAP = 8;
  let card = null;
  let opener = null;

  const WORDS = "a.term[href], .citation a";
  const isTerm = (word) => word.matches("a.term");
  const entryOf = (word) =>
    isTerm(word)
      ? document.querySelector(`[data-entry="${CSS.escape(word.dataset.term || "")}"]`)
      : document.getElementById(word.hash.slice(1));

  const titleOf = (word, entry) =>
    isTerm(word) ? entry.querySelector("dt").textContent : `Reference ${word.hash.replace("#ref-", "")}`;

  const partsOf = (word, entry) => {
    const parts = [...(isTerm(word) ? entry.querySelector("dd") : entry).children].map((part) => part.cloneNode(true));
    for (const part of parts) for (const back of part.querySelectorAll(".no-print")) back.remove();
    return parts;
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const build = (word, entry) => {
    const name = element("p", { id: "term-card-name", className: "card-name", textContent: titleOf(word, entry) });
    const shut = element("button", { type: "button", className: "card-close", textContent: "×" });
    shut.setAttribute("aria-label", "Close");
    shut.addEventListener("click", () => close(true));
    const body = element("div", { id: "term-card-text" });
    body.append(...partsOf(word, entry));
    const textContent = isTerm(word) ? "More about this term" : "Show in the list of references";
    const more = element("p", { className: "card-more" }, element("a", { href: word.getAttribute("href"), textContent }));
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

  const open = (word, entry) => {
    close(false);
    opener = word;
    card = build(word, entry);
    const block = word.closest("p, figure, ul, ol, blockquote") || word;
    block.after(card);
    word.setAttribute("aria-expanded", "true");
    place();
    card.focus({ preventScroll: true });
    card.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !card.contains(event.relatedTarget) && event.relatedTarget !== opener) close(false);
    });
  };

  document.addEventListener("click", (event) => {
    const word = event.target.closest?.(WORDS);
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (word && isPlain && word !== opener) {
      const entry = entryOf(word);
      if (!entry) return;
      event.preventDefault();
      open(word, entry);
    } else if (card && (!card.contains(event.target) || event.target.closest("a[href^='#']"))) {
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

  const announce = (word) => {
    if (!entryOf(word)) return;
    word.setAttribute("aria-haspopup", "dialog");
    word.setAttribute("aria-expanded", "false");
  };
  for (const word of document.querySelectorAll(WORDS)) announce(word);

  // A reader whom the marked words disturb turns them into plain ones; kept in this browser.
  const KEY = "words";
  const button = document.getElementById("words");
  const terms = [...document.querySelectorAll("a.term[href]")].map((word) => [word, word.getAttribute("href")]);
  const mark = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    for (const [word, href] of terms) {
      if (isOn) {
        word.setAttribute("href", href);
        announce(word);
      } else for (const name of ["href", "aria-haspopup", "aria-expanded"]) word.removeAttribute(name);
    }
  };
  if (button && terms.length) {
    let isOn = true;
    try { isOn = localStorage.getItem(KEY) !== "off"; } catch { /* storage may be off */ }
    button.hidden = false;
    mark(isOn);
    button.addEventListener("click", () => {
      isOn = !isOn;
      close(false);
      mark(isOn);
      try { localStorage.setItem(KEY, isOn ? "on" : "off"); } catch { /* storage may be off */ }
    });
  }
})();
