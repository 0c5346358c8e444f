// No eleventyImport here: the collections are made of these very pages, a circle for Eleventy. So in
// a run with --incremental a new title reaches the lists, but not the item's neighbours.
export default {
  layout: "item.11ty.js",
  tags: ["item"],
  permalink: (data) => `/aktuelles/${data.id}/`,
};
