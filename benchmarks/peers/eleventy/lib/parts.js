// What several pages show.
import { renderSVG } from "uqr";
import { esc, iso, dateShort, dateTime } from "./words.js";

export function frame({ title, url, summary, feeds, type = "website", head = "" }, town, main) {
  const address = town.url + url;
  const links = feeds
    .map(([mime, path]) => `<link rel="alternate" type="${mime}" title="${esc(title)}" href="${path}">`)
    .join("\n");
  const about = summary
    ? `<meta name="description" content="${esc(summary)}">\n<meta property="og:description" content="${esc(summary)}">`
    : "";
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${esc(title)}${url === "/" ? "" : ` – ${esc(town.title)}`}</title>
${about}
<meta name="color-scheme" content="light dark">
<link rel="canonical" href="${address}">
<meta property="og:url" content="${address}">
<meta property="og:type" content="${type}">
<meta property="og:site_name" content="${esc(town.title)}">
<meta property="og:title" content="${esc(title)}">
<meta property="og:locale" content="de_DE">
${head}
<link rel="stylesheet" href="/theme/style.css">
${links}
</head>
<body>
<a class="skip" href="#main">Zum Inhalt springen</a>
<header class="site-header">
  <div class="wrap">
    <a class="site-title" href="/">${esc(town.title)}</a>
    <nav aria-label="Hauptmenü"><ul><li><a href="/themen/">Themen</a></li></ul></nav>
  </div>
</header>
<main id="main" class="wrap" tabindex="-1">
${main}
</main>
<footer class="site-footer">
  <p><a href="mailto:rathaus@musterfelde.example?subject=${encodeURIComponent(title)}&amp;body=${encodeURIComponent(address)}">Schreiben Sie uns zu dieser Seite</a></p>
  <p class="meta">Stadt Musterfelde</p>
  <p class="print-only">${renderSVG(address, { ecc: "L", maskPattern: 0 })}</p>
  <p class="print-only">${address}</p>
</footer>
</body>
</html>
`;
}

export const feedsOf = (name) => [
  ["application/rss+xml", `/feeds/${name}.rss.xml`],
  ["application/atom+xml", `/feeds/${name}.atom.xml`],
  ["application/feed+json", `/feeds/${name}.json`],
  ["text/calendar", `/feeds/${name}.ics`],
];

// The warnings in force: the last word of their incident, no all-clear, not expired.
export function banner(incidents, town) {
  const now = new Date(town.now);
  const alerts = Object.values(incidents)
    .map(([last]) => last)
    .filter(({ data }) => data.msgtype !== "cancel" && new Date(data.expires) > now);
  if (!alerts.length) return "";
  const lines = alerts.map(
    ({ url, data }) => `<li><a href="${url}">Warnung: ${esc(data.title)}</a> <p>${esc(data.summary)}</p></li>`,
  );
  return `<section class="banner" aria-labelledby="banner-title">
  <h2 id="banner-title">Aktuelle Gefahren</h2>
  <ul>${lines.join("\n")}</ul>
</section>`;
}

// What holds of a warning or a tender.
export function state(data, url, incidents, town) {
  const now = new Date(town.now);
  let found = "";
  if (data.deadline) {
    const open = new Date(data.deadline) > now;
    found += `<p class="state">${open ? "Abgabefrist:" : "Frist abgelaufen:"} ${dateTime(data.deadline)}</p>`;
  }
  if (data.incident) {
    const [last] = incidents[data.incident];
    let words = `Gültig bis ${dateTime(data.expires ?? last.date)}`;
    if (data.msgtype === "cancel") words = "Entwarnung";
    else if (last.url !== url)
      words = `${last.data.msgtype === "cancel" ? "Aufgehoben" : "Aktualisiert"} am ${dateTime(last.date)}`;
    found += `<p class="state">${words}</p>`;
  }
  return found;
}

export function cards(list, { collections, town }) {
  const made = list.map(
    ({ url, date, data }) => `<li><article class="card topic-${data.topic}">
  <p class="meta"><span class="topic-name">${esc(town.topics[data.topic])}</span> <time datetime="${iso(date)}">${dateShort(date)}</time></p>
  <h3 class="card-title"><a href="${url}">${esc(data.title)}</a></h3>
  <p>${esc(data.summary)}</p>
  ${state(data, url, collections.incidents, town)}
</article></li>`,
  );
  return `<ul class="cards">\n${made.join("\n")}\n</ul>`;
}

export function years(topic, collections) {
  const made = collections.years
    .filter((year) => year.topic === topic)
    .map(({ path, year, items }) => `<li><a href="/themen/${path}/">${year} <span class="count">${items.length} Meldungen</span></a></li>`);
  return `<nav class="years" aria-labelledby="years-title"><h2 id="years-title">Archiv nach Jahren</h2><ul>${made.join("\n")}</ul></nav>`;
}

export function topicList({ collections, town }) {
  const made = Object.entries(town.topics).map(
    ([id, name]) => `<li><h3><a href="/themen/${id}/">${esc(name)}</a></h3><p class="meta">${(collections.topics[id] ?? []).length} Meldungen</p></li>`,
  );
  return `<ul class="topics">${made.join("\n")}</ul>`;
}
