export default {
  pagination: { data: "channels", size: 1, alias: "channel" },
  eleventyImport: { collections: ["items", "newest", "topics"] },
};
