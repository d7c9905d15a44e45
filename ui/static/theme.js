/* Light and dark, on every page: as the system has it until somebody chooses; the choice stays in the browser. */
(() => {
  const THEME = "council-qa-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");

  function paint() {
    const theme = localStorage.getItem(THEME);
    const dark = theme ? theme === "dark" : system.matches;
    for (const element of [document.documentElement, document.body]) element?.classList.toggle("dark", dark);
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  }

  paint();
  system.addEventListener("change", paint);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-action=theme]")) return;
    localStorage.setItem(THEME, document.documentElement.classList.contains("dark") ? "light" : "dark");
    paint();
  });
})();
