// Light, dark or as the system. A plain script in the head, so that the page never flashes in the wrong colours.
(() => {
  const choices = ["auto", "light", "dark"];
  const root = document.documentElement;

  const remembered = () => {
    try {
      return localStorage.getItem("theme") ?? "auto";
    } catch {
      return "auto";
    }
  };
  const remember = (choice) => {
    try {
      localStorage.setItem("theme", choice);
    } catch {
      // A browser that keeps nothing still shows the choice on this page.
    }
  };
  const apply = (choice) => {
    if (choice === "auto") delete root.dataset.theme;
    else root.dataset.theme = choice;
    document.dispatchEvent(new CustomEvent("theme"));
  };
  const label = (button, choice) => {
    button.dataset.themeChoice = choice;
    button.setAttribute("aria-label", button.dataset[choice]);
    button.title = button.dataset[choice];
  };

  let current = choices.includes(remembered()) ? remembered() : "auto";
  apply(current);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    label(button, current);
    button.hidden = false;
    button.addEventListener("click", () => {
      current = choices[(choices.indexOf(current) + 1) % choices.length];
      remember(current);
      apply(current);
      label(button, current);
    });
  });
})();
