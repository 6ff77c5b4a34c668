"""Who published an article: the one outlet that a publisher's name and an address on the web belong to.

What is not known, or could be two outlets, is None. An outlet that an article quotes is another matter: ``lexicon``
finds those in text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from .datatypes import Outlet
from .lexicon import country_of, domain_quality, listed_outlets, words

if TYPE_CHECKING:
    from tldextract import TLDExtract

_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*\Z")
_SECTION = re.compile(r"(?i)(?:online|web|news|opinion|editorial|analysis)(?: (?:news|opinion))?")
_ARTICLE = re.compile(r"(?i)\A\s*the\s+")
_COMMON = (".com", ".org", ".net")  # under other endings imitations of an outlet are found as often as the outlet
_UNSPOKEN = re.compile(r"[\W_]+")


def outlet_of(publisher: str | None, url: str | None) -> Outlet | None:
    """The outlet of an article by its publisher's name, its address, or both.

    Where there is an address, it must be one of the outlet's own, whatever name is given: a page that only calls
    itself by an outlet's name is not taken for the outlet's. On an aggregator the name decides. None where nothing is
    known, or name and address do not agree.
    """
    named = _named(publisher or "")
    if not url or is_shared(url, "aggregator"):
        return next(iter(named)) if len(named) == 1 else None
    at = _at(url)
    return at if at in named or not named else None


def hosts_of(address: str) -> tuple[str, ...]:
    """The host of an address, then the domains above it, down to the one that is registered.

    "https://news.bbc.co.uk/1" -> ("news.bbc.co.uk", "bbc.co.uk"). Empty for what holds no domain name.
    """
    found = _extract()(address)
    if not found.domain or not found.suffix:
        return ()
    registered = f"{found.domain}.{found.suffix}"
    parts = found.subdomain.split(".") if found.subdomain else []
    return tuple(".".join([*parts[start:], registered]).lower() for start in range(len(parts) + 1))


def is_domain(name: str) -> bool:
    """Whether a name is written as a domain: "example.org"."""
    bare = name.strip().lower()
    return "." in bare and hosts_of(bare)[:1] == (bare,)


def is_shared(address: str, kind: str) -> bool:
    """Whether an address is on a host of many publishers of a kind: "aggregator", "platform", "portal"."""
    registered = hosts_of(address)[-1:]
    listed = words("shared_hosts.txt", kind)
    return any(host in listed or f"{host.split('.')[0]}.*" in listed for host in registered)


@cache
def _extract() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)  # the list it brings along


# --- by address -------------------------------------------------------------------------------


@cache
def _by_domain() -> Mapping[str, Outlet]:
    rated = {
        domain: Outlet(domain, None, None, domain=domain, quality=quality)
        for domain, quality in domain_quality().items()
    }
    return rated | {domain: listed.outlet for listed in listed_outlets() for domain in listed.domains}


def _at(address: str) -> Outlet | None:
    return next((_by_domain()[host] for host in hosts_of(address) if host in _by_domain()), None)


# --- by name ----------------------------------------------------------------------------------


def plain_name(name: str) -> str:
    """A name as names are compared: without its article, case, accents, spaces and marks."""
    folded = unicodedata.normalize("NFKD", _ARTICLE.sub("", name)).casefold().replace("&", "and")
    return _UNSPOKEN.sub("", "".join(letter for letter in folded if not unicodedata.combining(letter)))


@cache
def _by_name() -> Mapping[str, frozenset[Outlet]]:
    found: dict[str, set[Outlet]] = defaultdict(set)
    for listed in listed_outlets():
        for name in (*listed.names, *listed.publisher_names):
            found[plain_name(name)].add(listed.outlet)
    return {name: frozenset(outlets) for name, outlets in found.items()}


@cache
def _by_label() -> Mapping[str, frozenset[Outlet]]:
    """Outlets by the part of a rated domain that was chosen freely, without "the": "bostonherald"."""
    found: dict[str, set[Outlet]] = defaultdict(set)
    for domain in domain_quality():
        label, dot, ending = domain.partition(".")
        if dot + ending in _COMMON:
            found[plain_name(label).removeprefix("the")].add(_by_domain()[domain])
    return {label: frozenset(outlets) for label, outlets in found.items()}


def _named(publisher: str) -> frozenset[Outlet]:
    """The outlets that a publisher's name may stand for: "ABC News (Australia)" is the one of that country."""
    return frozenset(_candidates(publisher))


def _candidates(publisher: str) -> Iterator[Outlet]:
    if is_domain(publisher) and (outlet := _at(publisher)):
        yield outlet
        return
    name, country = _without_bracket(publisher)
    known = _by_name().get(plain_name(name), frozenset())
    if not known and len(_ARTICLE.sub("", name).split()) > 1:  # one word alone may be many outlets' name
        known = _by_label().get(plain_name(name), frozenset())
    yield from (outlet for outlet in known if country in (None, outlet.country))


def _without_bracket(publisher: str) -> tuple[str, str | None]:
    """A name without the country or the section that follows it in brackets, and the country's code."""
    bracket = _BRACKET.search(publisher)
    if bracket is None:
        return publisher, None
    country = country_of(bracket[1])
    return (publisher[: bracket.start()], country) if country or _SECTION.fullmatch(bracket[1]) else (publisher, None)
