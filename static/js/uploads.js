// Files and folders dropped or chosen are sent in pieces by the tus protocol, gone on with after a break, and listed.

const form = document.getElementById("upload");
const list = document.getElementById("sending");
const words = list.dataset;
const PIECE = 16 * 1024 * 1024;
const AT_ONCE = 3;
const PAUSES = [1000, 2000, 5000, 10000, 20000];
const queue = [];
let running = 0;

const pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const encoded = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

// What names a file across visits; a browser that keeps nothing begins anew.
const mark = ({ file, path }) => `upload:${words.address}:${path}:${file.size}:${file.lastModified}`;
function remembered(item) {
  try {
    return localStorage.getItem(mark(item));
  } catch {
    return null;
  }
}
function remember(item, url) {
  try {
    if (url) localStorage.setItem(mark(item), url);
    else localStorage.removeItem(mark(item));
  } catch {
    // It is only for going on after a reload.
  }
}

class Refused extends Error {}

class Again extends Error {
  constructor(answer) {
    super("try again");
    this.wait = answer.status === 429 ? 1000 * Number(answer.getResponseHeader("Retry-After") ?? 1) : 0;
  }
}

// Resolves with the status and headers; rejects where nothing answered. XMLHttpRequest tells how far a piece is.
function ask(method, url, { headers = {}, body, progress } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries({ "Tus-Resumable": "1.0.0", "X-CSRFToken": token(), ...headers })) {
      request.setRequestHeader(name, value);
    }
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("no answer")));
    request.send(body);
  });
}

function detail(answer) {
  try {
    const problem = JSON.parse(answer.responseText);
    return problem.errors?.[0]?.expected ?? problem.detail ?? words.failed;
  } catch {
    return words.failed;
  }
}

function fine(answer) {
  if (answer.status >= 200 && answer.status < 300) return answer;
  if (answer.status >= 500 || [409, 423, 429].includes(answer.status)) throw new Again(answer);
  throw new Refused(detail(answer));
}

async function begin(item) {
  const known = remembered(item);
  if (known) {
    const answer = await ask("HEAD", known);
    if (answer.status === 200) return { url: known, offset: Number(answer.getResponseHeader("Upload-Offset")) };
  }
  const metadata = `filename ${encoded(item.file.name)},relativePath ${encoded(item.path)}`;
  const headers = { "Upload-Length": String(item.file.size), "Upload-Metadata": metadata };
  const answer = fine(await ask("POST", words.address, { headers }));
  const url = answer.getResponseHeader("Location");
  remember(item, url);
  return { url, offset: 0 };
}

async function send(item) {
  const upload = await begin(item);
  item.url = upload.url;
  while (upload.offset < item.file.size) {
    const { offset } = upload;
    show(item, offset);
    const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
    const body = item.file.slice(offset, offset + PIECE);
    const answer = fine(await ask("PATCH", upload.url, { headers, body, progress: (sent) => show(item, offset + sent) }));
    upload.offset = Number(answer.getResponseHeader("Upload-Offset"));
    item.tries = 0;
  }
  show(item, item.file.size);
}

// A file that is whole becomes an evidence file in a moment; the answer says whether its content was there already.
async function settle(item) {
  for (let turn = 0; turn < 600; turn += 1) {
    const told = JSON.parse(fine(await ask("GET", item.url)).responseText);
    if (told.state === "refused") throw new Refused(words.closed);
    if (told.state === "kept") return told.already ? words.already : words.kept;
    await pause(1000);
  }
  return words.later;
}

function show(item, sent) {
  item.bar.max = Math.max(item.file.size, 1);
  item.bar.value = item.file.size ? sent : 1;
  say(item, `${item.file.size ? Math.floor((100 * sent) / item.file.size) : 100} %`);
}

function say(item, text, state = "") {
  item.said.textContent = text;
  item.row.dataset.state = state;
}

async function run(item) {
  item.tries = 0;
  for (;;) {
    try {
      await send(item);
      say(item, words.taking);
      const told = await settle(item);
      remember(item, null);
      return say(item, told, "ok");
    } catch (error) {
      if (error instanceof Refused) {
        remember(item, null);
        return say(item, error.message, "bad");
      }
      if (item.tries >= PAUSES.length) break;
      say(item, words.again);
      await pause(error.wait || PAUSES[item.tries]);
      if (!error.wait) item.tries += 1;
    }
  }
  say(item, words.broken, "bad");
  item.retry.hidden = false;
}

async function next() {
  if (running >= AT_ONCE || !queue.length) return;
  running += 1;
  const item = queue.shift();
  await run(item);
  running -= 1;
  refresh();
  next();
}

// The list of files is fetched anew as the page shows it; it goes on asking by itself while files are being read.
let refreshing;
function refresh() {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => {
    window.htmx.ajax("GET", window.location.pathname, { target: "#files", select: "#files", swap: "outerHTML" });
  }, 300);
}

function enqueue(item) {
  item.retry.hidden = true;
  say(item, words.queued);
  queue.push(item);
  next();
}

function add(file, path) {
  const row = document.getElementById("sending-row").content.firstElementChild.cloneNode(true);
  const item = {
    file, path, row, bar: row.querySelector("progress"), said: row.querySelector(".said"), retry: row.querySelector("button"),
  };
  row.querySelector(".path").textContent = path;
  item.bar.setAttribute("aria-label", path);
  item.retry.addEventListener("click", () => enqueue(item));
  list.append(row);
  list.hidden = false;
  if (file.size > Number(words.most)) say(item, words.large, "bad");
  else enqueue(item);
}

const entries = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const opened = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

async function walk(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return add(await opened(entry), path);
  const reader = entry.createReader();
  for (let found = await entries(reader); found.length; found = await entries(reader)) {
    for (const inner of found) await walk(inner);
  }
}

// "Look without keeping" stays an ordinary form; what is to be kept goes in pieces.
form.addEventListener("submit", (event) => {
  const chosen = [...form.querySelectorAll("[type=file]")].flatMap((input) => [...input.files]);
  if (event.submitter?.name === "act" || !chosen.length) return;
  event.preventDefault();
  for (const file of chosen) add(file, file.webkitRelativePath || file.name);
  form.reset();
});
for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;

form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
form.addEventListener("dragleave", (event) => {
  if (!form.contains(event.relatedTarget)) form.classList.remove("over");
});
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (dropped.length) for (const entry of dropped) await walk(entry);
  else for (const file of event.dataTransfer.files) add(file, file.name);
});

window.addEventListener("beforeunload", (event) => {
  if (running || queue.length) event.preventDefault();
});
