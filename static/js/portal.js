// Small conveniences; every page works without them.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector("details.menu[open] > summary")?.focus();
  closeMenus();
});

// A button with data-confirm="sentence" asks before its form is sent.
const dialog = document.getElementById("confirm");
let asking;

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.confirm || !dialog) return;
  if (asking === button && dialog.returnValue === "go") {
    asking = undefined;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  asking = button;
  dialog.returnValue = "";
  document.getElementById("confirm-text").textContent = button.dataset.confirm;
  dialog.showModal();
}, true);

dialog?.addEventListener("close", () => {
  if (dialog.returnValue === "go") asking?.form.requestSubmit(asking);
  else asking?.focus();
});

// <button hidden data-copy="id of the text" data-copied="Copied">
async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent.trim();
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset.copied;
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

document.querySelector(".problems")?.focus();
