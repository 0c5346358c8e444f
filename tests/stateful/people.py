"""What editors write, and what people, weather and time do, as rules of the histories."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from subscriptions.core.feed import Entry, Extension, FeedCorrection, FeedWithdrawal
from subscriptions.core.keys import Key
from tests.servers.model import ADMIN
from tests.stateful.towns import REVISION, Place
from tests.stateful.world import SITES, World

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

sites = st.sampled_from(SITES)
picks = st.integers(0, 7)


class People(RuleBasedStateMachine):
    """Everything that happens beside publishing. ``seen`` counts it."""

    seen: ClassVar[Counter[str]] = Counter()
    world: World
    places: dict[str, Place]
    count: int

    def saw(self, *names: str) -> None:
        self.seen.update(names)

    # Editors.

    def add(self, site: str, minutes: float, tags: str, **info: Any) -> Entry:
        self.count += 1
        name = info.pop("id", f"m{self.count}")
        place = self.places[site]
        made = Entry(
            id=name,
            url=f"https://{site}.example/{name}/",
            title=name,
            content_html=f"<p>{name}</p>",
            date_published=(place.clock() - minutes * MINUTE).replace(second=0, microsecond=0),
            tags=tuple(tags.split()),
            _infokanal=Extension(id=name, revision=REVISION, **info),
        )
        place.entries[name] = made
        return made

    @rule(
        site=sites,
        tags=st.sampled_from(
            ["verein", "verein", "verein", "bad", "verein bad", "ohne", "sammel", "sammel", "leise"]
        ),
        minutes=st.sampled_from([5, 5, 5, 0, -1, -90, 300, 1430, 1500, 5000]),
        mail=st.sampled_from([True, True, True, False]),
        until=st.sampled_from([None, None, 0.1, 20, 90]),
    )
    def news(self, site: str, tags: str, minutes: float, mail: bool, until: float | None) -> None:
        end = self.places[site].clock() + until * MINUTE if until else None
        self.add(site, minutes, tags, mail=mail, until=end, state="closed" if until else None)
        self.saw("rule news")

    @rule(
        site=sites,
        minutes=st.sampled_from([5, 5, 0, -20, -40, 1430, 1500]),
        expires=st.sampled_from([None, None, 0.1, 20, 300]),
        mail=st.sampled_from([True, True, True, False]),
    )
    def alert(self, site: str, minutes: float, expires: float | None, mail: bool) -> None:
        end = self.places[site].clock() + expires * MINUTE if expires else None
        self.add(
            site,
            minutes,
            "gefahr",
            msgtype="alert",
            incident=f"m{self.count + 1}",
            expires=end,
            until_further_notice=end is None,
            severity="Severe",
            mail=mail,
        )
        self.saw("rule alert")

    @rule(
        site=sites,
        pick=picks,
        kind=st.sampled_from(["update", "cancel"]),
        minutes=st.sampled_from([0, 0, 2, -20, -40]),
    )
    def follow_up(self, site: str, pick: int, kind: str, minutes: float) -> None:
        warnings = [one for one in self.places[site].entries.values() if one.is_warning]
        if not warnings:
            return
        earlier = warnings[pick % len(warnings)].info
        self.add(
            site,
            minutes,
            "gefahr",
            msgtype=kind,
            incident=earlier.incident,
            references=(earlier.id,),
            until_further_notice=True,
        )
        self.saw(f"rule {kind}")

    @rule(
        site=sites,
        pick=picks,
        how=st.sampled_from(
            [
                "text",
                "state",
                "topic",
                "mail",
                "held",
                "correct",
                "correct",
                "silent",
                "withdraw",
                "delete",
                "rename",
                "date",
                "expire",
            ]
        ),
    )
    def edit(self, site: str, pick: int, how: str) -> None:
        place = self.places[site]
        if not place.entries:
            return
        found = list(place.entries.values())
        if how in ("delete", "rename") and pick % 4:
            found = [one for one in found if not one.is_warning] or found
        if how == "rename":
            starts = self.world.starts
            mailed = [one for one in found if str(Key("item", site, one.info.id)) in starts]
            found = mailed or found
        old = found[-1 - pick % len(found)]
        self.saw(f"edit {how}")
        if how in ("delete", "rename") and not old.is_warning:
            del place.entries[old.info.id]
            if how == "rename":
                name = f"{old.info.id}-neu"
                info = old.info.model_copy(update={"id": name})
                place.entries[name] = old.model_copy(update={"id": name, "info": info})
            return
        place.entries[old.info.id] = _edited(old, how, place)

    # People, weather, time.

    @rule(
        how=st.sampled_from(
            [
                "delete",
                "delete",
                "cancelled",
                "paused",
                "delete-list",
                "delete-list",
                "set-up",
                "join",
            ]
        ),
        site=sites,
        pick=picks,
    )
    def person(self, how: str, site: str, pick: int) -> None:
        """Somebody at the admin pages."""
        world = self.world
        lists = list(world.lists(site).values())
        known = list(world.model.campaigns)
        if how in ("delete", "cancelled", "paused") and known:
            chosen = known[-1 - pick % len(known)]
            how += f" {world.model.campaigns[chosen].status}"
            if how.startswith("delete"):
                world.delete(chosen)
            else:
                world.set_status(chosen, how.split()[0])
        elif how == "delete-list" and lists:
            world.model.delete_list(ADMIN, lists[pick % len(lists)])
        elif how == "set-up":
            world.set_up(site)
        elif how == "join" and lists:
            world.join(f"neu{pick}@{site}.example", lists[pick % len(lists)])
        self.saw(f"person {how}")

    @rule(
        what=st.sampled_from(
            ["relay", "website", "refuse", "crash", "quick", "slow", "stalled", "work", "work"]
        ),
        budget=st.integers(1, 3),
    )
    def weather(self, what: str, budget: int) -> None:
        """The relay, the web server, the mail server's own doing."""
        self.saw(f"weather {what}")
        if what == "relay":
            self.world.relay = not self.world.relay
        elif what == "website":
            self.world.website = not self.world.website
        elif what == "refuse":
            hurt = frozenset({f"alle@{SITES[0]}.example"})
            self.world.refused = frozenset() if self.world.refused else hurt
        elif what == "crash":
            self.world.manage(budget)
            self.world.crash()
        elif what == "work":
            self.world.manage(budget if budget < 3 else None)
        else:
            self.world.pace = {"quick": None, "slow": 1, "stalled": 0}[what]

    @rule(restores=st.booleans(), pick=picks)
    def backup(self, restores: bool, pick: int) -> None:
        """Make one, or put one in."""
        if restores and self.world.backups:
            self.world.restore(pick)
            self.saw("backup restored")
        else:
            self.world.back_up()
            self.saw("backup made")

    @rule(
        site=sites,
        minutes=st.sampled_from([1, 11, 11, 20, 60, 60, 600, 1500, 60_000, 60_000]),
        ahead=st.sampled_from([None, None, None, None, 0, 4, -6, 6]),
    )
    def clock(self, site: str, minutes: float, ahead: float | None) -> None:
        """Time passes, or a machine's clock goes wrong."""
        if ahead is None:
            self.world.tick(minutes * 60)
        else:
            self.places[site].ahead = ahead * MINUTE
        self.saw("clock steps" if ahead is None else "clock is wrong")


def _edited(old: Entry, how: str, place: Place) -> Entry:
    now = place.clock().replace(second=0, microsecond=0)
    info = old.info
    if how == "text":
        return old.model_copy(update={"content_html": old.content_html + "<p>mehr</p>"})
    if how == "topic" and not old.is_warning:
        return old.model_copy(update={"tags": ("verein", "bad")})
    if how == "date":
        return old.model_copy(update={"date_published": now})
    changes: dict[str, Any] = {}
    if how == "state":
        changes = {"severity": "Minor" if info.severity == "Severe" else "Severe"}
    elif how == "mail":
        changes = {"mail": not info.mail}
    elif how in ("held", "delete"):
        changes = {"held": not info.held}
    elif how in ("correct", "silent"):
        note = FeedCorrection(date=now, note=f"um {now:%H:%M}", mail=how == "correct")
        kept = tuple(one for one in info.corrections if one.date != now)
        changes = {"corrections": (*kept, note)}
    elif how == "withdraw":
        taken = FeedWithdrawal(date=now, note="ein Irrtum")
        changes = {"withdrawn": info.withdrawn or taken}
    elif how == "expire" and info.expires:
        changes = {"expires": now + HOUR}
    return old.model_copy(update={"info": info.model_copy(update=changes)})
