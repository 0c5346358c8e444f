"""Findings about the From domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from subscriptions.core.findings import Finding, Seen
from subscriptions.core.messages import Message, message
from subscriptions.core.town import Town

_UNSEEN = message("ask again where DNS can be asked; the record is public")


def names_to_ask(town: Town) -> tuple[str, ...]:
    """The domain names whose TXT records are needed."""
    domain = mail_domain(town)
    names = [domain, *_policy_names(domain)]
    if town.dkim_selector:
        names.append(_key_name(town.dkim_selector, domain))
    return tuple(names)


def mail_domain(town: Town) -> str:
    """The domain that the town's mails come from."""
    return town.sender.rpartition("@")[2].lower().rstrip(".")


def _key_name(selector: str, domain: str) -> str:
    return f"{selector}._domainkey.{domain}"


def _policy_names(domain: str) -> list[str]:
    """Where a DMARC policy may stand: at the domain, else at one above it."""
    labels = domain.split(".")
    return [f"_dmarc.{'.'.join(labels[start:])}" for start in range(max(1, len(labels) - 1))]


def dns_findings(seen: Seen) -> Iterator[Finding]:
    """All findings of this module."""
    domain = mail_domain(seen.town)
    yield _spf(seen, domain)
    yield _dkim(seen, domain)
    yield _dmarc(seen, domain)


def _unanswered(check: str, name: str, why: Message) -> Finding:
    what = message("DNS gave no answer for {name}", name=name)
    return Finding(check, "unseen", what, why, _UNSEEN)


def _spf(seen: Seen, domain: str) -> Finding:
    why = message("large mail providers refuse mail from servers that the domain does not name")
    how = message(
        "have a TXT record made for {domain}: “v=spf1 … -all”, with what the relay's operator"
        " names",
        domain=domain,
    )
    answer = seen.answers.get(domain)
    if answer is None:
        return _unanswered("spf", domain, why)
    records = [text for text in answer if re.match(r"v=spf1( |$)", text, re.IGNORECASE)]
    if not records:
        return Finding("spf", "error", message("{domain} has no SPF", domain=domain), why, how)
    if len(records) > 1:
        what = message("{domain} has {count} SPF records", domain=domain, count=len(records))
        why = message("with more than one, none of them counts")
        return Finding("spf", "error", what, why, message("have them made into one"))
    words = records[0].lower().split()
    if "all" in words or "+all" in words:
        what = message("the SPF of {domain} lets every server send", domain=domain)
        why = message(
            "anybody can write in the town's name, and providers trust such a domain less"
        )
        return Finding("spf", "error", what, why, how)
    is_closed = {"-all", "~all"} & set(words) or any(w.startswith("redirect=") for w in words)
    if not is_closed:
        what = message("the SPF of {domain} leaves open who may send", domain=domain)
        return Finding("spf", "warning", what, why, how)
    what = message(
        "{domain} has SPF; whether it names your relay shows a test mail's header"
        " Authentication-Results",
        domain=domain,
    )
    return Finding("spf", "ok", what, why)


def _dkim(seen: Seen, domain: str) -> Finding:
    why = message("without a valid signature warnings land in spam, or are refused")
    selector = seen.town.dkim_selector
    if selector is None:
        what = message(
            "DKIM keys of {domain} were not looked for: DNS cannot list them", domain=domain
        )
        how = message(
            "write the selector that the relay signs with (s= in a mail's DKIM-Signature) into"
            " town.yml as dkim_selector"
        )
        return Finding("dkim", "unseen", what, why, how)
    name = _key_name(selector, domain)
    answer = seen.answers.get(name)
    if answer is None:
        return _unanswered("dkim", name, why)
    keys = [found[1] for text in answer if (found := re.search(r"(?:^|;)\s*p=([^;]*)", text))]
    if any(key.strip() for key in keys):
        what = message("{name} has a DKIM key", name=name)
        return Finding("dkim", "ok", what, why)
    what = message("{name} has no DKIM key", name=name)
    if keys:
        what = message("the DKIM key at {name} was revoked", name=name)
    how = message(
        "have the key that the relay's operator names put there, and its signing turned on"
    )
    return Finding("dkim", "error", what, why, how)


def _dmarc(seen: Seen, domain: str) -> Finding:
    why = message("without it anybody can send false warnings in the town's name")
    how = message(
        "have a TXT record made for {name}: first “v=DMARC1; p=none”, once all mail passes"
        " “p=reject”",
        name=f"_dmarc.{domain}",
    )
    for name in _policy_names(domain):
        answer = seen.answers.get(name)
        if answer is None:
            return _unanswered("dmarc", name, why)
        records = [text for text in answer if re.match(r"v=DMARC1\s*(;|$)", text)]
        if len(records) == 1:
            return _policy(name, records[0], at_parent=name != f"_dmarc.{domain}", how=how)
    what = message("{domain} has no DMARC", domain=domain)
    return Finding("dmarc", "warning", what, why, how)


def _policy(name: str, record: str, *, at_parent: bool, how: Message) -> Finding:
    """``sp`` is the policy for the domains below the one that it stands at."""
    tags = dict(re.findall(r"(\w+)\s*=\s*([^;\s]+)", record))
    policy = str((tags.get("sp") if at_parent else None) or tags.get("p", "")).lower()
    what = message("{name}: DMARC with policy {policy}", name=name, policy=policy or "–")
    why = message("only “quarantine” and “reject” keep false warnings in the town's name away")
    if policy in ("quarantine", "reject"):
        return Finding("dmarc", "ok", what, why)
    return Finding("dmarc", "warning", what, why, how)
