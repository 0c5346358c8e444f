import { headline, identifier } from "../lib/warning.js";
import { esc, stamp } from "../lib/words.js";

const topic = "gefahrenhinweise";
const about = "tag:info.musterfelde.example,2020:cap";

export const data = {
  permalink: `/feeds/${topic}.cap.atom.xml`,
  eleventyImport: { collections: ["items", "warnings"] },
};

export function render({ collections, page, town }) {
  const newest = collections.warnings.slice(0, 30);
  const entries = newest.map(
    (item) => `<entry>
<id>${about}/${identifier(item, town)}</id>
<title>${esc(headline(item))}</title>
<updated>${stamp(item.date)}</updated>
<summary>${esc(item.data.summary)}</summary>
<link rel="alternate" type="application/cap+xml" href="${town.url}${item.url}warnung.cap.xml"/>
<link rel="alternate" type="text/html" href="${town.url}${item.url}"/>
</entry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<id>${about}/${topic}</id>
<title>${esc(`${town.title}: ${town.topics[topic]} (CAP 1.2)`)}</title>
<updated>${stamp(newest[0].date)}</updated>
<author><name>Stadt Musterfelde</name></author>
<link rel="self" type="application/atom+xml" href="${town.url}${page.url}"/>
<link rel="alternate" type="text/html" href="${town.url}/themen/${topic}/"/>
${entries.join("\n")}
</feed>
`;
}
