"""Whether a web hook comes from the forge that knows our secret.

Forges sign each call: GitHub, Gitea and Forgejo with an HMAC-SHA256 of the body, GitLab by sending
the secret itself. What a call says is never read: a genuine one only means "look now".
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

# https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
_PREFIXED = "x-hub-signature-256"
# https://forgejo.org/docs/latest/user/webhooks/
_BARE = ("x-forgejo-signature", "x-gitea-signature")
# https://docs.gitlab.com/user/project/integrations/webhooks/
_SECRET_ITSELF = "x-gitlab-token"  # noqa: S105  # a header's name


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """Whether whoever sent this knows the secret; nobody does if it is empty.

    ``headers``: names in lower case.
    """
    if not secret:
        return False
    digest = hmac.new(secret.encode(), body, "sha256").hexdigest()
    expected = {_PREFIXED: f"sha256={digest}", _SECRET_ITSELF: secret} | dict.fromkeys(
        _BARE, digest
    )
    return any(
        hmac.compare_digest(headers[name].encode(), value.encode())
        for name, value in expected.items()
        if name in headers
    )
