import { iso } from "../lib/words.js";

export const data = { permalink: "/sitemap.xml", eleventyImport: { collections: ["items", "years"] } };

export function render({ collections, town }) {
  const pages = [
    ...collections.items.map((item) => [item.url, item.data.updated]),
    ...["/", "/themen/", ...Object.keys(town.topics).map((topic) => `/themen/${topic}/`)].map((url) => [url]),
    ...collections.years.map((year) => [`/themen/${year.path}/`, year.items[0].data.updated]),
  ];
  const lines = pages.map(
    ([url, changed]) => `<url><loc>${town.url}${url}</loc>${changed ? `<lastmod>${iso(changed)}</lastmod>` : ""}</url>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${lines.join("\n")}
</urlset>
`;
}
