import { channelOf, tagOf } from "../../lib/channel.js";
import { esc, iso } from "../../lib/words.js";

export const data = { permalink: (data) => `/feeds/${data.channel}.atom.xml` };

export function render(data) {
  const { title, home, items } = channelOf(data);
  const { town } = data;
  const entries = items.map(
    (item) => `<entry>
<id>${tagOf(item)}</id>
<title>${esc(item.data.title)}</title>
<published>${iso(item.date)}</published>
<updated>${iso(item.data.updated)}</updated>
<link href="${town.url}${item.url}" rel="alternate" type="text/html"/>
${(item.data.attachments ?? []).map((f) => `<link href="${town.url}/${f.file}" rel="enclosure" title="${esc(f.title)}" length="${f.size}"/>`).join("")}
<summary>${esc(item.data.summary)}</summary>
<content type="html">${esc(item.content)}</content>
<category term="${item.data.topic}"/>
</entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-DE">
<id>${home}</id>
<title>${esc(title)}</title>
<author><name>Stadt Musterfelde</name></author>
<link href="${home}" rel="alternate" type="text/html"/>
<link href="${town.url}${data.page.url}" rel="self" type="application/atom+xml"/>
${items.length ? `<updated>${iso(items[0].data.updated)}</updated>` : ""}
${entries.join("\n")}
</feed>
`;
}
