// The form of a submission: what was refused, beside its field; where one is, in the side navigation.

const saved = document.getElementById("saved");

function prepare(part) {
  // The Save buttons are for pages without scripts and for the Enter key; Tab passes them by.
  for (const button of part.querySelectorAll(".save")) button.tabIndex = -1;
  // An empty number shows a space, by which the style sheet knows that no source is asked for yet.
  for (const input of part.querySelectorAll(".input-unit > input")) {
    input.inputMode = "decimal";
    input.placeholder = " ";
  }
}

prepare(document);
document.addEventListener("htmx:load", ({ target }) => prepare(target));

// A suggestion that was taken stands in its field; go on from there.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const button = detail.requestConfig.triggeringEvent?.submitter;
  if (button?.name === "set") document.getElementById(`v-${button.value.split("=")[0]}`)?.focus();
});

// An answer says by its status whether all of it was kept.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!saved || detail.xhr.status !== 422) return;
  saved.dataset.state = "refused";
  saved.textContent = saved.dataset.refused;
});

function clear(form) {
  for (const message of form.querySelectorAll(".error")) message.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}

function show(input, words) {
  const message = document.createElement("p");
  message.className = "error";
  message.id = `x-${input.name}`;
  message.textContent = words;
  (input.closest(".input-unit, .credits") ?? input).after(message);
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", message.id);
}

// What the server did not keep, by the names of the fields.
document.addEventListener("faults", ({ target, detail }) => {
  clear(target);
  for (const [name, words] of Object.entries(detail.messages)) {
    const [input] = document.getElementsByName(name);
    if (input) show(input, words);
  }
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
