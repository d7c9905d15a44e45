/* What is being put into the library: a bar in the page's header while it lasts. */
(() => {
  const SOON = 2_000;
  const LATER = 20_000; // while nothing is under way
  let was = null; // the generation when the page came up
  let timer = 0;

  async function look() {
    const strip = document.getElementById("progress");
    let wait = LATER;
    if (strip && !document.hidden) {
      const state = await fetch("v1/library").then((r) => (r.ok ? r.json() : null), () => null);
      if (state) wait = show(strip, state);
    }
    clearTimeout(timer);
    timer = setTimeout(look, strip ? wait : SOON);
  }

  function show(strip, { generation, indexing }) {
    was ??= generation;
    const bar = strip.querySelector("progress");
    if (indexing) {
      const { done, total } = indexing;
      const sentence = done < total ? strip.dataset.reading : strip.dataset.indexing;
      strip.querySelector("span").textContent = sentence.replace("{done}", done).replace("{total}", total);
      if (done < total) Object.assign(bar, { max: total, value: done });
      else bar.removeAttribute("value"); // how long the index takes is not known
      strip.hidden = false;
      return SOON;
    }
    strip.hidden = true;
    if (generation === was) return LATER; // nothing, or nothing new
    was = generation;
    window.councilChat.announce(strip.dataset.ready);
    // The first screen and its examples are of other reports now; nothing that somebody has asked or typed is lost.
    const idle = !document.querySelector("[data-turn]") && !document.querySelector("#question textarea")?.value;
    if (idle) location.reload();
    return LATER;
  }

  document.addEventListener("visibilitychange", () => !document.hidden && look());
  look();
})();
