/* The search: reads the index of Pagefind, which lies on this site, and shows what it finds.
   The page works by its address too: ?q=words&topic=name&year=2026 */
const form = document.getElementById("search");
const list = document.getElementById("found");
const state = document.getElementById("search-state");
const more = document.getElementById("more");
const words = form.dataset;
const STEP = 10;
let engine;
let asked = 0;

function load() {
  engine ??= import(new URL(`${words.index}pagefind.js`, location.href)).then(async (found) => {
    await found.options({ baseUrl: words.site, excerptLength: 24 });
    await found.init();
    return found;
  });
  return engine;
}

/* Excerpts come as HTML: of it, text and marks are taken, and nothing else. */
function excerpt(html) {
  const line = document.createElement("p");
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
    const part = node.nodeName === "MARK" ? document.createElement("mark") : document.createTextNode("");
    part.textContent = node.textContent;
    line.append(part);
  }
  return line;
}

async function show(results) {
  const chosen = results.splice(0, STEP);
  const pages = await Promise.all(chosen.map((one) => one.data()));
  const entries = pages.map((page) => {
    const entry = document.createElement("li");
    const link = document.createElement("a");
    link.href = page.url;
    link.textContent = page.meta.title;
    entry.append(link, excerpt(page.excerpt));
    return entry;
  });
  list.append(...entries);
  more.hidden = results.length === 0;
  more.onclick = async () => {
    await show(results);
    list.children[list.children.length - results.length - 1]?.querySelector("a")?.focus();
  };
  return entries;
}

async function search() {
  const number = ++asked;
  const data = new FormData(form);
  const filters = {};
  for (const name of ["topic", "year"]) if (data.get(name)) filters[name] = data.get(name);
  document.getElementById("results").hidden = false;
  try {
    const { results } = await (await load()).search(data.get("q"), { filters });
    if (number !== asked) return;
    list.replaceChildren();
    const count = results.length;
    await show(results);
    state.textContent = count === 0 ? words.none : count === 1 ? words.one : words.many.replace("{n}", count);
  } catch {
    engine = undefined;
    state.textContent = words.broken;
    more.hidden = true;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?${new URLSearchParams(new FormData(form))}`);
  search();
});
form.hidden = false;
document.getElementById("no-search").hidden = true;
const wanted = new URLSearchParams(location.search);
for (const name of ["q", "topic", "year"]) if (wanted.get(name)) form.elements[name].value = wanted.get(name);
if (wanted.get("q")) search();
