/* A toolbar for Markdown: one stop of the Tab key, arrows within it, a key for each button. */
(function () {
  "use strict";
  const { replace } = window.strataField;
  const TABLE = "Table: What it compares\n\n| Column | Column |\n| --- | --- |\n| Cell | Cell |";

  const TOOLS = [
    { label: "Bold", code: "KeyB", act: (field) => wrap(field, "**") },
    { label: "Italic", code: "KeyI", act: (field) => wrap(field, "*") },
    { label: "Heading", code: "Digit3", act: (field) => prefix(field, () => "### ", /^#{3,6}\s+/) },
    { label: "List", code: "Digit8", act: (field) => prefix(field, () => "- ", /^[-+*]\s+/) },
    { label: "Numbers", code: "Digit7", act: (field) => prefix(field, (at) => `${at}. `, /^\d+\.\s+/) },
    { label: "Quote", code: "Digit9", act: (field) => prefix(field, () => "> ", /^>\s+/) },
    { label: "Table", code: "Digit4", act: table },
    { label: "Link", code: "KeyK", act: link },
    { label: "Citation", code: "Digit2", act: cite },
    { label: "Term", code: "Digit6", act: term },
  ];

  /* --- what the tools do to the text --- */

  function wrap(field, mark) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const inside = value.slice(start, end);
    const size = mark.length;
    const isMarked = value.slice(start - size, start) === mark && value.slice(end, end + size) === mark;
    const isInItalics = mark === "*" && value.slice(start - 2, start) === "**";
    if (isMarked && !isInItalics) {
      replace(field, start - size, end + size, inside, 0, inside.length);
    } else {
      replace(field, start, end, mark + inside + mark, size, size + inside.length);
    }
  }

  function lineBounds(field) {
    const { selectionStart, selectionEnd, value } = field;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const last = value.indexOf("\n", Math.max(selectionEnd - 1, selectionStart));
    return [start, last === -1 ? value.length : last];
  }

  function prefix(field, mark, pattern) {
    const [start, end] = lineBounds(field);
    const lines = field.value.slice(start, end).split("\n");
    const isMarked = lines.every((line) => pattern.test(line) || !line.trim());
    const takesOut = isMarked && lines.some((line) => line.trim());
    let number = 0;
    const changed = lines.map((line) => {
      if (takesOut) return line.replace(pattern, "");
      if (!line.trim() && lines.length > 1) return line;
      number += 1;
      return mark(number) + line.replace(pattern, "");
    });
    const words = changed.join("\n");
    replace(field, start, end, words, lines.length > 1 ? 0 : words.length, words.length);
  }

  function table(field) {
    const at = field.selectionEnd;
    const before = field.value.slice(0, at).replace(/[ \t]+$/, "");
    const lead = !before ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const after = field.value.slice(at);
    const tail = !after.trim() ? "\n" : after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    const first = lead.length + TABLE.indexOf("What");
    replace(field, at, at, lead + TABLE + tail, first, first + "What it compares".length);
  }

  function link(field) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const words = value.slice(start, end) || "words";
    const at = words.length + 3;
    replace(field, start, end, `[${words}](https://)`, at, at + "https://".length);
  }

  /* Begin a mark; the list of what could follow opens by itself. */
  function cite(field) {
    const at = field.selectionEnd;
    replace(field, at, at, "[@");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function term(field) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    replace(field, start, end, `[[${value.slice(start, end)}`);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* --- the toolbar --- */

  const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

  function keysOf(tool) {
    const control = isApple ? "Meta" : "Control";
    const key = tool.code.replace(/^(Key|Digit)/, "");
    return tool.code.startsWith("Key") ? `${control}+${key}` : `${control}+Shift+${key}`;
  }

  function buttonOf(tool, field) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = tool.label;
    made.tabIndex = -1;
    made.setAttribute("aria-keyshortcuts", keysOf(tool));
    made.title = keysOf(tool).replace("Meta", "Cmd").replace("Control", "Ctrl");
    made.addEventListener("click", () => tool.act(field));
    return made;
  }

  function walk(bar, event) {
    const buttons = Array.from(bar.children);
    const now = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const next = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now === 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons.forEach((each, place) => { each.tabIndex = place === next ? 0 : -1; });
    buttons[next].focus();
  }

  function press(event, field) {
    if (!(isApple ? event.metaKey : event.ctrlKey) || event.altKey) return;
    const tool = TOOLS.find((each) => each.code === event.code && each.code.startsWith("Digit") === event.shiftKey);
    if (!tool) return;
    event.preventDefault();
    tool.act(field);
  }

  document.querySelectorAll("textarea[data-markdown]").forEach((field) => {
    if (field.readOnly) return;
    const bar = document.createElement("div");
    bar.className = "toolbar";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Marks");
    bar.setAttribute("aria-controls", field.id);
    bar.append(...TOOLS.map((tool) => buttonOf(tool, field)));
    bar.firstChild.tabIndex = 0;
    bar.addEventListener("keydown", (event) => walk(bar, event));
    field.before(bar);
    field.addEventListener("keydown", (event) => press(event, field));
  });
})();
