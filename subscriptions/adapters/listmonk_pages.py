"""Reading Listmonk's campaigns page by page, newest first, as far as somebody reads on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from subscriptions.adapters.http import JsonApi, understood

PAGE = 100


def campaign_pages(api: JsonApi, tag: str) -> Iterator[Mapping[str, Any]]:
    """The campaigns with a tag, without their bodies. The next page is asked for when it is needed.

    Listmonk ignores a filter that it does not know; this one is called ``tag``.
    """
    page = 1
    while True:
        query = {
            "tag": tag,
            "no_body": "true",
            "order_by": "created_at",
            "order": "desc",
            "page": page,
            "per_page": PAGE,
        }
        data = api.get("/api/campaigns", query)
        with understood(api.url):
            results, total = data["results"] or (), int(data["total"])
        yield from results
        if page * PAGE >= total or not results:
            return
        page += 1
