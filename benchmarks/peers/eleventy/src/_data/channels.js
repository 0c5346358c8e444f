import { readFileSync } from "node:fs";

// The feeds: everything, and each topic.
export default () => [
  "alle",
  ...Object.keys(JSON.parse(readFileSync(new URL("town.json", import.meta.url))).topics),
];
