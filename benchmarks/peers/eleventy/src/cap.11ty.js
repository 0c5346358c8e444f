import { headline, identifier } from "../lib/warning.js";
import { esc, stamp } from "../lib/words.js";

export const data = {
  pagination: { data: "collections.warning", size: 1, alias: "warning" },
  permalink: ({ warning }) => `${warning.url}warnung.cap.xml`,
};

const day = 24 * 3600 * 1000; // so long an all-clear holds

// A line for each heading, paragraph and point. What is left of the HTML is escaped as XML wants it.
const plain = (html) =>
  html.replace(/\n/g, " ").replace(/<\/(?:p|h\d|li|tr)>/g, "\n").replace(/<[^>]+>/g, "").replace(/\s*\n\s*/g, "\n").trim();

export function render({ collections, town, warning }) {
  const { data, date } = warning;
  const course = collections.incidents[data.incident]; // newest first
  const before = course.slice(course.indexOf(warning) + 1);
  const area = [warning, ...before].find((item) => item.data.area)?.data.area ?? "Stadt Musterfelde";
  const references = before
    .map((item) => `${town.sender},${identifier(item, town)},${stamp(item.date)}`)
    .reverse();
  const isCancel = data.msgtype === "cancel";
  return `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>${identifier(warning, town)}</identifier>
  <sender>${town.sender}</sender>
  <sent>${stamp(date)}</sent>
  <status>Actual</status>
  <msgType>${data.msgtype[0].toUpperCase()}${data.msgtype.slice(1)}</msgType>
  <scope>Public</scope>
${references.length ? `  <references>${references.join(" ")}</references>\n` : ""}  <incidents>${town.site}.${data.incident}</incidents>
  <info>
    <language>de-DE</language>
    <category>${data.category ?? "Safety"}</category>
    <event>${esc(course.at(-1).data.title)}</event>
${isCancel ? "    <responseType>AllClear</responseType>\n" : ""}    <urgency>${isCancel ? "Past" : (data.urgency ?? "Unknown")}</urgency>
    <severity>${isCancel ? "Minor" : (data.severity ?? "Unknown")}</severity>
    <certainty>${isCancel ? "Observed" : (data.certainty ?? "Unknown")}</certainty>
    <expires>${data.expires ?? stamp(new Date(date.getTime() + day))}</expires>
    <senderName>Stadt Musterfelde</senderName>
    <headline>${esc(headline(warning))}</headline>
    <description>${plain(warning.content)}</description>
${data.instruction ? `    <instruction>${esc(data.instruction)}</instruction>\n` : ""}    <web>${town.url}${warning.url}</web>
    <area>
      <areaDesc>${esc(area)}</areaDesc>
    </area>
  </info>
</alert>
`;
}
