"""A service for machines: schema.org GovernmentService (https://schema.org/GovernmentService)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from plugins.engine.schema import Thing, filled, organization
from subscriptions.core.pages import Service
from subscriptions.core.town import Town


def government_service(service: Service, town: Town) -> Thing:
    """The service with its office and the ways to reach it; empty properties are left out."""
    address = town.absolute(service.path)
    described: Thing = {
        "@type": "GovernmentService",
        "@id": address,
        "url": address,
        "name": service.title,
        "alternateName": list(service.also),
        "description": service.summary,
        "serviceType": list(service.situations) or service.title,
        "provider": _provider(service, town),
        "audience": _audience(service),
        "areaServed": {"@type": "AdministrativeArea", "name": town.name},
        "availableChannel": list(_channels(service, town)),
        "hoursAvailable": service.hours,
    }
    return filled(described)


def _provider(service: Service, town: Town) -> Thing:
    whole = organization(town)
    if not service.office:
        return whole
    office: Thing = {
        "@type": "GovernmentOrganization",
        "name": service.office,
        "telephone": service.phone,
        "email": service.email,
        "parentOrganization": whole,
    }
    return filled(office)


def _audience(service: Service) -> Thing | None:
    if not service.audience:
        return None
    return {"@type": "Audience", "audienceType": service.audience}


def _channels(service: Service, town: Town) -> Iterator[Thing]:
    for address in (service.online_url, service.booking_url):
        if address:
            yield {"@type": "ServiceChannel", "serviceUrl": address}
    for form in service.form:
        yield {
            "@type": "ServiceChannel",
            "name": form.title,
            "serviceUrl": town.absolute(quote(form.file)),
        }
    if service.phone or service.email:
        contact: Thing = {
            "@type": "ContactPoint",
            "telephone": service.phone,
            "email": service.email,
            "hoursAvailable": service.hours,
        }
        yield {"@type": "ServiceChannel", "servicePhone": filled(contact)}
