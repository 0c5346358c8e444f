import { calendar } from "../lib/calendar.js";

export const data = {
  pagination: { data: "collections.tender", size: 1, alias: "tender" },
  permalink: ({ tender }) => `${tender.url}termin.ics`,
};

export const render = ({ page, tender, town }) => calendar(tender.data.title, page.url, [tender], town);
