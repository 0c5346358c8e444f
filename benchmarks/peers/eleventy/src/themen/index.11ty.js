import { feedsOf, frame, topicList } from "../../lib/parts.js";

export const data = { permalink: "/themen/", eleventyImport: { collections: ["items", "topics"] } };

export const render = (data) =>
  frame({ title: "Themen", url: "/themen/", feeds: feedsOf("alle") }, data.town, `<h1>Themen</h1>${topicList(data)}`);
