// The peer's settings: everything that publish.py writes too, and nothing else.
const newestFirst = (a, b) => b.date - a.date || (a.data.id < b.data.id ? 1 : -1);

// The times are all written alike, so their order is that of their letters.
const due = ({ data }) => data.deadline + data.id;
const earliestFirst = (a, b) => (due(a) < due(b) ? -1 : 1);

// Sorted once a build, however many collections are made of it.
let sorted;
const items = (api) => (sorted ??= api.getFilteredByTag("item").sort(newestFirst));

function grouped(list, key) {
  const found = {};
  for (const item of list) (found[key(item)] ??= []).push(item);
  return found;
}

export default function (config) {
  config.on("eleventy.before", () => (sorted = undefined));
  config.addPassthroughCopy({ files: "/" });
  config.addCollection("items", (api) => items(api));
  config.addCollection("newest", (api) => items(api).slice(0, 30));
  config.addCollection("topics", (api) => grouped(items(api), (item) => item.data.topic));
  config.addCollection("years", (api) =>
    Object.entries(grouped(items(api), (item) => `${item.data.topic}/${item.data.year}`)).map(
      ([path, list]) => ({ path, topic: list[0].data.topic, year: list[0].data.year, items: list }),
    ),
  );
  config.addCollection("incidents", (api) =>
    grouped(api.getFilteredByTag("warning").sort(newestFirst), (item) => item.data.incident),
  );
  config.addCollection("warnings", (api) => api.getFilteredByTag("warning").sort(newestFirst));
  config.addCollection("tenders", (api) => api.getFilteredByTag("tender").sort(earliestFirst));
  config.addCollection("places", (api) =>
    Object.fromEntries(items(api).map((item, place) => [item.inputPath, place])),
  );
  return {
    dir: { input: "src", output: "_site" },
    markdownTemplateEngine: false, // texts are Markdown, no templates
    templateFormats: ["md", "11ty.js"],
  };
}
