// Definitions for any page: finds the glossary's terms in its text and opens a card beside a word.
// <script src="…/embed/strata.js" data-tier="fundamentals" data-root="main" defer></script>
// The text is sent once to the knowledge base, which keeps nothing; no cookie, no storage, no other request.
"use strict";
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const tier = script.dataset.tier || "fundamentals";
  const SKIPPED = "a, button, h1, h2, h3, h4, h5, h6, input, label, select, textarea, code, pre, kbd, samp, script, style, noscript, svg, math, [contenteditable], [aria-hidden=true], .strata-skip";
  const MOST = 100000;
  const GAP = 8;
  let card = null;
  let opener = null;

  // Text nodes with the place of their first code point in what is sent; a blank line keeps them apart.
  const collect = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    let length = 0;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.data.trim() || node.parentElement.closest(SKIPPED)) continue;
      const points = Array.from(node.data.toWellFormed ? node.data.toWellFormed() : node.data);
      if (length + points.length > MOST) break;
      nodes.push({ node, points, start: length });
      text += `${points.join("")}\n\n`;
      length += points.length + 2;
    }
    return { nodes, text };
  };

  const mark = (part, term) => {
    const before = part.points.slice(0, term.start - part.start).join("").length;
    const size = part.points.slice(term.start - part.start, term.end - part.start).join("").length;
    const word = part.node.splitText(before);
    word.splitText(size);
    const link = document.createElement("a");
    link.className = "strata-term";
    link.href = term.url;
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    word.replaceWith(link);
    link.append(word);
    link.addEventListener("click", (event) => {
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link === opener) return;
      event.preventDefault();
      open(link, term);
    });
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const close = (returnFocus) => {
    if (!card) return;
    const word = opener;
    card.remove();
    card = opener = null;
    word.setAttribute("aria-expanded", "false");
    if (returnFocus) word.focus({ preventScroll: true });
  };

  const open = (link, term) => {
    close(false);
    opener = link;
    const name = element("p", { id: "strata-card-name", className: "strata-card-name", textContent: term.name });
    const text = element("p", { id: "strata-card-text", textContent: term.definition });
    const more = element("p", {}, element("a", { href: term.url, textContent: "More about this term" }));
    const shut = element("button", { type: "button", className: "strata-card-close", textContent: "×" });
    shut.setAttribute("aria-label", "Close");
    shut.addEventListener("click", () => close(true));
    card = element("div", { className: "strata-card", tabIndex: -1 }, name, text, more, shut);
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "strata-card-name");
    card.setAttribute("aria-describedby", "strata-card-text");
    (link.closest("p, li, td, dd, blockquote, div") || link).after(card);
    link.setAttribute("aria-expanded", "true");
    place();
    card.focus({ preventScroll: true });
  };

  // Below the word if there is room, else above: never over the word itself.
  const place = () => {
    const lines = opener.getClientRects();
    const last = lines[lines.length - 1];
    const fits = card.offsetHeight <= innerHeight - last.bottom - 2 * GAP || lines[0].top < card.offsetHeight + 2 * GAP;
    const top = fits ? last.bottom + GAP : lines[0].top - GAP - card.offsetHeight;
    const left = Math.max(GAP, Math.min(last.left, document.documentElement.clientWidth - card.offsetWidth - GAP));
    const origin = card.offsetParent?.getBoundingClientRect();
    const positioned = origin && card.offsetParent !== document.body;
    card.style.top = `${top - (positioned ? origin.top : -scrollY)}px`;
    card.style.left = `${left - (positioned ? origin.left : -scrollX)}px`;
  };

  const annotate = async (root) => {
    const { nodes, text } = collect(root);
    if (!text) return;
    const answer = await fetch(`${home}/api/v1/annotate`, {
      method: "POST",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, tier }),
    });
    if (!answer.ok) return;
    const seen = new Set();
    const wanted = (await answer.json()).terms.filter((term) => term.definition && !seen.has(term.slug) && seen.add(term.slug));
    for (const term of wanted.reverse()) {
      const part = nodes.find(({ points, start }) => term.start >= start && term.end <= start + points.length);
      if (part) mark(part, term);
    }
  };

  document.addEventListener("click", (event) => {
    if (card && !card.contains(event.target) && !opener.contains(event.target)) close(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !card) return;
    event.preventDefault();
    close(true);
  });

  const start = () => annotate(document.querySelector(script.dataset.root || "main") || document.body).catch(() => {});
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
