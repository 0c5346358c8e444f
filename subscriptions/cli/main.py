"""The command group, and the one place where an exception becomes a sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from subscriptions.adapters.catalogues import DOMAIN, FOLDER, catalogue
from subscriptions.adapters.mail_errors import MailServerError, code_of
from subscriptions.adapters.program import version
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.cli.session import Session, default_places, language
from subscriptions.core.characters import visible, visible_lines
from subscriptions.core.exit_codes import CONTENT, INCOMPLETE, USAGE
from subscriptions.core.messages import Gettext, mark, message
from subscriptions.core.problems import InvalidContentError

_COMMANDS = {
    "new": "new",
    "check": "check",
    "schema": "schema",
    "bookmarks": "bookmarks",
    "preview": "preview",
    "build": "build",
    "search": "search",
    "next": "next",
    "plan": "plan",
    "send": "send",
    "publish": "publish",
    "follow": "follow",
    "status": "status",
    "remind": "remind",
    "stop": "stop",
    "setup": "setup",
    "doctor": "doctor",
    "demo": "demo",
    "serve": "serve",
}


class LazyGroup(click.Group):
    """Reads a command's module only when it is called: ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which one needs them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command with its texts in the person's language."""
        if cmd_name not in _COMMANDS:
            return None
        module = __import__(f"subscriptions.cli.{_COMMANDS[cmd_name]}", fromlist=["command"])
        command: click.Command = module.command
        if not gc.isenabled():  # publish.py has just loaded all that it needs, which stays
            gc.freeze()
            gc.enable()
        return translated(command, catalogue(language(os.environ)).gettext)


def translated(command: click.Command, gettext: Gettext) -> click.Command:
    """A command whose help is in the person's language (click fixes its texts at import)."""
    if command.help:
        command.help = gettext(command.help)
    if command.short_help:
        command.short_help = gettext(command.short_help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = gettext(parameter.help)
    return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=mark("A town's news: Markdown becomes a website, feeds, and one mail per item."),
)
@click.option(
    "--site",
    metavar="DIR",
    help=mark("The folder of the town (town.yml, content/); here by default."),
)
@click.option(
    "--into",
    metavar="DIR",
    help=mark("Where output/, outbox/ and var/ go; the town's folder by default."),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, wanted: _tell_version(ctx) if wanted else None,
    help=mark("Show the version and exit."),
)
@click.pass_context
def group(ctx: click.Context, site: str | None, into: str | None) -> None:
    """Remember whose town it is."""
    ctx.obj = Session(default_places(site, into))


def _tell_version(ctx: click.Context) -> None:
    click.echo(f"infokanal {version()}")
    ctx.exit()


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code (docs/exit-codes.md)."""
    os.environ["LANGUAGE"] = language(os.environ)
    _translate_click()
    gettext = catalogue(language(os.environ)).gettext
    try:
        code = translated(group, gettext).main(
            list(arguments), prog_name=_called(), standalone_mode=False
        )
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        text = message("Interrupted. What was delivered is recorded; run it again to go on.")
        return _fail(text.format(gettext), INCOMPLETE)
    except ConfigurationError as error:
        return _fail(error.message.format(gettext), USAGE)
    except InvalidContentError as error:
        return _fail("\n".join(problem.told(gettext) for problem in error.problems), CONTENT)
    except MailServerError as error:
        return _fail(error.message.format(gettext), code_of(error))
    return int(code or 0)


def main() -> int:
    """Run; an error that nobody foresaw is told in one sentence too (INFOKANAL_DEBUG shows all)."""
    try:
        return run(sys.argv[1:])
    except Exception as error:
        if os.environ.get("INFOKANAL_DEBUG"):
            raise
        return _fail(unexpected(error), INCOMPLETE)


def _called() -> str:
    """How this program was called: the checkout's script, or the installed one."""
    name = Path(sys.argv[0]).name
    return name if name == "infokanal" else "publish.py"


def unexpected(error: Exception) -> str:
    """The sentence for an error that nobody foresaw."""
    what = message(
        "This should not have happened: {kind}: {detail}. What was published before stays. Run it"
        " again with INFOKANAL_DEBUG=1 and report what it prints.",
        kind=type(error).__name__,
        detail=error,
    )
    return visible(what.format(catalogue(language(os.environ)).gettext))


def _translate_click() -> None:
    """Give click its words: it asks the process-wide catalogue for Usage, Options and the like."""
    import gettext  # noqa: PLC0415

    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


def _fail(text: str, code: int) -> int:
    print(visible_lines(text), file=sys.stderr)
    return code
