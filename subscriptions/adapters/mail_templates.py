"""The mail templates on disk: the software's, and the town's own (subscriptions/mail/)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from subscriptions.core.mail_templates import FOLDER
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """Templates by file name, and the files that cannot be read."""

    found: dict[str, str]
    problems: tuple[Problem, ...] = ()


def read_mail_templates(folder: Path) -> TemplateFiles:
    """The mail templates of a town, or of the software."""
    found, problems = {}, []
    for path in sorted((folder / FOLDER).glob("*.j2")):
        try:
            found[path.name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            what = message(
                "this mail template cannot be used ({reason}); until it is mended, mails have the"
                " form that the software gives them",
                reason=str(error),
            )
            problems.append(Problem(f"{FOLDER}/{path.name}", 1, what))
    return TemplateFiles(found, tuple(problems))
