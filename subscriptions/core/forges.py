"""The “new file” forms of code hosting services, opened with a name and a text in place.

What each takes from its address, as of 2026:

- GitHub: ``filename`` and ``value``. Its documentation does not name them.
- Gitea (since 1.15) and Forgejo: the same words, documented by Gitea.
- GitLab: ``file_name``. Older versions took the text as ``content``; newer ones begin with an empty
  file (gitlab-org/gitlab#337038), so there the text is copied, and pasted by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

FOLDER = "content/aktuelles"

# What servers commonly take as the first line of a request is 8 KB.
MOST_ADDRESS = 7_500


@dataclass(frozen=True, slots=True)
class Forge:
    """``form`` is the path of the form below a repository, with ``{branch}``.

    ``name`` and ``text`` are the words of its query; without ``text`` it takes none.
    ``in_folder``: the form's path names the folder, else the file's name does.
    """

    title: str
    form: str
    name: str
    text: str = ""
    in_folder: bool = True


_GITEA = ("_new/{branch}", "filename", "value")
FORGES = {
    "github": Forge("GitHub", "new/{branch}", "filename", "value", in_folder=False),
    "gitlab": Forge("GitLab", "-/new/{branch}", "file_name"),
    "forgejo": Forge("Forgejo", *_GITEA),
    "gitea": Forge("Gitea", *_GITEA),
}


@dataclass(frozen=True, slots=True)
class Repository:
    """Where the content lies; ``url`` is the page of the repository, without a closing slash."""

    forge: Forge
    url: str
    branch: str

    def new_file(self, name: str, text: str) -> tuple[str, bool]:
        """The address of the form, and whether it holds the text.

        A text that makes the address longer than servers take is left out.
        """
        forge = self.forge
        path = f"{self.url}/{forge.form.format(branch=quote(self.branch))}"
        query = {forge.name: name if forge.in_folder else f"{FOLDER}/{name}"}
        if forge.in_folder:
            path = f"{path}/{FOLDER}"
        if forge.text:
            full = f"{path}?{urlencode({**query, forge.text: text}, quote_via=quote)}"
            if len(full) <= MOST_ADDRESS:
                return full, True
        return f"{path}?{urlencode(query, quote_via=quote)}", False
