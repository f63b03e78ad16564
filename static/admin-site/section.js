/* A section's page: preview, measures and what is hard to read, while writing. */
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
  const tables = document.getElementById("tables");
  const obstacles = document.getElementById("obstacles");
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

  function element(tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  }

  function quiet(text) {
    const made = element("span", text);
    made.className = "quiet";
    return made;
  }

  function sentenceItem(sentence) {
    const item = element("li", `${sentence.text} `);
    item.append(quiet(`${sentence.words} words`));
    return item;
  }

  function wordList(words) {
    const line = document.createElement("p");
    words.forEach((each, place) => {
      line.append(place ? `, ${each.word}` : each.word);
      if (each.count > 1) line.append(" ", quiet(`×${each.count}`));
    });
    return line;
  }

  function showObstacles({ sentences, words }) {
    const parts = [];
    if (sentences.length) {
      const listed = document.createElement("ol");
      listed.append(...sentences.map(sentenceItem));
      parts.push(element("h3", "Longest sentences"), listed);
    }
    if (words.length) parts.push(element("h3", "Hard words that no term explains"), wordList(words));
    if (!parts.length) parts.push(quiet("No sentence is over 25 words, and no hard word is left unexplained."));
    obstacles.replaceChildren(...parts);
  }

  /* A table opens as a grid with the text as it is now, saved or not. */
  function gridButton(label, place) {
    const made = element("button", `Edit the table “${label.length > 50 ? `${label.slice(0, 49)}…` : label}” as a grid`);
    made.name = "open";
    made.value = String(place);
    made.setAttribute("formaction", tables.dataset.url.replace(/0\/$/, `${place}/`));
    return made;
  }

  function showTables(labels) {
    const shown = Array.from(tables.children, (button) => button.textContent);
    const wanted = labels.map(gridButton);
    if (wanted.some((button, place) => button.textContent !== shown[place]) || wanted.length !== shown.length) {
      tables.replaceChildren(...wanted);
    }
  }

  function show(answer) {
    shown.innerHTML = answer.html; /* written from the tree by the site's renderer, escaped */
    measures.textContent = measured(answer.measures);
    measures.classList.toggle("above", answer.measures.above);
    showObstacles(answer.obstacles);
    if (tables) showTables(answer.tables);
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
