/* Offers while writing: works after "[@", terms after "[[", terms for the word before Ctrl+Space.
 *
 * Text fields with one list: the field keeps the focus, arrows choose, Enter or Tab takes, Escape closes.
 */
(function () {
  "use strict";
  const { replace, caret } = window.strataField;
  const FIELDS = "textarea[data-markdown]:not([readonly])";
  const source = document.querySelector("[data-complete]");
  if (!source || !document.querySelector(FIELDS)) return;

  const WORK = /\[(?:[^[\]\n]*;\s*)?@([^[\];,\n]*)$/;
  const TERM = /\[\[([^[\]\n]*)$/;
  const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*$/u;

  const list = document.createElement("ul");
  list.className = "offers";
  list.id = "offers";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  (document.getElementById("content-main") || document.body).append(list, said);
  document.querySelectorAll(FIELDS).forEach((each) => {
    each.setAttribute("aria-autocomplete", "list");
    each.setAttribute("aria-haspopup", "listbox");
  });

  let field = null; /* the one that is written in */
  let wanted = null; /* { kind, typed, start } of what is being completed */
  let offers = [];
  let chosen = 0;
  let asked = 0;
  let timer = 0;
  let isTaking = false;

  /* --- what is being written --- */

  function before() {
    return field.value.slice(0, field.selectionStart);
  }

  function marked() {
    if (field.selectionStart !== field.selectionEnd) return null;
    const text = before();
    const work = WORK.exec(text);
    if (work) return { kind: "work", typed: work[1], start: text.length - work[1].length };
    const term = TERM.exec(text);
    if (term && term[1]) return { kind: "term", typed: term[1], start: term.index };
    return null;
  }

  function word() {
    const text = before();
    const found = WORD.exec(text);
    return found && { kind: "term", typed: found[0], start: found.index };
  }

  /* --- the list --- */

  function close() {
    list.hidden = true;
    offers = [];
    wanted = null;
    asked += 1;
    if (!field) return;
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  function choose(place) {
    chosen = (place + offers.length) % offers.length;
    Array.from(list.children).forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === chosen));
      if (at === chosen) item.scrollIntoView({ block: "nearest" });
    });
    field.setAttribute("aria-activedescendant", `offer-${chosen}`);
  }

  function itemOf(offer, at) {
    const item = document.createElement("li");
    item.id = `offer-${at}`;
    item.setAttribute("role", "option");
    const name = document.createElement("span");
    name.textContent = offer.label;
    const note = document.createElement("small");
    note.textContent = wanted.kind === "work" ? `@${offer.value} ${offer.note}` : offer.note;
    item.append(name, " ", note);
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); chosen = at; take(); });
    return item;
  }

  function show(answer) {
    offers = answer.offers;
    if (!offers.length) {
      said.textContent = "Nothing like it.";
      close();
      return;
    }
    list.setAttribute("aria-label", wanted.kind === "work" ? "Works" : "Terms");
    list.replaceChildren(...offers.map(itemOf));
    list.hidden = false;
    settle();
    field.setAttribute("aria-controls", list.id);
    said.textContent = `${offers.length} offered. Arrows choose, Enter takes, Escape closes.`;
    choose(0);
  }

  /* Below what is being written, within the window; above it where there is no room below. */
  function settle() {
    const box = field.getBoundingClientRect();
    const place = caret(field, wanted.start);
    const line = box.top + Math.min(Math.max(place.top, 0), box.height);
    const room = document.documentElement.clientWidth - list.offsetWidth;
    const below = line + place.height + 4;
    const fits = below + list.offsetHeight <= window.innerHeight;
    list.style.left = `${Math.max(0, Math.min(box.left + place.left, room))}px`;
    list.style.top = `${fits ? below : Math.max(0, line - list.offsetHeight - 4)}px`;
  }

  async function ask() {
    const number = ++asked;
    const question = new URLSearchParams({ kind: wanted.kind, q: wanted.typed, article: source.dataset.article });
    try {
      const response = await fetch(`${source.dataset.complete}?${question}`);
      if (response.ok && number === asked) {
        const answer = await response.json();
        if (number === asked && wanted) show(answer);
      }
    } catch (error) {
      close(); /* Without offers the text is typed to its end. */
    }
  }

  function look(what) {
    clearTimeout(timer);
    if (!what) {
      if (wanted) close();
      return;
    }
    wanted = what;
    timer = setTimeout(ask, 120);
  }

  function take() {
    const offer = offers[chosen];
    const { kind, start } = wanted;
    const end = field.selectionStart;
    const rest = field.value.slice(end);
    close();
    isTaking = true;
    if (kind === "work") {
      const isOpen = !/^\s*[\];,]/.test(rest);
      replace(field, start, end, offer.value + (isOpen ? "]" : ""));
    } else {
      replace(field, start, end + (rest.startsWith("]]") ? 2 : 0), offer.value);
    }
    isTaking = false;
  }

  /* --- keys --- */

  const KEYS = {
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen - 1),
    Enter: take,
    Tab: take,
    Escape: close,
  };

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(FIELDS)) field = event.target;
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field) return;
    if (event.ctrlKey && event.code === "Space") {
      event.preventDefault();
      look(marked() || word());
    } else if (!list.hidden && KEYS[event.key] && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target === field && !isTaking) look(marked());
  });
  document.addEventListener("click", (event) => {
    if (event.target === field && wanted) look(marked());
  });
  document.addEventListener("focusout", (event) => {
    if (event.target !== field) return;
    clearTimeout(timer);
    close();
  });
  const follow = (event) => { if (!list.hidden && event.target !== list) settle(); };
  window.addEventListener("scroll", follow, true);
  window.addEventListener("resize", follow);

  if (document.activeElement.matches(FIELDS)) field = document.activeElement;
})();
