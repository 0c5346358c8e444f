import { kinds } from "../../lib/warning.js";
import { esc, iso, dateLong, dateTime } from "../../lib/words.js";
import { banner, feedsOf, frame, state } from "../../lib/parts.js";

const shown = 90 * 24 * 3600 * 1000; // so long an item carries the banner

const attachments = (files) => `<section><h2>Anhänge</h2><table class="attachments"><caption>Dateien zum Herunterladen</caption>
<thead><tr><th scope="col">Beschreibung</th><th scope="col">Größe</th></tr></thead><tbody>
${files.map((f) => `<tr><td><a href="/${f.file}">${esc(f.title)}</a></td><td class="size">${f.size}</td></tr>`).join("\n")}
</tbody></table></section>`;

const course = (messages) => `<section class="earlier"><h2>Meldungen zu diesem Ereignis</h2><ul>
${messages.map((m) => `<li><time datetime="${iso(m.date)}">${dateTime(m.date)}</time> <a href="${m.url}">${esc(m.data.title)}</a></li>`).join("\n")}
</ul></section>`;

function neighbours(items, place) {
  const [later, earlier] = [items[place - 1], items[place + 1]];
  return `<nav class="neighbours" aria-label="Weitere Meldungen"><ul>
${earlier ? `<li><a rel="prev" href="${earlier.url}">Frühere Meldung: ${esc(earlier.data.title)}</a></li>` : ""}
${later ? `<li><a rel="next" href="${later.url}">Spätere Meldung: ${esc(later.data.title)}</a></li>` : ""}
</ul></nav>`;
}

export function render(data) {
  const { collections, town, page, topic } = data;
  const name = esc(town.topics[topic]);
  const address = encodeURIComponent(town.url + page.url);
  const subject = encodeURIComponent(data.title);
  const updated = new Date(data.updated) > page.date;
  const recent = page.date > new Date(town.now) - shown;
  const main = `<article class="item topic-${topic}">
  <header class="page-head">
    <ul class="crumbs"><li><a href="/themen/${topic}/">${name}</a></li></ul>
    <h1>${data.msgtype ? `<span class="kind">${kinds[data.msgtype]}:</span> ` : ""}${esc(data.title)}</h1>
    <p class="meta">Veröffentlicht: <time datetime="${iso(page.date)}">${dateLong(page.date)}</time>
    ${updated ? `Aktualisiert: <time datetime="${iso(data.updated)}">${dateLong(data.updated)}</time>` : ""}</p>
  </header>
  ${recent ? banner(collections.incidents, town) : ""}
  ${state(data, page.url, collections.incidents, town)}
  ${(data.corrections ?? []).map((c) => `<p class="note"><strong>Korrektur, <time datetime="${c.date}">${dateTime(c.date)}</time>:</strong> ${esc(c.note)}</p>`).join("")}
  <p class="lead">${esc(data.summary)}</p>
  ${data.instruction ? `<section class="box instruction"><h2>Was Sie tun sollten</h2><p>${esc(data.instruction)}</p></section>` : ""}
  ${data.tender_number ? `<dl class="facts"><div><dt>Vergabenummer</dt><dd>${esc(data.tender_number)}</dd></div></dl>` : ""}
  ${data.deadline ? `<p class="to-calendar"><a class="button" href="${page.url}termin.ics" type="text/calendar">In den Kalender</a></p>` : ""}
  <div class="prose">${data.content}</div>
  ${data.attachments?.length ? attachments(data.attachments) : ""}
  ${data.incident ? course(collections.incidents[data.incident]) : ""}
  ${data.incident ? `<p class="programs"><a href="${page.url}warnung.cap.xml" type="application/cap+xml">Für Programme: CAP 1.2</a></p>` : ""}
  <section class="contact"><h2>Kontakt</h2><ul>
    <li><a href="mailto:rathaus@musterfelde.example?subject=${subject}&amp;body=${address}">Auf diese Meldung antworten</a></li>
    <li><a href="mailto:?subject=${subject}&amp;body=${address}">Per E-Mail teilen</a></li>
  </ul></section>
  <p class="back"><a class="button" href="/themen/${topic}/">Zurück zu ${name}</a></p>
</article>
${neighbours(collections.items, collections.places[page.inputPath])}`;
  const cap = `<link rel="alternate" type="application/cap+xml" title="CAP 1.2" href="${page.url}warnung.cap.xml">`;
  const head = `<meta property="article:published_time" content="${iso(page.date)}">${data.incident ? cap : ""}`;
  const about = { title: data.title, url: page.url, summary: data.summary, feeds: feedsOf(topic), type: "article", head };
  return frame(about, town, main);
}
