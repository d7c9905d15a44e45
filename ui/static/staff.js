/* What staff do on the library's pages: give their key, correct what is known of a report, remove it. */
(() => {
  const KEY = "council-qa-staff-key"; // of this tab alone; it goes out in a header, never in an address
  const { refresh, say } = window.councilLibrary;
  const byId = (id) => document.getElementById(id);
  const rootOf = () => document.body.dataset.root;
  const isFree = () => document.body.dataset.free !== undefined;

  // ------------------------------------------------------------------ requests with the key

  const headers = () => {
    const key = sessionStorage.getItem(KEY);
    return key ? { Authorization: `Bearer ${key}` } : {};
  };

  /* What went wrong, as a sentence that says what to do next; `isKey` where another key is needed. */
  class Refusal extends Error {
    constructor(status, problem = {}, retryAfter = "") {
      const kind = (problem.type ?? "").split(":").pop();
      const sentences = {
        0: () => say("network"),
        401: () => (kind === "key-refused" ? problem.detail : say("keyRequired")),
        403: () => (kind === "role-insufficient" ? say("role") : problem.detail),
        413: () => say("tooLarge", { most: Math.floor(document.body.dataset.mostBytes / 1e6) }),
        429: () => say("tooMany", { seconds: retryAfter || 60 }),
      };
      super(sentences[status]?.() || problem.detail || say("failed"));
      this.status = status;
      this.errors = problem.errors ?? [];
      this.isKey = status === 401 || kind === "role-insufficient";
    }
  }

  async function send(method, path, body) {
    const sent = { method, headers: { ...headers(), ...(body ? { "Content-Type": "application/json" } : {}) } };
    if (body) sent.body = JSON.stringify(body);
    let response;
    try {
      response = await fetch(rootOf() + path, sent);
    } catch {
      throw new Refusal(0);
    }
    if (response.ok) return response.status === 204 ? null : response.json();
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(response.status, problem, response.headers.get("Retry-After"));
  }

  // ------------------------------------------------------------------ the key

  function show() {
    const staff = isFree() || sessionStorage.getItem(KEY) !== null;
    document.documentElement.classList.toggle("staff", staff);
    for (const button of document.querySelectorAll("[data-staff]")) {
      button.hidden = isFree();
      button.textContent = staff ? say("leave") : say("enter");
    }
    if (staff) document.dispatchEvent(new Event("staff"));
  }

  function forget() {
    sessionStorage.removeItem(KEY);
    show();
  }

  function askForKey(wrong = "") {
    byId("key").value = "";
    tell(byId("key-wrong"), wrong);
    if (!byId("key-dialog").open) byId("key-dialog").showModal();
    byId("key").focus();
  }

  async function takeKey() {
    const field = byId("key");
    field.value = field.value.trim();
    if (!field.value || field.validity.patternMismatch) return askForKey(say("keyForm"));
    const key = field.value;
    sessionStorage.setItem(KEY, key);
    try {
      await send("GET", "v1/jobs?limit=1");
    } catch (refusal) {
      sessionStorage.removeItem(KEY);
      return askForKey(refusal.message);
    }
    byId("key-dialog").close();
    show();
    councilTold.tell(say("keyTaken"));
  }

  // ------------------------------------------------------------------ the two other dialogs

  let report = {}; // what the button that opened the dialog says of its report

  function tell(line, sentence) {
    line.textContent = sentence;
    line.hidden = !sentence;
  }

  function clear(dialog) {
    for (const line of dialog.querySelectorAll(".wrong")) tell(line, "");
    for (const input of dialog.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  }

  function open(dialog, button) {
    report = { ...button.dataset };
    clear(dialog);
    dialog.showModal();
  }

  function startEdit(button) {
    for (const input of byId("edit-dialog").querySelectorAll("input")) input.value = button.dataset[input.name];
    open(byId("edit-dialog"), button);
  }

  function startDelete(button) {
    byId("delete-name").textContent = button.dataset.name;
    open(byId("delete-dialog"), button);
  }

  async function save(dialog) {
    const changed = [...dialog.querySelectorAll("input")].filter((input) => input.value.trim() !== report[input.name]);
    if (changed.length) {
      const fields = Object.fromEntries(changed.map((input) => [input.name, input.value.trim()]));
      const now = await send("PATCH", `v1/documents/${report.report}`, fields);
      await refresh();
      councilTold.tell(say("saved", { title: now.title }));
    }
    dialog.close();
    byId(`edit-${report.report}`)?.focus({ preventScroll: true });
  }

  async function remove(dialog) {
    await send("DELETE", `v1/documents/${report.report}`);
    dialog.close();
    const deleted = say("deleted", { title: report.name });
    if (!byId("shelves")) {
      councilTold.tellNext(deleted);
      return location.assign(`${rootOf()}library`);
    }
    await refresh();
    councilTold.tell(deleted);
    byId("main").focus({ preventScroll: true });
  }

  /* A refusal stands at the field it is about, or else below all fields. */
  function refuse(dialog, refusal) {
    const wrong = refusal.errors.map(({ field, message }) => [dialog.querySelector(`input[name="${CSS.escape(field)}"]`), message]);
    for (const [input, message] of wrong.filter(([input]) => input)) {
      input.setAttribute("aria-invalid", "true");
      tell(byId(`${input.id}-wrong`), message);
    }
    const first = wrong.find(([input]) => input)?.[0];
    if (first) first.focus();
    else tell(dialog.querySelector(".whole"), refusal.message);
    if (refusal.isKey && !isFree()) {
      forget();
      askForKey(refusal.message);
    }
  }

  async function submit(dialog, work) {
    const button = dialog.querySelector("[type=submit]");
    clear(dialog);
    button.disabled = true;
    try {
      await work(dialog);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      refuse(dialog, refusal);
    } finally {
      button.disabled = false;
    }
  }

  // ------------------------------------------------------------------ events

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-staff], [data-edit], [data-delete], [data-close]");
    if (!button) return;
    const { staff, edit, delete: away, close } = button.dataset;
    if (close !== undefined) button.closest("dialog").close();
    else if (edit !== undefined) startEdit(button);
    else if (away !== undefined) startDelete(button);
    else if (staff !== undefined && sessionStorage.getItem(KEY) === null) askForKey();
    else {
      forget();
      councilTold.tell(say("keyLeft"));
    }
  });

  document.addEventListener("submit", (event) => {
    const dialog = event.target.closest("dialog");
    if (!dialog) return;
    event.preventDefault();
    submit(dialog, { "key-dialog": takeKey, "edit-dialog": save, "delete-dialog": remove }[dialog.id]);
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (byId("key-dialog")) show();
  });

  window.councilStaff = { Refusal, askForKey, forget, headers, isFree, send };
})();
