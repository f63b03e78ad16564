/* Sections of an article's page are dragged to another place or tier. The buttons do the same. */
(function () {
  "use strict";
  const form = document.getElementById("order");
  const lists = Array.from(document.querySelectorAll(".sections")).filter((list) => list.dataset.tier !== "reflection");
  if (!form || !lists.length) return;
  let dragged = null;

  function items(list) {
    return Array.from(list.querySelectorAll("[data-section]")).filter((item) => item !== dragged);
  }

  /* The place among a list's other sections that the pointer is at. */
  function placeAt(list, y) {
    const before = items(list).filter((item) => {
      const box = item.getBoundingClientRect();
      return y > box.top + box.height / 2;
    });
    return before.length;
  }

  function clear() {
    document.querySelectorAll(".drop-before, .drop-after").forEach((item) => {
      item.classList.remove("drop-before", "drop-after");
    });
  }

  function mark(list, place) {
    clear();
    const others = items(list);
    if (others[place]) others[place].classList.add("drop-before");
    else if (others.length) others[others.length - 1].classList.add("drop-after");
  }

  function send(list, place) {
    const move = document.createElement("input");
    move.type = "hidden";
    move.name = "move";
    move.value = `${dragged.dataset.section} ${list.dataset.tier} ${place}`;
    form.append(move);
    form.requestSubmit();
  }

  lists.forEach((list) => {
    list.querySelectorAll("[data-section]").forEach((item) => {
      item.draggable = true;
      item.querySelectorAll("a").forEach((link) => { link.draggable = false; });
      item.addEventListener("dragstart", (event) => {
        dragged = item;
        item.classList.add("dragged");
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", item.dataset.section);
      });
      item.addEventListener("dragend", () => {
        item.classList.remove("dragged");
        dragged = null;
        clear();
      });
    });
    list.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      mark(list, placeAt(list, event.clientY));
    });
    list.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      send(list, placeAt(list, event.clientY));
    });
  });
})();
