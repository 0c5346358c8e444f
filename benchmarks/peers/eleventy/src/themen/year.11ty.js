import { cards, feedsOf, frame, years } from "../../lib/parts.js";

export const data = {
  pagination: { data: "collections.years", size: 1, alias: "archive" },
  permalink: (data) => `/themen/${data.archive.path}/`,
  eleventyImport: { collections: ["items", "years", "incidents"] },
};

export function render(data) {
  const { collections, town, archive } = data;
  const title = `${town.topics[archive.topic]} ${archive.year}`;
  const main = `<h1>${title}</h1>
${cards(archive.items, data)}
${years(archive.topic, collections)}`;
  return frame({ title, url: `/themen/${archive.path}/`, feeds: feedsOf(archive.topic) }, town, main);
}
