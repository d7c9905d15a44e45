/* What was done is said where everybody sees it for a while, and to those who hear the page. */
(() => {
  const SHOWN = 7_000; // ms
  const KEPT = "council-qa-told"; // said by the page that comes next
  let over = 0;

  function board() {
    const there = document.getElementById("told");
    if (there) return there;
    const made = Object.assign(document.createElement("div"), { id: "told", hidden: true });
    made.ariaHidden = "true"; // the announcer says the same
    document.body.append(made);
    return made;
  }

  function tell(sentence, { warning = false } = {}) {
    const announcer = document.getElementById("announcer");
    if (announcer) announcer.textContent = sentence; // none while the page is still drawn
    const told = board();
    told.textContent = sentence;
    told.classList.toggle("warning", warning);
    told.hidden = false;
    clearTimeout(over);
    over = setTimeout(() => (told.hidden = true), SHOWN);
  }

  function tellNext(sentence) {
    sessionStorage.setItem(KEPT, sentence);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const sentence = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (sentence) tell(sentence);
  });

  window.councilTold = { tell, tellNext };
})();
