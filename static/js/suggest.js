// Names offered while typing in a search form; without this script the form works as it is.
// Follows the ARIA combobox pattern: arrows move, Enter opens, Escape closes.
"use strict";
(() => {
  const WAIT = 120;
  let number = 0;

  const enhance = (form) => {
    const input = form.querySelector('input[type="search"]');
    if (!input) return;
    const list = document.createElement("ul");
    list.id = `suggestions-${number += 1}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    form.classList.add("has-suggestions");
    input.after(list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id,
    })) input.setAttribute(name, value);

    let at = -1;
    let timer = 0;
    let waiting = null;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const move = (to) => {
      const options = [...list.children];
      if (!options.length) return;
      at = (to + options.length) % options.length;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
      input.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    };
    const show = ([, names, notes, addresses]) => {
      list.replaceChildren(...names.map((name, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = new URL(addresses[place]).pathname;
        const note = document.createElement("span");
        note.className = "quiet small";
        note.textContent = notes[place];
        option.append(name, " ", note);
        return option;
      }));
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !names.length;
      input.setAttribute("aria-expanded", String(names.length > 0));
    };
    const ask = async () => {
      const text = input.value.trim();
      if (text.length < 2) { close(); return; }
      waiting?.abort();
      waiting = new AbortController();
      try {
        const answer = await fetch(`/search/suggest?q=${encodeURIComponent(text)}`, {
          signal: waiting.signal, credentials: "omit",
        });
        if (answer.ok && document.activeElement === input) show(await answer.json());
      } catch { /* typed on, or offline: the form still works */ }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); move(at + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); move(at < 0 ? -1 : at - 1); }
      if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        location.assign(list.children[at].dataset.href);
      }
    });
    list.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      event.preventDefault();
      location.assign(option.dataset.href);
    });
    input.addEventListener("blur", close);
  };

  document.querySelectorAll('form[role="search"]').forEach(enhance);
  document.addEventListener("focusin", (event) => {  // forms that came later
    const form = event.target.closest?.('form[role="search"]');
    if (form && !form.classList.contains("has-suggestions")) enhance(form);
  });
})();
