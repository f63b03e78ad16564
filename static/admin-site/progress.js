// How far an import is, told anew every second or two, until there is something to read instead.
// Without this script the page is loaded anew every few seconds.
(() => {
  "use strict";
  const EVERY = 1500; // milliseconds

  async function look() {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      if (!fresh || fresh.dataset.live !== "yes") {
        location.reload();
        return;
      }
      renew(document.getElementById("progress"), fresh);
    } catch {
      // The server is away or the session over; the link "Look again" says which.
    }
    setTimeout(look, EVERY);
  }

  // Elements stay in place, so that focus does, and the heading, in a live region, is touched only when
  // it says something new.
  function renew(old, fresh) {
    const bar = old.querySelector("progress");
    const newBar = fresh.querySelector("progress");
    bar.max = newBar.max;
    bar.value = newBar.value;
    const words = "h2, p:not(:has(a))";
    const said = [...fresh.querySelectorAll(words)];
    for (const [place, part] of [...old.querySelectorAll(words)].entries()) {
      if (said[place] && part.textContent !== said[place].textContent) {
        part.textContent = said[place].textContent;
      }
    }
  }

  setTimeout(look, EVERY);
})();
