/* What the writing tools share: putting words into a text field so that Undo takes them out again. */
(function () {
  "use strict";

  /* Replace the characters from start to end; then select, within what was put in, from..to. */
  function replace(field, start, end, words, from = words.length, to = from) {
    field.focus();
    field.setSelectionRange(start, end);
    const done = words
      ? document.execCommand("insertText", false, words)
      : document.execCommand("delete");
    if (!done) {
      field.setRangeText(words, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.setSelectionRange(start + from, start + to);
  }

  /* Where the caret is, in pixels from the field's top left corner. */
  function caret(field, at) {
    const copy = document.createElement("div");
    const style = getComputedStyle(field);
    ["font", "letterSpacing", "lineHeight", "padding", "border", "boxSizing", "tabSize"].forEach((name) => {
      copy.style[name] = style[name];
    });
    copy.style.width = `${field.clientWidth}px`;
    copy.style.position = "absolute";
    copy.style.visibility = "hidden";
    copy.style.whiteSpace = "pre-wrap";
    copy.style.overflowWrap = "break-word";
    copy.textContent = field.value.slice(0, at);
    const mark = document.createElement("span");
    mark.textContent = "\u200b";
    copy.append(mark);
    document.body.append(copy);
    const place = { left: mark.offsetLeft, top: mark.offsetTop - field.scrollTop, height: mark.offsetHeight };
    copy.remove();
    return place;
  }

  window.strataField = { replace, caret };
})();
