// Dates and text as every template needs them.
const zone = { timeZone: "Europe/Berlin" };
const day = new Intl.DateTimeFormat("de-DE", { ...zone, day: "2-digit", month: "2-digit", year: "numeric" });
const time = new Intl.DateTimeFormat("de-DE", { ...zone, hour: "2-digit", minute: "2-digit" });
const long = new Intl.DateTimeFormat("de-DE", { ...zone, weekday: "long", day: "numeric", month: "long", year: "numeric" });

const codes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const esc = (text) => String(text ?? "").replace(/[&<>"']/g, (c) => codes[c]);
export const dateShort = (date) => day.format(new Date(date));
export const dateTime = (date) => `${dateShort(date)}, ${time.format(new Date(date))} Uhr`;
export const dateLong = (date) => `${long.format(new Date(date))}, ${time.format(new Date(date))} Uhr`;
// The local time with its offset, as CAP wants it: 2026-06-14T16:24:00+02:00.
const local = new Intl.DateTimeFormat("sv-SE", { ...zone, dateStyle: "short", timeStyle: "medium" });
const offset = new Intl.DateTimeFormat("en-US", { ...zone, timeZoneName: "longOffset" });
export const stamp = (date) => local.format(date).replace(" ", "T") + offset.format(date).slice(-6);
export const iso = (date) => new Date(date).toISOString();
