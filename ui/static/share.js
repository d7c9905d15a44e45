/* Taking the conversation along: a file made of all answers on the page, or a print of it. */
(() => {
  const menu = () => document.querySelector(".share");
  const opener = () => document.getElementById("share");
  const ways = () => document.getElementById("share-ways");
  const items = () => [...ways().querySelectorAll("[role=menuitem]")];

  /* Posts JSON; an error's message tells people what to do, from the sentences `lost` and `noKey` or the server's own. */
  async function post(address, body, { lost, noKey }) {
    const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const response = await fetch(address, request).catch(() => null);
    if (response?.ok) return response;
    if (response?.status === 401 || response?.status === 403) throw new Error(noKey);
    const problem = await response?.json().catch(() => null);
    throw new Error(problem?.detail ?? lost);
  }

  function toggle(open) {
    ways().hidden = !open;
    ways().querySelector(".problem").textContent = "";
    opener().setAttribute("aria-expanded", String(open));
  }

  async function download(way) {
    const kept = [...document.querySelectorAll("[data-answer]")].map((foot) => JSON.parse(foot.dataset.answer));
    const response = await post(`conversation.${way}`, { turns: kept }, menu().dataset);
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition"))[1];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = decodeURIComponent(name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async function share(way) {
    if (way === "print") {
      toggle(false);
      opener().focus();
      print();
      return;
    }
    try {
      await download(way);
    } catch (error) {
      ways().querySelector(".problem").textContent = error.message;
      return;
    }
    toggle(false);
    opener().focus();
    councilTold.tell(menu().dataset.shared);
  }

  document.addEventListener("click", (event) => {
    const way = event.target.closest?.("[data-share]");
    if (way) share(way.dataset.share);
    else if (event.target.closest?.("#share")) {
      toggle(ways().hidden);
      if (!ways().hidden && event.detail === 0) items()[0].focus(); // pressed by a key
    } else if (ways()?.hidden === false && !event.target.closest?.(".share")) toggle(false);
  });

  /* The keys of a menu: arrows go round, Escape closes it and goes back, Tab closes it and goes on. */
  document.addEventListener("keydown", (event) => {
    if (event.target === opener() && event.key === "ArrowDown") toggle(true);
    if (ways()?.hidden !== false) return;
    if (event.key === "Escape") {
      toggle(false);
      opener().focus();
    }
    const at = items().indexOf(event.target);
    if (at < 0 && event.target !== opener()) return;
    const last = items().length - 1;
    const next = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
    if (event.key === "Tab") {
      opener().focus(); // the key goes on from there
      toggle(false);
    } else if (next !== undefined) {
      event.preventDefault();
      items()[next].focus();
    }
  });

  /* There is something to take along once an answer stands on the page. */
  function offer() {
    const button = opener();
    const empty = !document.querySelector("[data-answer]");
    if (!button || button.disabled === empty) return;
    button.disabled = empty;
    button.title = empty ? button.dataset.later : "";
  }

  new MutationObserver(offer).observe(document.body, { childList: true, subtree: true });

  // ------------------------------------------------------------------ paper

  function address() {
    try {
      return decodeURI(location.href);
    } catch {
      return location.href; // a "%" that stands for nothing
    }
  }

  /* What is folded of the evidence is open on paper, but for pictures of pages, which have not been loaded. */
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("#talk .card:not(.near) details:not([open])")) {
      if (folded.querySelector("img")) continue;
      folded.open = true;
      folded.dataset.unfolded = "";
    }
    const end = document.createElement("p");
    end.id = "printed";
    end.textContent = `${menu().dataset.note}\n${address()} · ${new Date().toLocaleString("ko-KR")}`;
    document.getElementById("talk").append(end);
  });

  addEventListener("afterprint", () => {
    document.getElementById("printed")?.remove();
    for (const unfolded of document.querySelectorAll("[data-unfolded]")) {
      unfolded.open = false;
      delete unfolded.dataset.unfolded;
    }
  });

  councilChat.post = post;
})();
