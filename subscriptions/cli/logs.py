"""One log line per decision, for whoever reads the journal: on stderr, as JSON when it is a pipe.

No token and no subscriber's address ever gets here: only keys, verbs and counts are logged.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import stamina.instrumentation

from subscriptions.core.characters import visible
from subscriptions.core.report import Result

if TYPE_CHECKING:
    import structlog


def log_decisions(result: Result) -> None:
    """Log each action of a result. A terminal shows the table instead."""
    if sys.stderr.isatty():
        return
    log = journal()
    for action in result.shown:
        log.info(
            "decision",
            command=result.command,
            key=visible(str(action.key)),
            verb=result.word(action),
            guard=action.guard,
            reason=visible(str(action.reason)),
            to_send=action.recipients,
            sent=action.sent,
        )


def quiet_retries() -> None:
    """A repeated read is no news: what fails in the end is told once, in a sentence."""
    stamina.instrumentation.set_on_retry_hooks([])


def journal() -> structlog.typing.FilteringBoundLogger:
    """A logger that writes JSON lines to stderr."""
    import structlog  # noqa: PLC0415  # slow to load, and nothing is logged before it is done

    return structlog.wrap_logger(  # type: ignore[no-any-return]
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
