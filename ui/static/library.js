/* The library's pages: the list follows what is typed, parts of a page are fetched anew, outlines fold and unfold. */
(() => {
  const PATIENCE = 200; // ms between the last letter and a look for it
  let words = {};

  /* A sentence of the pages, its {…} filled in. */
  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

  function announce(text) {
    document.getElementById("announcer").textContent = text;
  }

  // ------------------------------------------------------------------ fetching parts of the page anew

  let under_way = null;

  /* Put the parts that may have changed ([data-live]) in place as the server has them now; whoever reads stays where
     they are. False where the server was not reached. */
  async function refresh(address = location.href) {
    under_way?.abort();
    const mine = (under_way = new AbortController());
    let fresh;
    try {
      const response = await fetch(address, { signal: mine.signal });
      if (!response.ok) throw new Error(response.status);
      fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    } catch (error) {
      if (error.name !== "AbortError") announce(say("listLost"));
      return false;
    }
    const [left, top, focused] = [scrollX, scrollY, document.activeElement?.id];
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(part.id);
      if (other) part.replaceWith(document.adoptNode(other));
    }
    const find = document.getElementById("find");
    if (find) find.hidden = fresh.getElementById("find").hidden;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    scrollTo({ left, top, behavior: "instant" });
    return true;
  }

  // ------------------------------------------------------------------ finding

  let waiting = 0;

  /* The address of what the form asks for; of a syllable that is being written, lone letters are left out. */
  function wanted(form) {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const known = value.replace(/[\u3131-\u318e]+$/, "").trim();
      if (known) asked.set(name, known);
    }
    const query = asked.toString();
    return location.pathname + (query ? `?${query}` : "");
  }

  async function find(form) {
    const address = wanted(form);
    history.replaceState(null, "", address);
    if (await refresh(address)) announce(say("found", { count: document.getElementById("shelves").dataset.count }));
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("#find");
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => find(form), PATIENCE);
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "find") return;
    event.preventDefault();
    clearTimeout(waiting);
    find(event.target);
  });

  // ------------------------------------------------------------------ folding

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold]");
    if (!button) return;
    const open = button.textContent === button.dataset.unfold;
    for (const branch of document.querySelectorAll(".tree details")) branch.open = open;
    button.textContent = open ? button.dataset.fold : button.dataset.unfold;
  });

  document.addEventListener("DOMContentLoaded", () => {
    words = JSON.parse(document.getElementById("words").textContent);
    document.documentElement.classList.add("scripted");
    for (const button of document.querySelectorAll("[data-fold]")) button.hidden = false;
    // a long outline beside a section shows where one is
    const here = document.querySelector("#outline [aria-current]");
    if (here) here.closest(".outline").scrollTop = here.offsetTop - here.closest(".outline").clientHeight / 3;
  });

  window.councilLibrary = { announce, refresh, say };
})();
