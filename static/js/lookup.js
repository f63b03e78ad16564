// Looking a word up from any page: a dialog with the search field, opened by the / key or by the
// button at the end of the page. The key can be switched off in the dialog, as every shortcut of
// one character must be; the choice is kept in this browser.
"use strict";
(() => {
  const button = document.getElementById("look-up");
  const form = document.querySelector("form[data-suggest]");
  if (!button || !form || typeof HTMLDialogElement === "undefined") return;

  const make = (name, attributes, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  const input = make("input", {
    id: "look-up-word", type: "search", name: "q", maxlength: "200", autocomplete: "off",
    autocapitalize: "none", spellcheck: "false",
  });
  const search = make("form", {
    class: "search-form", role: "search", action: "/search/", method: "get",
    "aria-label": "Look a word up", "data-suggest": form.dataset.suggest,
  }, make("label", { class: "visually-hidden", for: "look-up-word" }, "Word"), input,
  make("button", { type: "submit" }, "Search"));
  const byKey = make("input", { type: "checkbox", id: "look-up-key" });
  const close = make("button", { type: "button", class: "card-close", "aria-label": "Close" }, "×");
  const dialog = make("dialog", { class: "look-up", "aria-labelledby": "look-up-heading" },
    make("h2", { id: "look-up-heading" }, "Look a word up"), close, search,
    make("p", { class: "small" }, byKey, " ",
      make("label", { for: "look-up-key" }, "Open with the / key")));
  document.body.append(dialog);

  const isOn = () => document.documentElement.dataset.lookUp !== "off";
  const open = () => {
    if (dialog.open) return;
    byKey.checked = isOn();
    dialog.showModal();
    input.focus();
    input.select();
  };
  byKey.addEventListener("change", () => {
    document.documentElement.dataset.lookUp = byKey.checked ? "on" : "off";
    try { localStorage.setItem("look-up", byKey.checked ? "on" : "off"); } catch { /* kept for this page */ }
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("look-up", open);
  open();
})();
