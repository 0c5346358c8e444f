"""``publish.py new``: a file in content/aktuelles/ with everything filled in that can be."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from plugins.engine.build import check, survey
from plugins.engine.content import Content
from plugins.engine.folder import ITEMS
from plugins.engine.prepared import read_prepared_texts
from subscriptions.cli.check import print_problems, problems_of
from subscriptions.cli.new_questions import Choice, ask_fields, choose, choose_follow_up
from subscriptions.cli.options import as_of_option
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.core.answers import UnknownAnswerError, answered
from subscriptions.core.drafts import Draft, stem_of
from subscriptions.core.exit_codes import CONTENT, OK
from subscriptions.core.first_drafts import first_draft
from subscriptions.core.follow_ups import FollowUp, follow_up_draft, open_follow_ups, why_not_open
from subscriptions.core.item import Item
from subscriptions.core.messages import Message, mark, message
from subscriptions.core.prepared_texts import PreparedText, beginnings, timed
from subscriptions.core.problems import did_you_mean
from subscriptions.core.topics import Topic

# Stands for --follow-up without an identity: it is chosen from the list.
_LIST = "?"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the call says. ``follow_up``: an identity, ``?`` for the list, or nothing."""

    topic: Topic | None
    title: str
    template: str | None
    follow_up: str | None
    kind: str | None
    asks: bool


@click.command(
    help=mark(
        "Write a new item: asks for what TOPIC needs, or takes options. With --follow-up: an"
        " update, an all-clear, the reopening of a pool or a new deadline, chosen from a list of"
        " what is open. Nothing is overwritten; at the end the file is checked."
    )
)
@click.argument("topic", required=False)
@click.argument("title", required=False)
@click.option(
    "--template", metavar="NAME", help=mark("Begin with a prepared text of content/vorlagen/.")
)
@click.option(
    "--follow-up",
    metavar="[ID]",
    is_flag=False,
    flag_value=_LIST,
    help=mark("Follow up something open; without ID choose from the list."),
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["update", "cancel", "open", "deadline"]),
    help=mark("What the follow-up is, if there are several."),
)
@click.option(
    "--set",
    "answers",
    multiple=True,
    metavar="NAME=VALUE",
    help=mark("Fill in a field or a placeholder; may be repeated."),
)
@click.option("--text", help=mark("The text; “-” reads it from standard input."))
@click.option("--no-input", is_flag=True, help=mark("Never ask, and open no editor."))
@as_of_option
@click.pass_obj
def command(
    session: Session,
    topic: str | None,
    title: str | None,
    template: str | None,
    follow_up: str | None,
    kind: str | None,
    answers: tuple[str, ...],
    text: str | None,
    as_of: datetime | None,
    *,
    no_input: bool,
) -> int:
    """Write the file, let it be edited, check it."""
    asks = not no_input and sys.stdin.isatty()
    found, said = _topic_and_title(session, topic, title)
    wish = Wish(found, said, template, follow_up, kind, asks)
    session.lenient = True
    now = session.clock(as_of)()
    content = survey(request(session, now, lenient=True))
    draft, family = _begun(session, wish, content, now)
    if said:
        draft = draft.having(title=said)
    draft = _completed(session, timed(draft, now), answers, text, asks=asks)
    name = stem_of(now, str(draft["title"]), family)
    path = _write(session.places.content / ITEMS, name, draft.text, content)
    click.echo(str(path.relative_to(session.places.site)))
    editor = session.environ.get("EDITOR")
    if asks and editor:
        click.edit(filename=str(path), editor=editor)
    return _checked(session, path, now)


def _topic_and_title(
    session: Session, topic: str | None, title: str | None
) -> tuple[Topic | None, str]:
    """A single word that names no topic is the title."""
    found = session.topics.find(topic) if topic else None
    if topic and not found and title:
        words = [word for one in session.topics for word in (one.id, one.name)]
        hint = did_you_mean(topic, words, [one.name for one in session.topics])
        raise _usage(session, message("there is no topic “{name}”; {hint}", name=topic, hint=hint))
    return found, title or ("" if found else topic or "")


