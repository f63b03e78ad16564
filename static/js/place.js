// Keeps the reader's place: marks the current part in the contents, and lets the switch of depth
// land on that part's counterpart. Without this script each part has links to its counterparts.
"use strict";
(() => {
  const article = document.querySelector("article[data-tier]");
  if (!article) return;
  const counterparts = JSON.parse(article.dataset.counterparts || "{}");
  const sections = [...article.querySelectorAll("section[id]")];
  const switches = [...document.querySelectorAll("[data-tier-link]")];
  const entries = [...document.querySelectorAll(".contents a")];
  const bare = new Map(switches.map((link) => [link, link.getAttribute("href").split("#")[0]]));
  const bar = document.querySelector(".depth-bar");
  const topSwitch = document.querySelector(".tiers");
  const KEY = "place";

  const current = () => {
    const line = innerHeight / 3;
    let found = null;
    for (const section of sections) {
      if (section.getBoundingClientRect().top > line) break;
      found = section;
    }
    return found;
  };

  const counterpart = (section, tier) => {
    const anchor = section && (counterparts[section.id] || {})[tier];
    return anchor ? `#${anchor}` : "";
  };

  // A part without a counterpart keeps no place: the other depth then opens at its top.
  const show = () => {
    const section = current();
    for (const [link, path] of bare) {
      const isHere = link.hasAttribute("aria-current");
      link.setAttribute("href", path + (isHere ? "" : counterpart(section, link.dataset.tierLink)));
    }
    if (bar) bar.hidden = topSwitch.getBoundingClientRect().bottom > 0 || article.getBoundingClientRect().bottom < innerHeight / 3;
    for (const entry of entries) {
      if (section && entry.hash === `#${section.id}`) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    }
  };

  let isWaiting = false;
  const later = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      show();
    });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  show();

  // The counterpart appears at the height of the screen where the part that was left stood.
  const remember = (event) => {
    const link = event.target.closest?.("[data-tier-link], .ways a");
    if (!link || !link.hash) return;
    const section = link.closest("section[id]") || current();
    const top = section ? section.getBoundingClientRect().top : 0;
    try {
      sessionStorage.setItem(KEY, JSON.stringify([link.pathname + link.hash, Math.round(top)]));
    } catch { /* storage may be off */ }
  };
  document.addEventListener("click", remember);

  const choose = (event) => {
    const link = event.target.closest?.("[data-tier-link]");
    try {
      if (link) localStorage.setItem("depth", link.dataset.tierLink);
    } catch { /* storage may be off */ }
  };
  document.addEventListener("click", choose);

  try {
    const [address, top] = JSON.parse(sessionStorage.getItem(KEY) || "[]");
    sessionStorage.removeItem(KEY);
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (address === location.pathname + location.hash && target && top > 0 && top < innerHeight / 2) {
      scrollTo({ top: target.getBoundingClientRect().top + scrollY - top, behavior: "instant" });
    }
  } catch { /* a broken memory is no memory */ }

  // Pages of the other depths are fetched when the reader reaches for the switch.
  const warm = (event) => {
    const link = event.target.closest?.("[data-tier-link], .ways a");
    if (!link || link.dataset.warm) return;
    link.dataset.warm = "yes";
    fetch(link.pathname, { priority: "low", credentials: "omit" }).catch(() => {});
  };
  document.addEventListener("pointerover", warm);
  document.addEventListener("touchstart", warm, { passive: true });
})();
