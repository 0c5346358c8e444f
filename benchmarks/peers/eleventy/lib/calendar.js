// A calendar (RFC 5545): its name, its own path, the tenders whose deadlines it has.
const begin = `BEGIN:VCALENDAR
PRODID:-//Infokanal//Infokanal//DE
VERSION:2.0
CALSCALE:GREGORIAN`;
const zone = `REFRESH-INTERVAL;VALUE=DURATION:PT6H
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE`;

const text = (value) => value.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
const digits = (time) => time.slice(0, 19).replace(/[-:]/g, "");
const utc = (date) => `${digits(new Date(date).toISOString())}Z`;

function deadline({ url, date, data }, town) {
  const address = town.url + url;
  return `BEGIN:VEVENT
UID:${data.id}-frist@info.musterfelde.example
DTSTAMP:${utc(data.updated)}
CREATED:${utc(date)}
LAST-MODIFIED:${utc(data.updated)}
SEQUENCE:${data.corrections?.length ?? 0}
STATUS:CONFIRMED
DTSTART;TZID=Europe/Berlin:${digits(data.deadline)}
SUMMARY:${text(`Angebotsfrist: ${data.title}`)}
DESCRIPTION:${text(`${data.summary}\n\n${address}`)}
URL:${address}
CATEGORIES:${text(town.topics[data.topic])}
END:VEVENT`;
}

export function calendar(name, path, tenders, town) {
  const lines = [
    begin,
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    "X-WR-TIMEZONE:Europe/Berlin",
    `SOURCE;VALUE=URI:${town.url}${path}`,
    zone,
    ...tenders.map((item) => deadline(item, town)),
    "END:VCALENDAR\n",
  ];
  // Folded far enough below 75 octets for umlauts; lines end in CRLF.
  return lines.join("\n").replace(/.{56}(?=.)/gu, "$&\n ").replace(/\n/g, "\r\n");
}
