// Light or dark colours: the device's choice unless the reader makes another, kept in this browser.
"use strict";
(() => {
  const root = document.documentElement;
  const stored = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const store = (value) => {
    try { localStorage.setItem("theme", value); } catch { /* storage may be off */ }
  };
  const wanted = stored();
  if (wanted === "dark" || wanted === "light") root.dataset.theme = wanted;

  const device = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : device.matches);

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      store(root.dataset.theme);
      show();
    });
    device.addEventListener("change", show);
    button.hidden = false;
    show();
  });
})();

// Lists lead to the depth the reader chose last, if the article has it; kept in this browser.
document.addEventListener("DOMContentLoaded", () => {
  let depth = null;
  try { depth = localStorage.getItem("depth"); } catch { /* storage may be off */ }
  for (const link of depth ? document.querySelectorAll("a[data-tiers]") : []) {
    if (link.dataset.tiers.split(" ").includes(depth)) link.pathname += `${depth}/`;
  }
});

// Suggestions are fetched when the reader goes to a search field, and not before.
document.addEventListener("focusin", (event) => {
  const form = event.target.closest?.("form[data-suggest]");
  if (!form || document.getElementById("suggest")) return;
  document.head.append(Object.assign(document.createElement("script"), { id: "suggest", src: form.dataset.suggest }));
});

// Looking a word up: the / key and the button at the end of the page fetch what opens the dialog.
(() => {
  const root = document.documentElement;
  try { root.dataset.lookUp = localStorage.getItem("look-up") === "off" ? "off" : "on"; } catch { /* on */ }
  const isTyping = (element) => element?.closest?.("input, textarea, select, [contenteditable]");
  const open = () => {
    const button = document.getElementById("look-up");
    if (!button) return;
    if (document.getElementById("look-up-script")) {
      document.dispatchEvent(new Event("look-up"));
      return;
    }
    document.head.append(Object.assign(document.createElement("script"), { id: "look-up-script", src: button.dataset.script }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (root.dataset.lookUp === "off" || isTyping(event.target)) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("look-up");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", open);
  });
})();
