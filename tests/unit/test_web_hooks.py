"""Only who knows the secret can wake the publisher."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.web_hooks import is_genuine

# The example of GitHub's documentation.
SECRET = "It's a Secret to Everybody"  # noqa: S105  # everybody knows it
BODY = b"Hello, World!"
DIGEST = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

GENUINE = [
    {"x-hub-signature-256": f"sha256={DIGEST}"},
    {"x-forgejo-signature": DIGEST},
    {"x-gitea-signature": DIGEST},
    {"x-gitlab-token": SECRET},
]


@pytest.mark.parametrize("headers", GENUINE, ids=lambda headers: next(iter(headers)))
def test_each_forge(headers: dict[str, str]) -> None:
    assert is_genuine(headers, BODY, SECRET)
    assert not is_genuine(headers, BODY, SECRET + "!")
    assert not is_genuine(headers, BODY, "")


@pytest.mark.parametrize("headers", GENUINE[:3], ids=lambda headers: next(iter(headers)))
def test_a_signature_is_of_this_body(headers: dict[str, str]) -> None:
    assert not is_genuine(headers, BODY + b"!", SECRET)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature-256": DIGEST},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature": f"sha1={DIGEST}"},
        {"x-forgejo-signature": ""},
        {"x-gitlab-token": ""},
        {"x-gitlab-token": "ä\x00"},
        {"authorization": SECRET},
    ],
)
def test_what_is_not_genuine(headers: dict[str, str]) -> None:
    assert not is_genuine(headers, BODY, SECRET)


@given(st.binary(), st.text(min_size=1), st.text(min_size=1))
def test_any_body_and_secret(body: bytes, secret: str, other: str) -> None:
    digest = hmac.new(secret.encode(), body, "sha256").hexdigest()
    assert is_genuine({"x-gitea-signature": digest}, body, secret)
    assert is_genuine({"x-gitea-signature": digest}, body, other) == (other == secret)
