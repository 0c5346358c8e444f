import { calendar } from "../../lib/calendar.js";
import { channelOf } from "../../lib/channel.js";

export const data = {
  permalink: (data) => `/feeds/${data.channel}.ics`,
  eleventyImport: { collections: ["items", "newest", "topics", "tenders"] },
};

// The deadlines since the year before the newest item's.
export function render(data) {
  const { channel, collections, page, town } = data;
  const begin = `${collections.newest[0].date.getFullYear() - 1}-01-01`;
  const shown = collections.tenders.filter(
    ({ data: { deadline, topic } }) => deadline >= begin && (channel === "alle" || topic === channel),
  );
  return calendar(channelOf(data).title, page.url, shown, town);
}
