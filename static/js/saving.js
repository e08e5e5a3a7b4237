// Tells whether what was typed is kept: [data-autosave] elements send by htmx, #saved says so, #notice says if not.

const saved = document.getElementById("saved");
const notice = document.getElementById("notice");
const waiting = new Set();
const failed = new Map();

// A request that only fetches keeps nothing.
const saves = ({ elt, requestConfig }) => requestConfig?.verb !== "get" && elt.closest("[data-autosave]");

function tell(state) {
  if (!saved) return;
  saved.dataset.state = state;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  saved.textContent = state === "saved" ? `${saved.dataset.saved} ${time}` : saved.dataset[state];
}

function warn(status) {
  const words = notice.querySelector("span");
  const kind = navigator.onLine === false ? "offline" : status >= 400 && status < 500 ? "refused" : "text";
  words.textContent = words.dataset[kind];
  notice.hidden = false;
  if (!saved) return;
  delete saved.dataset.state;
  saved.textContent = "";
}

function finish(event) {
  const source = event.detail.elt;
  waiting.delete(source);
  if (!saves(event.detail)) return;
  failed.delete(source);
  if (!failed.size) notice.hidden = true;
  tell("saved");
}

function fail(event) {
  const { elt, requestConfig, xhr } = event.detail;
  waiting.delete(elt);
  failed.set(elt, requestConfig?.triggeringEvent?.type ?? "change");
  warn(xhr?.status ?? 0);
}

function again() {
  notice.hidden = true;
  for (const [source, kind] of failed) {
    if (source.isConnected) window.htmx.trigger(source, kind);
    else failed.delete(source);
  }
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!saves(event.detail)) return;
  waiting.add(event.detail.elt);
  tell("saving");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) finish(event);
});
for (const trouble of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(trouble, fail);
}
notice?.querySelector("button").addEventListener("click", again);
window.addEventListener("online", again);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size || failed.size) event.preventDefault();
});
