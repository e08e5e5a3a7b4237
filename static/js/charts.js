// Makes pictures move when they come into view; if anything fails, the drawn picture simply stays.

let library;

function load(figure) {
  library ??= new Promise((resolve, reject) => {
    const styles = document.createElement("link");
    styles.id = "plotly.js-style-global"; // plotly.js looks for this element before it tries to write its own rules
    styles.className = "no-inline-styles";
    styles.rel = "stylesheet";
    styles.href = figure.dataset.styles;
    const script = document.createElement("script");
    script.src = figure.dataset.script;
    script.id = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"; // plotly.js would write the rules of maps, were this id free
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    styles.onload = () => document.head.append(script);
    styles.onerror = reject;
    document.head.append(styles);
  });
  return library;
}

// Custom properties hold light-dark(...); a real element turns them into the colour of the current theme.
function colour(name) {
  const probe = document.createElement("span");
  probe.className = `colour-${name}`;
  probe.hidden = true;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

const axis = (theme) => ({
  gridcolor: theme.line,
  linecolor: theme.strong,
  zeroline: false,
  tickfont: { color: theme.muted },
  title: { font: { color: theme.muted, size: 12 } },
  fixedrange: true,
});

function merge(target, extra) {
  for (const [key, value] of Object.entries(extra)) {
    target[key] = value && typeof value === "object" && !Array.isArray(value) ? merge({ ...target[key] }, value) : value;
  }
  return target;
}

function dress({ kind, data, layout }) {
  const theme = { text: colour("text"), muted: colour("muted"), line: colour("line"), strong: colour("line-strong"), surface: colour("surface") };
  const series = [1, 2, 3, 4, 5, 6].map((number) => colour(`series-${number}`));
  const clear = "rgba(0,0,0,0)";
  const common = {
    paper_bgcolor: clear,
    plot_bgcolor: clear,
    colorway: series,
    dragmode: false,
    font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: theme.text },
    margin: kind === "radar" ? { l: 76, r: 76, t: 44, b: 40 } : { l: 48, r: ["bars", "waterfall", "ranges"].includes(kind) ? 48 : 20, t: layout.showlegend ? 36 : 12, b: 40 },
    legend: kind === "radar"
      ? { orientation: "h", x: 0.5, xanchor: "center", y: -0.12, yanchor: "top" }
      : { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom" },
    hoverlabel: { bgcolor: theme.surface, bordercolor: theme.strong, font: { color: theme.text } },
  };
  const axes = kind === "radar"
    ? { polar: { bgcolor: clear, radialaxis: axis(theme), angularaxis: { ...axis(theme), tickfont: { color: theme.text } } } }
    : { xaxis: axis(theme), yaxis: axis(theme) };
  delete axes.polar?.angularaxis.fixedrange;
  delete axes.polar?.radialaxis.fixedrange;
  const traces = data.map((trace, index) => merge(structuredClone(trace), tint(trace, series[index % 6])));
  return { traces, layout: merge(merge(structuredClone(layout), common), axes) };
}

function tint(trace, shade) {
  const tinted = { marker: { color: shade } };
  if (trace.type !== "bar") tinted.line = { color: shade };
  if (trace.fill === "toself") tinted.fillcolor = shade.replace("rgb(", "rgba(").replace(")", ", 0.12)");
  return tinted;
}

async function draw(figure) {
  const described = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const Plotly = await load(figure);
  const picture = figure.querySelector(".chart-picture");
  const live = figure.querySelector(".chart-live") ?? document.createElement("div");
  live.className = `chart-live ${described.kind}`;
  live.setAttribute("role", "img");
  live.setAttribute("aria-label", picture.querySelector("svg").getAttribute("aria-label"));
  picture.after(live);
  const { traces, layout } = dress(described);
  if (described.kind === "radar") layout.height = Math.min(layout.height, live.clientWidth);
  await Plotly.react(live, traces, layout, { displayModeBar: false, responsive: true });
  picture.hidden = true;
  figure.dataset.chart = "live";
}

async function attempt(figure) {
  try {
    await draw(figure);
  } catch {
    figure.querySelector(".chart-live")?.remove();
    figure.querySelector(".chart-picture").hidden = false;
  }
}

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    attempt(target);
  }
}, { rootMargin: "200px" });

function watch(root) {
  for (const figure of root.querySelectorAll("figure[data-chart='']")) watcher.observe(figure);
}

function redraw() {
  for (const figure of document.querySelectorAll("figure[data-chart='live']")) attempt(figure);
}

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
document.addEventListener("theme", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
