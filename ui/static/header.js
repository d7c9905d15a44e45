/* Header and question box stay in sight: their heights for the style sheets, answers held between them, and the header
   out of the way while one reads on in a low window. */
(() => {
  const GAP = 20; // px
  const low = matchMedia("(max-height: 600px)");
  const header = () => document.getElementById("header");
  const heightOf = (id) => document.getElementById(id)?.offsetHeight ?? 0;
  let before = 0;

  function measure() {
    const [head, foot] = [heightOf("header"), heightOf("composer")];
    document.documentElement.style.setProperty("--head", `${head}px`);
    document.documentElement.style.setProperty("--foot", `${foot}px`);
    // An answer that is higher than the room between them is held by its end, or else nobody could reach that.
    for (const pane of document.querySelectorAll("#live-answer, #history .pane-answer"))
      pane.style.top = `${Math.min(head + GAP, innerHeight - foot - GAP - pane.offsetHeight)}px`;
  }

  function follow() {
    const down = scrollY > before;
    before = scrollY;
    const needed = !low.matches || !down || scrollY < heightOf("header") || header().matches(":focus-within");
    header().classList.toggle("away", !needed);
  }

  function start() {
    if (!header() || document.readyState === "loading") return false;
    const sizes = new ResizeObserver(measure);
    for (const id of ["header", "talk", "composer"].map((id) => document.getElementById(id))) if (id) sizes.observe(id);
    header().addEventListener("focusin", follow);
    addEventListener("resize", measure);
    addEventListener("scroll", follow, { passive: true });
    return true;
  }

  const waiting = new MutationObserver(() => start() && waiting.disconnect());
  if (!start()) waiting.observe(document, { childList: true, subtree: true });
})();
