/* The scope a person sets (범위): chosen in a panel, shown as chips above the question box, sent with each question.
   A chip in an answer asks the same question again without what it says. */
(() => {
  const FIELDS = { years: "year", departments: "department", kinds: "kind", document_ids: "report" };
  const IGNORED = "not_"; // before a name in a link: what the question names but does not mean
  const KEPT = "council-qa-scope";
  const MOST = { document_ids: 200 }; // as the server takes them
  const MOST_NAMES = 50;
  const PATIENCE = 300; // ms between the last change of the scope and a look for examples within it

  let chosen = []; // {field, value, label}
  let again = null; // the question that is asked again, what is ignored for it, and what it is limited to
  let readable = true; // what a link said
  let settling = 0;

  const within = (selector) => document.querySelector(`#scope-bar ${selector}`);
  const panel = () => document.getElementById("scope-dialog");
  const named = (pattern, label) => within(".chips").dataset[pattern].replace("{}", () => label);
  const is = (one, field, value) => one.field === field && String(one.value) === String(value);
  const values = (field) => chosen.filter((one) => one.field === field).map((one) => one.value);
  const limits = () => Object.fromEntries(Object.keys(FIELDS).map((field) => [field, values(field)]));

  // ------------------------------------------------------------------ what the page starts with

  function fromLink(prefix) {
    const query = new URLSearchParams(location.search);
    return Object.entries(FIELDS).flatMap(([field, name]) =>
      query.getAll(prefix + name).map((value) => ({ field, value }))
    );
  }

  /* A link that was followed says what holds; a page that was loaded anew goes on with what it had. */
  function first() {
    const query = new URLSearchParams(location.search);
    const followed = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    const linked = fromLink("");
    const goesOn = kept && !(followed && (linked.length || query.has("q")));
    if (goesOn && kept.again) again = kept.again;
    if (goesOn && (kept.again || !query.has("q"))) return kept.chosen;
    const ignored = { years: [], departments: [], kinds: [], document_ids: [] };
    for (const { field, value } of fromLink(IGNORED)) ignored[field].push(value);
    again = { question: query.get("q")?.trim(), ignored };
    return goesOn ? kept.chosen : linked;
  }

  /* What the server made of it: names for the chips, and a sentence where something is not there any more. */
  function settle({ chosen: known, note, readable: read }) {
    chosen = known;
    readable = read;
    draw();
    within(".scope-note").textContent = note;
    document.getElementById("scope-open").setAttribute("aria-haspopup", "dialog");
  }

  // ------------------------------------------------------------------ choosing

  function add(condition) {
    const most = MOST[condition.field] ?? MOST_NAMES;
    const full = values(condition.field).length >= most;
    if (!full && !chosen.some((one) => is(one, condition.field, condition.value))) chosen.push(condition);
    changed(named(full ? "full" : "added", full ? most : condition.label));
    if (full) within(".scope-note").textContent = named("full", most);
  }

  function remove(field, value) {
    const gone = chosen.find((one) => is(one, field, value));
    if (!gone) return;
    chosen = chosen.filter((one) => one !== gone);
    changed(named("removed", gone.label));
  }

  function changed(said) {
    within(".scope-note").textContent = "";
    draw();
    councilChat.announce(said);
    clearTimeout(settling);
    settling = setTimeout(suggest, PATIENCE);
  }

  /* The first screen's examples are those of the scope. */
  function suggest() {
    if (!document.querySelector("#talk [data-turn]")) document.getElementById("other-scope").click();
  }

  function draw() {
    save();
    within(".chips").replaceChildren(...chosen.map(chip));
    for (const clear of document.querySelectorAll("[data-scope=clear]")) {
      clear.hidden = chosen.length < (clear.closest("dialog") ? 1 : 2);
    }
    for (const input of document.querySelectorAll("#scope-dialog [data-field]")) {
      input.checked = chosen.some((one) => is(one, input.dataset.field, input.value));
    }
  }

  function save() {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ chosen, again }));
    } catch {
      sessionStorage.removeItem(KEPT); // the page is too long to be kept, and this with it
    }
  }

  /* The question was answered: asked once more, it is a new one. */
  function done() {
    again = null;
    save();
  }

  function chip({ field, value, label }) {
    const item = within("template").content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    item.querySelector(".name").textContent = item.title = label;
    button.title = named("remove", label);
    button.setAttribute("aria-label", button.title);
    Object.assign(button.dataset, { field, value });
    return item;
  }

  /* The chip that had the focus is gone: the next one has it, or else what opens the panel. */
  function removeChip(button) {
    const place = [...within(".chips").children].indexOf(button.closest("li"));
    remove(button.dataset.field, button.dataset.value);
    const left = document.querySelectorAll("#scope-bar .chips button");
    (left[Math.min(place, left.length - 1)] ?? document.getElementById("scope-open")).focus();
  }

  function clear() {
    chosen = [];
    changed(within(".chips").dataset.cleared);
    const dialog = panel();
    (dialog?.open ? dialog.querySelector(".done") : document.getElementById("scope-open")).focus();
  }

  // ------------------------------------------------------------------ the panel

  /* On a busy machine the panel is drawn some frames after it has come. */
  function open(frames = 120) {
    const dialog = panel();
    if (!dialog && frames) return requestAnimationFrame(() => open(frames - 1));
    if (!dialog || dialog.open) return;
    dialog.addEventListener("close", returnFocus, { once: true });
    dialog.showModal();
  }

  /* To what opened the panel, unless somebody was quicker and types a question already. */
  function returnFocus() {
    if (!document.activeElement?.matches("textarea, input")) document.getElementById("scope-open").focus();
  }

  function filter(input) {
    const wanted = input.value.normalize("NFC").toLowerCase().split(/\s+/);
    const group = input.closest("fieldset");
    let found = 0;
    for (const item of group.querySelectorAll("li")) {
      const text = item.textContent.normalize("NFC").toLowerCase();
      item.hidden = !wanted.every((word) => text.includes(word));
      found += !item.hidden;
    }
    group.querySelector(".none").textContent = found ? "" : input.dataset.none;
  }

  // ------------------------------------------------------------------ asking

  /* Goes along with every question: the choice, and for one that is asked again what is ignored and the turns before. */
  function along([text, turns]) {
    if (again?.question !== text.trim()) again = null;
    const place = again ? turns.findLastIndex((turn) => turn.question === again.question) : -1;
    const sent = { filters: again?.filters ?? limits(), ignored: again?.ignored ?? {} };
    save();
    return [text, place < 0 ? turns : turns.slice(0, place), sent];
  }

  function askWithout({ drop: field, value }, turn) {
    if (document.querySelector("#live-answer [data-state=busy]")) return; // one answer after the other
    const [ignored, filters] = [turn.dataset.ignored, turn.dataset.limits].map(JSON.parse);
    ignored[field].push(value);
    filters[field] = filters[field].filter((one) => String(one) !== value);
    again = { question: turn.querySelector(".question").lastChild.textContent.trim(), ignored, filters };
    remove(field, value);
    councilChat.ask(again.question);
    focusNext(turn.dataset.turn);
  }

  /* The button that was pressed moves up with its turn, which takes the focus from it: the new turn has it then. */
  function focusNext(before) {
    const answer = document.getElementById("live-answer");
    new MutationObserver((_, observer) => {
      const shown = answer.querySelector("[data-turn]")?.dataset.turn;
      if (!shown || shown === before) return;
      observer.disconnect();
      answer.tabIndex = -1;
      if (document.activeElement === document.body) answer.focus({ preventScroll: true });
    }).observe(answer, { childList: true, subtree: true });
  }

  // ------------------------------------------------------------------ events

  const actions = {
    clear,
    close: () => panel().close(),
    remove: removeChip,
  };

  document.addEventListener("click", (event) => {
    if (event.target === panel()) return panel().close(); // beside the panel
    const target = event.target.closest?.("[data-scope], [data-drop], [data-action=reset]");
    if (!target) return;
    if (target.dataset.scope) actions[target.dataset.scope](target);
    else if (target.dataset.drop) askWithout(target.dataset, target.closest("[data-turn]"));
    else sessionStorage.removeItem(KEPT);
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("#scope-dialog [data-field]")) return;
    const { value, checked } = target;
    const { field, label } = target.dataset;
    if (checked) add({ field, value, label });
    else remove(field, value);
  });

  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("#scope-dialog .filter")) filter(target);
  });

  chosen = first();

  window.councilChat.scope = {
    sent: () => ({ filters: limits() }),
    settle,
    open,
    along,
    done,
    holds: () => readable,
  };
})();
