/* What the page does by itself: markers lead to their evidence and back, buttons copy, earlier turns move up. */
(() => {
  const box = () => document.querySelector("#question textarea");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  document.documentElement.lang = "ko";

  // ------------------------------------------------------------------ asking

  function fill(question) {
    const field = box();
    field.value = question;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function ask(question) {
    fill(question);
    requestAnimationFrame(() => document.getElementById("send").click());
  }

  /* Runs before every question: what stands in the live turn joins the turns before it. */
  function archive(...inputs) {
    const parts = ["live-answer", "live-evidence"].map((id) => document.getElementById(id));
    const shown = parts[0].querySelector("[data-turn]");
    if (shown) {
      const turn = document.createElement("div");
      turn.className = "turn";
      for (const part of parts) {
        const pane = document.createElement("div");
        pane.className = part.id.replace("live-", "pane-");
        pane.append(...(part.querySelector(".asked, .pane-title")?.parentNode.childNodes ?? []));
        turn.append(pane);
      }
      document.getElementById("history").append(turn);
    }
    return inputs;
  }

  // ------------------------------------------------------------------ staying through a reload

  /* Gradio reloads the page when a lost connection is back. What was said stays in this tab until it is closed. */
  const KEPT = "council-qa-kept";
  let conversation = [];

  function remember(turns) {
    conversation = turns;
  }

  function answered(turns) {
    remember(turns);
    councilChat.scope.done();
  }

  function keep() {
    const busy = document.querySelector("#live-answer [data-state=busy] .question");
    const question = box()?.value || busy?.lastChild.textContent || "";
    if (!busy) archive();
    const turns = document.getElementById("history")?.innerHTML;
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ question, conversation, turns }));
    } catch {
      sessionStorage.removeItem(KEPT); // too long to be kept
    }
  }

  /* What the question box and the conversation start with. */
  function start() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    addEventListener("pagehide", keep);
    if (!kept?.turns && !kept?.question) return ["", []];
    const history = document.getElementById("history");
    history.innerHTML = kept.turns;
    for (const button of history.querySelectorAll("[data-label][data-copied]")) {
      button.textContent = button.dataset.label; // it still said that it had copied
      button.classList.remove("copied");
    }
    remember(kept.conversation);
    return [kept.question, kept.conversation];
  }

  function askLinked() {
    const question = new URLSearchParams(location.search).get("q")?.trim();
    const fresh = !document.querySelector("#history [data-turn]");
    if (question && fresh && councilChat.scope.holds()) return ask(question);
    if (question && fresh) fill(question);
    if (matchMedia("(hover: hover) and (pointer: fine)").matches) box().focus(); // no keyboard over a tablet's page
  }

  function reset() {
    removeEventListener("pagehide", keep);
    sessionStorage.removeItem(KEPT);
    location.assign(location.pathname);
  }

  // ------------------------------------------------------------------ moving about

  function flash(element, focus) {
    element.closest("details")?.setAttribute("open", "");
    element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    element.classList.remove("flash");
    void element.offsetWidth; // starts the animation anew
    element.classList.add("flash");
    focus.focus({ preventScroll: true });
  }

  let cameFrom = null;

  function goto(marker) {
    const card = document.getElementById(marker.dataset.goto);
    if (!card) return;
    cameFrom = marker;
    flash(card, card);
  }

  function back(id) {
    const marker = cameFrom?.dataset.goto === id ? cameFrom : document.querySelector(`[data-goto="${CSS.escape(id)}"]`);
    if (marker) flash(marker, marker);
  }

  // ------------------------------------------------------------------ copying

  /* Lines as Word and 한글 lay them out; the spaces before a line are its level. */
  function asHtml(text) {
    const page = document.createElement("div");
    for (const line of text.split("\n")) {
      const level = line.search(/\S/);
      const paragraph = document.createElement("p");
      paragraph.style.margin = `0 0 0 ${level * 12}pt`;
      paragraph.style.fontWeight = level ? "normal" : "bold";
      paragraph.textContent = line.trim();
      page.append(paragraph);
    }
    return page.innerHTML;
  }

  async function copyText(text, html) {
    const kinds = Object.entries(html ? { "text/plain": text, "text/html": html } : { "text/plain": text });
    if (window.isSecureContext && navigator.clipboard?.write) {
      const blobs = kinds.map(([kind, value]) => [kind, new Blob([value], { type: kind })]);
      return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    }
    // Offices reach the server by a plain http address, where browsers do not offer navigator.clipboard.
    const fill = (event) => {
      for (const [kind, value] of kinds) event.clipboardData.setData(kind, value);
      event.preventDefault();
    };
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "sr-only" });
    document.body.append(area);
    area.select();
    document.addEventListener("copy", fill, { once: true });
    const copied = document.execCommand("copy");
    document.removeEventListener("copy", fill);
    area.remove();
    if (!copied) throw new Error("copy refused");
  }

  async function copyFrom(button, text, html) {
    const label = button.dataset.label ?? (button.dataset.label = button.textContent);
    const copied = await copyText(text, html).then(() => true, () => false);
    button.textContent = copied ? button.dataset.copied : button.dataset.failed;
    button.classList.toggle("copied", copied);
    announce(button.textContent);
    button.focus({ preventScroll: true });
    setTimeout(() => {
      button.textContent = label;
      button.classList.remove("copied");
    }, 2500);
  }

  const linkTo = (query) => `${location.origin}${location.pathname}?${query}`;

  // ------------------------------------------------------------------ events

  const actions = {
    focus: () => box().focus(),
    reset,
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-action], [data-ask], [data-goto], [data-back], [data-copy], [data-link]");
    if (!target) return;
    event.preventDefault();
    const { action, ask: question, goto: card, back: from, copy, link } = target.dataset;
    if (action) actions[action]?.();
    else if (question) ask(question);
    else if (card) goto(target);
    else if (from) back(from);
    else if (copy !== undefined) copyFrom(target, copy, asHtml(copy));
    else if (link !== undefined) copyFrom(target, linkTo(link));
  });

  // A Korean syllable still being composed is no end of a question.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && event.isComposing) event.stopImmediatePropagation();
    },
    true
  );

  // ------------------------------------------------------------------ following the answer

  function announce(text) {
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = text;
  }

  let turn = null;
  let state = null;

  function follow() {
    const lost = document.getElementById("lost");
    if (lost) lost.hidden = !document.querySelector(".toast-body.error");
    const asked = document.querySelector("#live-answer [data-turn]");
    if (!asked) return;
    if (asked.dataset.turn !== turn) {
      turn = asked.dataset.turn;
      state = null;
      box().placeholder = asked.dataset.placeholder;
      requestAnimationFrame(() => requestAnimationFrame(begin));
    }
    if (asked.dataset.state === state) return;
    state = asked.dataset.state;
    if (state === "busy") announce(asked.querySelector(".searching")?.textContent.trim() ?? "");
    else {
      announce(asked.querySelector(".answer")?.textContent.replace(/\s+/g, " ").trim() ?? "");
      showQuotes();
    }
  }

  /* Once the question box is one line again: the page ends where that ends. */
  function begin() {
    const behavior = calm.matches ? "auto" : "smooth";
    document.querySelector("#live-answer [data-turn]")?.scrollIntoView({ block: "start", behavior });
  }

  /* A wide table shows its cited cell. */
  function showQuotes() {
    for (const grid of document.querySelectorAll("#live-evidence .grid")) {
      const cell = grid.querySelector(".cited");
      if (cell) grid.scrollLeft = cell.offsetLeft + cell.offsetWidth / 2 - grid.clientWidth / 2;
    }
  }

  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-state"] });

  window.councilChat = { start, askLinked, archive, answered, ask, announce };
})();
