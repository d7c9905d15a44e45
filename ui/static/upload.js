/* Uploads: files dropped or chosen are sent, read and indexed; each has a line that says how far it is and how it ended.

   Files go together in a few requests, so that the index is built once for many; the next ones go when those before
   them have ended. */
(() => {
  const MOST_AT_ONCE = 20; // files in a request
  const FORM = 2_000; // bytes of a request that are no file's, for each file
  const POLL = 400; // ms
  const PATIENCE = 3_000; // ms after which a lost server is looked for again
  const { announce, refresh, say } = window.councilLibrary;
  const { Refusal, askForKey, forget, headers, isFree, send } = window.councilStaff;
  const byId = (id) => document.getElementById(id);
  const most = () => Number(document.body.dataset.mostBytes);
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  let rows = []; // all lines, as { element, name, file, over }
  let queue = []; // those that wait to be sent
  let busy = false;
  let sending = false;

  // ------------------------------------------------------------------ lines

  function addRow(name, file = null) {
    const element = byId("upload-row").content.firstElementChild.cloneNode(true);
    element.querySelector(".file").textContent = name;
    element.querySelector("progress").setAttribute("aria-label", name);
    const row = { element, name, file, over: false };
    rows.push(row);
    byId("uploads").append(element);
    show(row, say("waiting"));
    return row;
  }

  /* `done` between 0 and 1, or null where nobody knows. */
  function show(row, state, done = null) {
    row.element.dataset.state = "busy";
    row.element.querySelector(".state").textContent = state;
    const bar = row.element.querySelector("progress");
    bar.hidden = false;
    if (done === null) bar.removeAttribute("value");
    else bar.value = done;
    sum();
  }

  function end(row, status, sentences, { documentId = "", again = false } = {}) {
    if (row.over) return;
    row.over = true;
    const { element } = row;
    element.dataset.state = status;
    element.querySelector(".state").textContent = say(status);
    element.querySelector("progress").hidden = true;
    element.querySelector(".said").replaceChildren(
      ...sentences.filter(Boolean).map((text) => Object.assign(document.createElement("li"), { textContent: text }))
    );
    element.querySelector("[data-again]").hidden = !again;
    if (documentId) {
      const link = Object.assign(document.createElement("a"), { textContent: row.name });
      link.href = `${document.body.dataset.root}library/${encodeURIComponent(documentId)}`;
      element.querySelector(".file").replaceChildren(link);
    }
    announce(`${row.name}: ${say(status)}`);
    sum();
  }

  /* The line above all lines. */
  function sum() {
    const done = rows.filter((row) => row.over).length;
    document.querySelector(".progress-of-all").hidden = !rows.length;
    document.querySelector("[data-clear]").hidden = !done;
    byId("upload-summary").textContent = say("progress", { done, total: rows.length });
    byId("upload-progress").max = rows.length || 1;
    byId("upload-progress").value = done;
  }

  // ------------------------------------------------------------------ sending

  function add(files) {
    for (const file of files) {
      const row = addRow(file.name, file);
      if (file.size + FORM > most()) end(row, "refused", [new Refusal(413).message]);
      else queue.push(row);
    }
    work();
  }

  function nextBatch() {
    let bytes = 0;
    const fits = queue.findIndex((row, place) => place === MOST_AT_ONCE || (bytes += row.file.size + FORM) > most());
    return queue.splice(0, fits < 0 ? queue.length : Math.max(1, fits));
  }

  async function work() {
    if (busy) return;
    busy = true;
    try {
      while (queue.length) await sendBatch(nextBatch());
    } finally {
      busy = false;
    }
  }

  async function sendBatch(batch) {
    try {
      await follow(await post(batch), batch);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (refusal.isKey) batch.push(...queue.splice(0)); // the others would be refused as well
      for (const row of batch) end(row, "notDone", [refusal.message], { again: row.file !== null });
      if (refusal.isKey && !isFree()) {
        forget();
        askForKey(refusal.message);
      }
    }
  }

  /* The job of a request that was taken. fetch() cannot tell how much of a body has gone out. */
  function post(batch) {
    const form = new FormData();
    for (const row of batch) form.append("file", row.file, row.file.name);
    const request = new XMLHttpRequest();
    request.open("POST", `${document.body.dataset.root}v1/documents`);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      let left = event.loaded;
      for (const row of batch) {
        const done = row.file.size ? Math.max(0, Math.min(1, left / row.file.size)) : 1;
        left -= row.file.size;
        show(row, done > 0 ? say("sending", { percent: Math.floor(done * 100) }) : say("waiting"), done);
      }
    };
    sending = true;
    return new Promise((resolve, reject) => {
      request.onload = () => {
        if (request.status === 202) resolve(request.response);
        else reject(new Refusal(request.status, request.response ?? {}, request.getResponseHeader("Retry-After")));
      };
      request.onerror = request.onabort = () => reject(new Refusal(0));
      request.send(form);
    }).finally(() => (sending = false));
  }

  // ------------------------------------------------------------------ following

  /* Until a job is over, however often the server is lost meanwhile. */
  async function follow(job, batch) {
    while (tell(job, batch)) {
      await wait(POLL);
      try {
        job = await send("GET", `v1/jobs/${job.id}`);
      } catch (refusal) {
        if (![0, 429, 502, 503, 504].includes(refusal.status)) throw refusal;
        for (const row of batch.filter((row) => !row.over)) show(row, say("lost"));
        await wait(PATIENCE);
      }
    }
    await refresh();
    sayHowItEnded(batch);
  }

  function sayHowItEnded(batch) {
    const done = batch.filter((row) => ["added", "updated", "unchanged"].includes(row.element.dataset.state)).length;
    const wrong = batch.length - done;
    councilTold.tell(say(wrong ? "uploadedPartly" : "uploaded", { done, wrong }), { warning: wrong > 0 });
  }

  /* What a job says of each file; whether it goes on. */
  function tell(job, batch) {
    batch.forEach((row, place) => {
      const file = job.files[place];
      if (file.status === "waiting") {
        const done = job.total > 1 && job.done ? job.done / job.total : null;
        if (job.ended) end(row, "notDone", [job.detail], { again: row.file !== null });
        else if (!row.over) show(row, job.detail || say(job.status === "queued" ? "waiting" : "reading"), done);
      } else if (job.ended || file.status === "refused") {
        const said = [file.reason, ...file.warnings, job.detail];
        end(row, file.status, said, { documentId: file.status === "refused" ? "" : file.document_id });
      } else show(row, say("indexing", { outcome: say(file.status) }));
    });
    return !job.ended;
  }

  /* Uploads that are under way, from this page before it was loaded anew or from somebody else's. */
  let resumed = false;

  async function resume() {
    if (resumed || !byId("uploads")) return;
    resumed = true;
    try {
      const { jobs } = await send("GET", "v1/jobs?limit=20");
      for (const job of jobs.filter((job) => !job.ended).reverse()) {
        await follow(job, job.files.map((file) => addRow(file.file)));
      }
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      resumed = false;
      if (refusal.isKey) forget();
      announce(refusal.message);
    }
  }

  // ------------------------------------------------------------------ events

  const isStaff = () => document.documentElement.classList.contains("staff") && byId("uploads");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

  document.addEventListener("staff", resume);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose], [data-again], [data-clear]");
    if (!button) return;
    if (button.dataset.choose !== undefined) byId("files").click();
    else if (button.dataset.clear !== undefined) {
      for (const row of rows.filter((row) => row.over)) row.element.remove();
      rows = rows.filter((row) => !row.over);
      sum();
      document.querySelector("[data-choose]").focus();
    } else {
      const row = rows.find((row) => row.element.contains(button));
      row.element.querySelector(".said").replaceChildren();
      button.hidden = true;
      row.over = false;
      show(row, say("waiting"));
      queue.push(row);
      work();
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.id !== "files") return;
    add([...event.target.files]);
    event.target.value = ""; // the same file may be chosen again
  });

  /* A file that misses the box must not replace the page. */
  for (const name of ["dragover", "drop", "dragleave"]) {
    document.addEventListener(name, (event) => {
      if (!isStaff() || !hasFiles(event)) return;
      event.preventDefault();
      const leaves = name === "drop" || (name === "dragleave" && !event.relatedTarget);
      document.querySelector("[data-drop]").classList.toggle("over", !leaves);
      if (name !== "drop") return;
      const folders = [...event.dataTransfer.items].filter((item) => item.webkitGetAsEntry?.()?.isDirectory);
      const names = folders.map((item) => item.webkitGetAsEntry().name);
      for (const folder of names) end(addRow(folder), "refused", [say("folder")]);
      add([...event.dataTransfer.files].filter((file) => !names.includes(file.name)));
    });
  }

  addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
})();