def _begun(session: Session, wish: Wish, content: Content, now: datetime) -> tuple[Draft, str]:
    """What the file begins as, and the family of its prepared text."""
    gettext = session.translations.gettext
    texts = read_prepared_texts(request(session, now).folder)
    if wish.follow_up:
        chosen = _follow_up(session, wish, content.items, now)
        return follow_up_draft(chosen, texts, gettext, wish.template or "")
    if wish.template or (wish.asks and wish.topic and wish.topic.kind == "warning"):
        text = _template(session, wish, texts)
        if text:
            draft = text.draft.having(topics=(wish.topic.id,)) if wish.topic else text.draft
            return draft, text.family
    topic = wish.topic
    if topic is None and wish.asks:
        topic = choose(
            session, message("Topic"), [Choice(one.name, one, (one.id,)) for one in session.topics]
        )
    if topic is None:
        names = ", ".join(one.id for one in session.topics)
        raise _usage(session, message("name a topic: {known}", known=names))
    return first_draft(topic, wish.title, gettext), ""


def _template(session: Session, wish: Wish, texts: tuple[PreparedText, ...]) -> PreparedText | None:
    if wish.template is None:
        offered: list[Choice[PreparedText | None]] = [
            Choice(f"{text.name}: {text.heading}", text, (text.name, text.heading))
            for text in beginnings(texts)
        ]
        none = message("without a prepared text").format(session.gettext)
        offered.append(Choice(none, None))
        return choose(session, message("Prepared text"), offered)
    for text in texts:
        if text.name == wish.template:
            return text
    names = [text.name for text in texts]
    hint = did_you_mean(wish.template, names)
    what = message("there is no prepared text “{name}”; {hint}", name=wish.template, hint=hint)
    raise _usage(session, what)


def _follow_up(session: Session, wish: Wish, items: tuple[Item, ...], now: datetime) -> FollowUp:
    known = open_follow_ups(items, now)
    fitting = [
        one
        for one in known
        if wish.follow_up in (_LIST, one.item.id) and wish.kind in (None, one.kind)
    ]
    if len(fitting) == 1 and wish.follow_up != _LIST:
        return fitting[0]
    if wish.asks and fitting:
        return choose_follow_up(session, fitting)
    what = message("nothing is open that could be followed up")
    if known:
        listed = "\n".join(f"  {one.item.id} --as {one.kind}" for one in known)
        what = message("choose one of these, with --as:\n{known}", known=listed)
    asked = wish.follow_up or _LIST
    if asked != _LIST and all(one.item.id != asked for one in known):
        what = message("{why}; {what}", why=why_not_open(asked, items, now), what=what)
    raise _usage(session, what)


def _completed(
    session: Session, draft: Draft, answers: tuple[str, ...], text: str | None, *, asks: bool
) -> Draft:
    try:
        draft = answered(draft, answers)
    except UnknownAnswerError as error:
        raise _usage(session, error.message) from error
    if asks:
        draft = ask_fields(session, draft)
    if text is not None:
        draft = draft.saying((sys.stdin.read() if text == "-" else text).strip())
    return draft


def _write(folder: Path, name: str, text: str, content: Content) -> Path:
    """Write a file that was not there before; a number tells it from an older one."""
    taken = {item.id for item in (*content.items, *content.gone)} | content.broken_ids
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        stem = name if number == 1 else f"{name}-{number}"
        path = folder / f"{stem}.md"
        if stem not in taken and not path.exists():
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
            return path
        number += 1


def _checked(session: Session, path: Path, now: datetime) -> int:
    """Say what is still to be done; the exit code."""
    problems = problems_of(session, check(request(session, now)), [path])
    print_problems(session, problems)
    if any(problem.level == "error" for problem in problems):
        return CONTENT
    click.echo(message("No problems.").format(session.gettext))
    return OK


def _usage(session: Session, what: Message) -> click.UsageError:
    return click.UsageError(what.format(session.gettext))
