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
export const iso = (date) => new Date(date).toISOString();
