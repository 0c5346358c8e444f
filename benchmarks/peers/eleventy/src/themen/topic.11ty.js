import { banner, cards, feedsOf, frame, years } from "../../lib/parts.js";

export const data = {
  pagination: { data: "town.topics", size: 1, alias: "topic" },
  permalink: (data) => `/themen/${data.topic}/`,
  eleventyImport: { collections: ["items", "topics", "years", "incidents"] },
};

export function render(data) {
  const { collections, town, topic } = data;
  const title = town.topics[topic];
  const main = `<h1>${title}</h1>
${banner(collections.incidents, town)}
${cards((collections.topics[topic] ?? []).slice(0, 20), data)}
${years(topic, collections)}`;
  return frame({ title, url: `/themen/${topic}/`, feeds: feedsOf(topic) }, town, main);
}
