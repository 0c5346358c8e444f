import { channelOf, tagOf } from "../../lib/channel.js";

export const data = { permalink: (data) => `/feeds/${data.channel}.json` };

export function render(data) {
  const { title, home, items } = channelOf(data);
  const { town } = data;
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title,
    home_page_url: home,
    feed_url: town.url + data.page.url,
    language: "de",
    items: items.map((item) => ({
      id: tagOf(item),
      url: town.url + item.url,
      title: item.data.title,
      summary: item.data.summary,
      content_html: item.content,
      date_published: item.date,
      date_modified: item.data.updated,
      tags: [item.data.topic],
      attachments: (item.data.attachments ?? []).map((f) => ({ url: `${town.url}/${f.file}`, title: f.title, size_in_bytes: f.size })),
    })),
  };
  return JSON.stringify(feed, null, 1) + "\n";
}
