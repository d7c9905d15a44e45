/* What people think of an answer: a thumb up goes at once, a thumb down asks for a reason. */
(() => {
  const busy = new WeakSet(); // not in the markup: what is on its way does not outlive a reload

  const partsOf = (element) => {
    const feedback = element.closest(".feedback");
    return {
      feedback,
      form: feedback.querySelector("form"),
      down: feedback.querySelector("[data-feedback=down]"),
      problem: feedback.querySelector(".problem"),
      thanks: feedback.querySelector(".thanks"),
    };
  };

  function open({ form, down, thanks }) {
    form.hidden = false;
    thanks.textContent = "";
    down.setAttribute("aria-expanded", "true");
    form.scrollIntoView({ block: "nearest" });
    (form.querySelector("input:checked") ?? form.querySelector("input")).focus({ preventScroll: true });
  }

  function close({ form, down, problem }, focus) {
    form.hidden = true;
    problem.textContent = "";
    down.setAttribute("aria-expanded", "false");
    if (focus) down.focus();
  }

  async function send(parts, rating, said) {
    const { feedback, form, problem, thanks } = parts;
    if (busy.has(feedback)) return;
    busy.add(feedback);
    const { rewritten, ...answer } = JSON.parse(feedback.closest("[data-answer]").dataset.answer);
    const body = { ...answer, rewritten_question: rewritten, rating, ...said };
    const failure = await councilChat.post("v1/feedback", body, feedback.dataset).then(
      () => "",
      (error) => error.message
    );
    busy.delete(feedback);
    problem.textContent = failure;
    if (failure) return;
    for (const button of feedback.querySelectorAll("[aria-pressed]"))
      button.setAttribute("aria-pressed", String(button.dataset.feedback === rating));
    close(parts, form.contains(document.activeElement));
    thanks.textContent = feedback.dataset.thanks;
    councilTold.tell(feedback.dataset.saved);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-feedback]");
    if (!button) return;
    const parts = partsOf(button);
    if (button.dataset.feedback === "up") send(parts, "up");
    else if (button.dataset.feedback === "down" && parts.form.hidden) open(parts);
    else close(parts, true);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".feedback form")) return;
    event.preventDefault();
    const parts = partsOf(event.target);
    const reason = parts.form.querySelector("input:checked")?.value;
    if (reason) send(parts, "down", { reason, comment: parts.form.querySelector("textarea").value });
    else {
      parts.problem.textContent = parts.feedback.dataset.choose;
      parts.form.querySelector("input").focus();
    }
  });

  // What is chosen and typed stands in the markup, too: that is what outlives a reload.
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(".feedback form");
    if (!form) return;
    if (event.target.type === "radio")
      for (const radio of form.querySelectorAll("input")) radio.toggleAttribute("checked", radio.checked);
    else event.target.textContent = event.target.value;
  });

  document.addEventListener("keydown", (event) => {
    const form = event.key === "Escape" && event.target.closest?.(".feedback form");
    if (form) close(partsOf(form), true);
  });
})();
