import { channelOf, tagOf } from "../../lib/channel.js";
import { esc } from "../../lib/words.js";

export const data = { permalink: (data) => `/feeds/${data.channel}.rss.xml` };

export function render(data) {
  const { title, home, items } = channelOf(data);
  const { town } = data;
  const entries = items.map(
    (item) => `<item>
<title>${esc(item.data.title)}</title>
<link>${town.url}${item.url}</link>
<guid isPermaLink="false">${tagOf(item)}</guid>
<pubDate>${item.date.toUTCString()}</pubDate>
<description>${esc(item.data.summary)}</description>
<content:encoded>${esc(item.content)}</content:encoded>
${(item.data.attachments ?? []).slice(0, 1).map((f) => `<enclosure url="${town.url}/${f.file}" length="${f.size}" type="application/octet-stream"/>`).join("")}
<category>${item.data.topic}</category>
</item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>${esc(title)}</title>
<link>${home}</link>
<description>${esc(title)}</description>
<language>de-DE</language>
<atom:link href="${town.url}${data.page.url}" rel="self" type="application/rss+xml"/>
${items.length ? `<lastBuildDate>${new Date(items[0].data.updated).toUTCString()}</lastBuildDate>` : ""}
${entries.join("\n")}
</channel>
</rss>
`;
}
