/* Words typed into a form of the editors' site outlive a closed tab, a crash, a lost session.
 *
 * What is typed is kept in this browser, for this account, until it is saved or two weeks have gone.
 * Leaving a page with words that are not saved asks first.
 */
(function () {
  "use strict";
  const person = document.currentScript.dataset.person;
  const PREFIX = `strata-text:${person}:`;
  const FORGET = 14 * 24 * 3600 * 1000;
  const FORMS = "#section_form, #table_form, #article_form, #term_form, #definition_form, #reference_form";

  /* --- the store: a browser that has none loses nothing else --- */

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function write(key, kept) {
    try {
      localStorage.setItem(key, JSON.stringify(kept));
    } catch (error) {
      /* Full or switched off: the page works, only without a net. */
    }
  }

  function forget(key) {
    try {
      localStorage.removeItem(key);
    } catch (error) {
      /* As above. */
    }
  }

  function keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch (error) {
      return [];
    }
  }

  function forgetOld() {
    keys().forEach((key) => {
      const kept = read(key);
      if (!kept || Date.now() - kept.at > FORGET) forget(key);
    });
  }

  /* A save leads to the article's page, at the section, with a message that says so. */
  function forgetSaved() {
    const section = /^#section-(\d+)$/.exec(location.hash);
    if (!section || !document.querySelector(".messagelist .success")) return;
    keys().forEach((key) => {
      const kept = read(key);
      const isIt = key.includes(`/section/${section[1]}/change/`) || key.includes("/section/add/");
      if (kept && kept.sent && isIt) forget(key);
    });
  }

  /* --- one form --- */

  function fieldsOf(form) {
    return Array.from(form.elements).filter(
      (field) => field.name && !field.readOnly && (field.tagName === "TEXTAREA" || field.type === "text")
    );
  }

  function wordsOf(form) {
    return Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
  }

  function everythingIn(form) {
    const pairs = Array.from(new FormData(form)).filter(([name]) => name !== "csrfmiddlewaretoken");
    return JSON.stringify(pairs.map(([name, value]) => [name, String(value)]));
  }

  function differs(words, form) {
    return fieldsOf(form).some((field) => field.name in words && words[field.name] !== field.value);
  }

  function put(words, form) {
    fieldsOf(form).forEach((field) => {
      if (!(field.name in words)) return;
      field.value = words[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function offer(form, key, kept) {
    const box = document.createElement("div");
    box.className = "kept";
    box.setAttribute("role", "status");
    const when = new Date(kept.at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    const said = document.createElement("p");
    said.textContent = `What you typed here on ${when} was not saved. It is kept in this browser.`;
    const end = () => box.remove();
    box.append(
      said,
      button("Put it back", () => { put(kept.words, form); end(); }),
      button("Throw it away", () => { forget(key); end(); })
    );
    form.prepend(box);
  }

  function watch(form) {
    const key = `${PREFIX}${location.pathname}${location.search}`;
    const isRefused = document.querySelector(".errornote") !== null || "unsaved" in form.dataset;
    const isKept = form.dataset.keep !== "no"; /* A form whose shape changes only asks before leaving. */
    const opened = everythingIn(form);
    const words = wordsOf(form);
    let isSending = false;
    let timer = 0;

    function isChanged() {
      return isRefused || everythingIn(form) !== opened;
    }

    function keep() {
      clearTimeout(timer);
      if (!isKept || !differs(words, form)) return;
      write(key, { at: Date.now(), words: wordsOf(form), sent: isSending });
      form.dataset.kept = "";
    }

    const kept = isKept ? read(key) : null;
    if (kept && differs(kept.words, form)) offer(form, key, kept);
    else if (kept && !isRefused) forget(key);

    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, 300);
    });
    form.addEventListener("submit", () => { isSending = true; keep(); });
    window.addEventListener("pagehide", keep);
    window.addEventListener("beforeunload", (event) => {
      if (isChanged() && !isSending) event.preventDefault();
    });
  }

  forgetOld();
  forgetSaved();
  const form = document.querySelector(FORMS);
  if (form) window.addEventListener("load", () => watch(form));
})();
