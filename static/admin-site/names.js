/* Fields that Django's admin leaves without a name get one for screen readers. */
(function () {
  "use strict";

  function columns(table) {
    return Array.from(table.querySelectorAll("thead th"), (cell) => cell.textContent.trim());
  }

  function nameRow(row, names) {
    Array.from(row.cells).forEach((cell, place) => {
      const number = row.sectionRowIndex + 1;
      const name = names[place] || "";
      cell.querySelectorAll("input, select, textarea").forEach((field) => {
        const isNamed = field.type === "hidden" || field.labels.length || field.ariaLabel;
        if (!isNamed && name) field.setAttribute("aria-label", `${name} ${number}`);
      });
    });
  }

  function nameTables() {
    document.querySelectorAll(".tabular table").forEach((table) => {
      const names = columns(table);
      table.querySelectorAll("tbody tr").forEach((row) => nameRow(row, names));
    });
  }

  function nameChoosers() {
    document.querySelectorAll(".select2-search__field:not([aria-label])").forEach((field) => {
      const row = field.closest(".form-row, td");
      const label = row && row.querySelector("label");
      field.setAttribute("aria-label", label ? `Search: ${label.textContent.replace(":", "")}` : "Search");
    });
    const search = document.getElementById("searchbar");
    if (search) search.setAttribute("aria-label", "Search");
  }

  function nameAll() {
    nameTables();
    nameChoosers();
  }

  window.addEventListener("load", nameAll);
  new MutationObserver(nameChoosers).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("formset:added", nameAll);
})();
