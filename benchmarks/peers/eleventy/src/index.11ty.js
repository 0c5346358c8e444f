import { banner, cards, feedsOf, frame, topicList } from "../lib/parts.js";

export const data = {
  permalink: "/",
  eleventyImport: { collections: ["items", "newest", "topics", "incidents"] },
};

export function render(data) {
  const { collections, town } = data;
  const main = `<h1>${town.title}</h1>
${banner(collections.incidents, town)}
<h2>Neueste Meldungen</h2>
${cards(collections.newest.slice(0, 20), data)}
${topicList(data)}`;
  return frame({ title: town.title, url: "/", feeds: feedsOf("alle") }, town, main);
}
