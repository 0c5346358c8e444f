// What a warning's page, its CAP message and the index of those have in common.
export const kinds = { alert: "Warnung", update: "Aktualisierung", cancel: "Entwarnung" };
export const headline = ({ data }) => `${kinds[data.msgtype]}: ${data.title}`;
export const identifier = (item, town) => `${town.site}.${item.data.id}`;
