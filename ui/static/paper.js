/* Before a print: tables too wide for the sheet get smaller letters, so that no word and no figure is broken. */
(() => {
  const ROOM = 620; // px of a card on A4
  const SMALLEST = 0.55; // of the print's letters; what is wider still is broken after all

  function fit(grid) {
    grid.classList.add("measured");
    const scale = Math.min(1, ROOM / grid.querySelector("table").offsetWidth);
    grid.classList.remove("measured");
    grid.style.setProperty("--fit", Math.max(SMALLEST, scale).toFixed(3));
    grid.classList.toggle("too-wide", scale < SMALLEST);
  }

  addEventListener("beforeprint", () => {
    for (const grid of document.querySelectorAll("#talk .card .grid")) if (grid.offsetWidth) fit(grid);
  });
})();
