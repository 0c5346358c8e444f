/* The service worker: without a connection it shows pages as they were last seen, and says so.
   It keeps public pages of this site and its theme, nothing else, and asks nobody else. */
const SCOPE = self.registration.scope;
const CACHE = `seen ${SCOPE}`;
const HAZARDS = new URL("gefahren/", SCOPE).href;
const OFFLINE = new URL("offline/", SCOPE).href;
const THEME = new URL("theme/", SCOPE).href;
const FIRST = ["style.css", "over.js", "icons.svg", "favicon.svg"].map((name) => THEME + name);
const SEEN = "x-seen";
const MOST = 80;
const FRESH = 10 * 60 * 1000;

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.allSettled([SCOPE, HAZARDS, OFFLINE, ...FIRST].map(fetched)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = plain(request.url);
  if (request.method !== "GET" || !address.startsWith(SCOPE)) return;
  const isPage = request.mode === "navigate";
  if (!isPage && !address.startsWith(THEME)) return;
  event.respondWith(answer(event, address, isPage));
});

async function answer(event, address, isPage) {
  try {
    const response = await fetch(event.request, isPage ? { cache: "no-cache" } : {});
    event.waitUntil(keep(address, response.clone()));
    if (isPage) event.waitUntil(hazards(address));
    return response;
  } catch {
    const cache = await caches.open(CACHE);
    const seen = await cache.match(address);
    if (!isPage) return seen ?? Response.error();
    return seen ? dated(seen) : ((await cache.match(OFFLINE)) ?? Response.error());
  }
}

/* Words after ? and # are somebody's own: they are not kept. */
function plain(url) {
  return url.split(/[?#]/, 1)[0];
}

async function fetched(address) {
  await keep(address, await fetch(address, { cache: "no-cache", credentials: "omit" }));
}

async function keep(address, response) {
  const cache = await caches.open(CACHE);
  if (response.status === 404 || response.status === 410) await cache.delete(address);
  if (response.status !== 200 || response.redirected || response.type !== "basic") return;
  const headers = { "content-type": response.headers.get("content-type") ?? "", [SEEN]: new Date().toISOString() };
  const body = await response.blob();
  await cache.delete(address);
  await cache.put(address, new Response(body, { headers }));
  const old = (await cache.keys()).filter(({ url }) => ![SCOPE, HAZARDS, OFFLINE].includes(url) && !url.startsWith(THEME));
  for (const one of old.slice(0, Math.max(0, old.length - MOST))) await cache.delete(one);
}

/* Whoever reads any page has the hazards of then with them. */
async function hazards(address) {
  if (address === HAZARDS) return;
  const seen = await (await caches.open(CACHE)).match(HAZARDS);
  if (!seen || Date.now() - Date.parse(seen.headers.get(SEEN)) > FRESH) await fetched(HAZARDS).catch(() => {});
}

/* The page with its time at the top; what may be said only by a page of now is taken out. */
async function dated(seen) {
  const html = await seen.text();
  const language = /<html lang="([^"]*)"/.exec(html)?.[1] ?? "de";
  const words = /data-offline="([^"]*)"/.exec(html)?.[1] ?? "Offline – Stand {date}";
  const at = new Date(seen.headers.get(SEEN));
  const date = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Berlin" }).format(at);
  const note = `<p class="note offline" role="status"><strong>${words.replace("{date}", date)}</strong></p>`;
  const shown = html.replace(/<p data-only-online>.*?<\/p>/gs, "").replace(/<main[^>]*>/, (main) => main + note);
  return new Response(shown, { headers: { "content-type": "text/html; charset=utf-8" } });
}
