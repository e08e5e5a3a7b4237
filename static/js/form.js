// The form of a submission: marks refused fields, and shows in the side navigation where one is.

const saved = document.getElementById("saved");

// The Save buttons are for pages without scripts and for the Enter key; Tab passes them by.
for (const button of document.querySelectorAll(".save")) button.tabIndex = -1;

for (const input of document.querySelectorAll(".input-unit > input")) input.inputMode = "decimal";

// An answer says by its status whether all of it was kept.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!saved || detail.xhr.status !== 422) return;
  saved.dataset.state = "refused";
  saved.textContent = saved.dataset.refused;
});

// A message beside a field, x-<name>, belongs to the input of that name.
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  const message = detail.target;
  if (!message.id?.startsWith("x-")) return;
  const [input] = document.getElementsByName(message.id.slice(2));
  input?.setAttribute("aria-invalid", String(message.childElementCount > 0));
  input?.setAttribute("aria-describedby", message.id);
});

const links = new Map();
for (const link of document.querySelectorAll(".sidenav a[href^='#']")) links.set(link.hash.slice(1), link);

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(target.id)?.setAttribute("aria-current", "true");
  }
}, { rootMargin: "-20% 0px -70% 0px" });
for (const id of links.keys()) seen.observe(document.getElementById(id));
