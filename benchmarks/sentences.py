"""The words of the invented town: what its texts are put together from.

Slots: ``{place}``, ``{day}``, ``{number}``, ``{clock}``, ``{office}``.
"""

from __future__ import annotations

PLACES = (
    "Altenfelde",
    "Birkenau",
    "Dornwerder",
    "Erlengrund",
    "Fichtenhain",
    "Hohenlinde",
    "Kirschdorf",
    "Lindenow",
    "Mühlrode",
    "Neuwiesen",
    "Rehfelde-Süd",
    "Seehagen",
)
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag")
OFFICES = (
    "Bauamt",
    "Ordnungsamt",
    "Bürgerbüro",
    "Schulamt",
    "Standesamt",
    "Grünflächenamt",
)
ROLES = (
    "Amtsleitung, Bauamt",
    "Sachgebietsleitung, Ordnungsamt",
    "Pressestelle der Stadt",
    "Leitung des Bauhofs",
    "Stadtwehrleitung",
    "Vorsitz des Ortschaftsrats",
)
HEADINGS = (
    "Was sich ändert",
    "So geht es weiter",
    "Was Sie wissen sollten",
    "Zeitplan",
    "Wer Auskunft gibt",
    "Was Sie mitbringen",
    "Kosten und Förderung",
    "Hinweise für Anwohnende",
)
TITLES: dict[str, tuple[str, ...]] = {
    "rathaus": (
        "Rathaus in {place} öffnet am {day} länger",
        "Neue Sprechzeiten für {place}",
        "Umzug der Stadtkasse in den Nebenbau",
        "Stadtrat tagt am {day} in {place}",
    ),
    "vereine": (
        "Vereine in {place} teilen sich die Halle neu auf",
        "Förderung für {number} Vereine beschlossen",
        "Übungsleitungen für {place} gesucht",
        "Dorffest in {place} sucht helfende Hände",
    ),
    "kinderbetreuung": (
        "Kita in {place} bleibt am {day} geschlossen",
        "Anmeldung für den Hort in {place} beginnt",
        "{number} neue Plätze in der Kita {place}",
        "Ferienbetreuung: noch Plätze in {place} frei",
    ),
    "gefahrenhinweise": (
        "Rauch nach einem Brand in {place}",
        "Trinkwasser in {place} bitte abkochen",
        "Sturmböen über {place} erwartet",
        "Hochwasser am Bach in {place}",
    ),
    "verkehr": (
        "Ortsdurchfahrt {place} wird saniert",
        "Buslinie hält in {place} an anderer Stelle",
        "Brücke in {place} nur für leichte Fahrzeuge frei",
        "Umleitung über {place} ab {day}",
    ),
    "ausschreibungen": (
        "Neubau eines Gehwegs in {place}",
        "Dacharbeiten an der Schule {place}",
        "Winterdienst für {place} und Umgebung",
        "{number} Leuchten für {place}",
    ),
    "freibaeder": (
        "Freibad {place}: Wassertemperatur und Öffnung",
        "Freibad {place} startet in die Saison",
        "Schwimmkurse im Freibad {place}",
        "Neue Filter für das Freibad {place}",
    ),
    "neue-nachbarn": (
        "Begrüßungsabend in {place}",
        "Sprachcafé in {place} sucht Verstärkung",
        "Patinnen und Paten für {number} Familien gesucht",
        "Wegweiser für neue Nachbarn in {place}",
    ),
}
OWN: dict[str, tuple[str, ...]] = {
    "rathaus": (
        "Das {office} ist ab {day} zu neuen Zeiten erreichbar.",
        "Im Rathaus wird bis {clock} Uhr am Umbau des Erdgeschosses gearbeitet.",
        "Der Stadtrat hat die Vorlage mit {number} Stimmen angenommen.",
        "Anträge nimmt das {office} weiterhin auch schriftlich an.",
    ),
    "vereine": (
        "Die Halle in {place} steht den Vereinen ab {day} wieder offen.",
        "Für das laufende Jahr sind {number} Anträge eingegangen.",
        "Der Belegungsplan gilt bis zum Ende des Halbjahrs.",
        "Wer ein Fest plant, meldet es bitte {number} Tage vorher im {office}.",
    ),
    "kinderbetreuung": (
        "Die Kita in {place} bleibt am {day} geschlossen, eine Notgruppe ist eingerichtet.",
        "Im Hort werden zum neuen Schuljahr {number} Plätze frei.",
        "Eltern bringen zur Anmeldung bitte den Impfausweis des Kindes mit.",
        "Das Mittagessen kommt ab {day} aus der Küche in {place}.",
    ),
    "gefahrenhinweise": (
        "Die Feuerwehr ist mit {number} Kräften in {place} im Einsatz.",
        "Halten Sie bitte Fenster und Türen geschlossen und die Wege frei.",
        "Messungen in {place} werden stündlich wiederholt.",
        "Das {office} hat am {day} einen Stab eingerichtet, der ab {clock} Uhr tagt.",
    ),
    "verkehr": (
        "Die Straße in {place} ist ab {day} auf {number} Metern halbseitig gesperrt.",
        "Eine Ampel regelt den Verkehr, Busse haben Vorrang.",
        "Die Umleitung führt über {place} und ist ausgeschildert.",
        "Der Gehweg bleibt auf einer Seite jederzeit begehbar.",
    ),
    "ausschreibungen": (
        "Die Stadt vergibt Arbeiten in {place} in {number} Losen.",
        "Angebote sind bis {clock} Uhr des letzten Tages elektronisch einzureichen.",
        "Fragen der Bietenden beantwortet das {office} bis {number} Tage vor dem Ende der Frist.",
        "Eine Besichtigung in {place} ist nach Absprache am {day} möglich.",
    ),
    "freibaeder": (
        "Das Wasser hatte am {day} um {clock} Uhr {number} Grad.",
        "Das Freibad in {place} öffnet bei gutem Wetter eine Stunde früher.",
        "Der Sprungturm bleibt bis {day} gesperrt, das Nichtschwimmerbecken ist frei.",
        "Für Kurse sind noch {number} Plätze zu haben.",
    ),
    "neue-nachbarn": (
        "In {place} sind seit dem Frühjahr {number} Haushalte neu zugezogen.",
        "Das Sprachcafé trifft sich jeden {day} um {clock} Uhr im Gemeindehaus.",
        "Wer neue Nachbarn begleiten möchte, wird vom {office} eingewiesen.",
        "Ein Rundgang durch {place} beginnt am {day} am Dorfteich.",
    ),
}
GENERAL = (
    "Die Arbeiten beginnen am {day} um {clock} Uhr und dauern voraussichtlich {number} Tage.",
    "Das {office} hat die betroffenen Haushalte in {place} schriftlich unterrichtet.",
    "Wer keinen Zugang zum Internet hat, bekommt die Unterlagen am Schalter ausgedruckt.",
    "Für {place} und {place} gilt dieselbe Regelung wie im vergangenen Jahr.",
    "Rückmeldungen sind bis {day}, {clock} Uhr, möglich und fließen in die Planung ein.",
    "Die Stadt bittet um Verständnis, wenn es an einzelnen Tagen lauter wird.",
    "Zusätzliche Kosten entstehen den Anwohnenden dadurch nicht.",
    "Bei Regen wird der Termin um eine Woche verschoben, die Uhrzeit bleibt gleich.",
    "Parken ist in dieser Zeit nur auf der Seite mit den geraden Hausnummern erlaubt.",
    "Das Vorhaben wird zu {number} Prozent aus Mitteln des Landes bezahlt.",
    "Ein Übersichtsplan hängt im Schaukasten in {place} aus.",
    "Menschen mit Gehhilfe nutzen bitte den Eingang auf der Hofseite, er ist stufenlos.",
    "Im {office} stehen zwei Ansprechpersonen bereit, die auch Hausbesuche vereinbaren.",
    "Die Ortschaftsräte von {place} und {place} haben dem Vorschlag zugestimmt.",
    "Eine zweite Führung folgt am {day}, sofern sich mindestens {number} Personen anmelden.",
    "Nach dem Abschluss werden die Flächen neu eingesät und Bäume nachgepflanzt.",
    "Die Müllabfuhr kommt in {place} ausnahmsweise einen Tag früher.",
    "Schulbusse fahren nach dem gewohnten Plan, nur der Halt in {place} wird verlegt.",
    "Alle Angaben beruhen auf dem Stand vom {day}, Änderungen stehen zuerst auf dieser Seite.",
    "Im vergangenen Jahr haben sich {number} Personen beteiligt, so viele wie nie zuvor.",
    "Die Ergebnisse stellt das {office} im nächsten öffentlichen Ausschuss vor.",
    "Ersatztermine werden rechtzeitig bekannt gegeben.",
)
POINTS = (
    "Anmeldung bis {day}, {clock} Uhr, im {office}",
    "Treffpunkt: Gemeindehaus {place}",
    "Bitte Ausweis und {number} Euro in bar mitbringen",
    "Zufahrt nur über {place}",
    "Ansprechstelle vor Ort: {office}",
    "Kinder unter {number} Jahren in Begleitung",
    "Unterlagen liegen in {place} aus",
)
SPOKEN = (
    "Wir haben lange geprüft und uns für den Weg entschieden, der am wenigsten Umstände macht.",
    "Ohne die vielen Freiwilligen aus {place} wäre das in so kurzer Zeit nicht möglich gewesen.",
    "Uns ist wichtig, dass alle in {place} rechtzeitig Bescheid wissen.",
    "Am {day} schauen wir uns gemeinsam an, was noch fehlt.",
)
NOTES = (
    "Die Uhrzeit war falsch angegeben, richtig ist {clock} Uhr.",
    "Der Ort war falsch angegeben, richtig ist {place}.",
)
