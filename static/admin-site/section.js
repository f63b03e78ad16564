/* A section's page: preview while writing. */
(function () {
  "use strict";
  const panel = document.getElementById("section-preview");
  const form = panel && panel.closest("form");
  const text = form && form.querySelector("[name=markdown]");
  if (!text) return;
  const heading = form.querySelector("[name=heading]");
  const shown = document.getElementById("preview-text");
  const measures = document.getElementById("preview-measures");
  const problems = document.getElementById("preview-problems");
  let timer = 0;
  let asked = 0;

  function value(name, fallback) {
    const field = form.querySelector(`[name=${name}]`);
    return field ? field.value : fallback;
  }

  function question() {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", value("csrfmiddlewaretoken", ""));
    data.append("heading", heading.value);
    data.append("markdown", text.value);
    data.append("article", panel.dataset.article || value("article", ""));
    data.append("tier", panel.dataset.tier || value("tier", ""));
    return data;
  }

  function measured(m) {
    const limit = m.ceiling === null ? "" : ` of at most ${m.ceiling}`;
    return `${m.words} words · grade ${m.grade}${limit}${m.above ? ": too hard" : ""}`;
  }

  function show(answer) {
    shown.innerHTML = answer.html; /* written from the tree by the site's renderer, escaped */
    measures.textContent = measured(answer.measures);
    measures.classList.toggle("above", answer.measures.above);
    problems.replaceChildren(
      ...answer.problems.map((problem) => {
        const item = document.createElement("li");
        item.textContent = problem;
        return item;
      })
    );
  }

  async function refresh() {
    const number = ++asked;
    try {
      const response = await fetch(panel.dataset.url, { method: "POST", body: question() });
      if (!response.ok) throw new Error(String(response.status));
      const answer = await response.json();
      if (number === asked) show(answer);
    } catch (error) {
      measures.textContent = "The preview could not be made; your text is still here.";
    }
  }

  [text, heading].forEach((field) =>
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, 400);
    })
  );
  refresh();
})();
