"""Who published an article, by name and address; what is not certain is nobody."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution import lexicon
from attribution.outlets import hosts_of, is_domain, is_shared, outlet_of, plain_name

BBC, RFERL, KCNA = "BBC", "Radio Free Europe/Radio Liberty", "KCNA"

KNOWN = [
    ("BBC", None, BBC),
    ("bbc news", None, BBC),
    ("The Guardian", None, "Guardian"),
    ("GUARDIAN", None, "Guardian"),
    ("RFE/RL", None, RFERL),
    ("New York Times (Online News)", None, "New York Times"),
    ("ABC News (Australia)", None, "Australian Broadcasting Corporation"),
    ("ABC News (US)", None, "ABC News"),
    ("Al-Alam (Iran)", None, "Al-Alam"),
    ("alalam", None, "Al-Alam"),
    ("TimesOfIndia", None, "Times of India"),
    ("Mail and Guardian", None, "Mail & Guardian"),
    ("Libération", None, "Libération"),
    ("Liberation", None, "Libération"),
    ("deccanherald.com", None, "Deccan Herald"),
    ("CNN.com", None, "CNN"),
    ("chron.com", None, "Houston Chronicle"),
    ("The Post Millennial", None, "thepostmillennial.com"),
    (None, "https://www.bbc.co.uk/news/1", BBC),
    (None, "https://m.bbc.com/news", BBC),
    (None, "bbc.com/news", BBC),
    (None, "https://edition.cnn.com/2024/1.html?x=1#y", "CNN"),
    (None, "http://feeds.reuters.com:80/rss", "Reuters"),
    (None, "HTTPS://USER@UK.REUTERS.COM", "Reuters"),
    (None, "https://www.rferl.org/a/1.html", RFERL),
    (None, "http://www.kcna.kp/en", KCNA),
    (None, "https://abcnews.go.com/1", "ABC News"),
    (None, "https://www.abc.net.au/news/1", "Australian Broadcasting Corporation"),
    (None, "https://timesofindia.indiatimes.com/1", "Times of India"),
    (None, "https://economictimes.indiatimes.com/1", "economictimes.indiatimes.com"),
    ("ABC News", "https://www.abc.net.au/news/1", "Australian Broadcasting Corporation"),
    ("Unheard-of Gazette", "https://www.bbc.com/1", BBC),
    ("Reuters", "https://news.yahoo.com/1", "Reuters"),
    ("AP", "https://www.msn.com/en-us/1", "AP"),
]


@pytest.mark.parametrize(("publisher", "url", "name"), KNOWN)
def test_a_known_outlet(publisher: str | None, url: str | None, name: str) -> None:
    outlet = outlet_of(publisher, url)
    assert outlet is not None and outlet.name == name


UNKNOWN = [
    (None, None),
    ("", ""),
    ("  ", None),
    ("The", None),
    ("Ruritanian Gazette", None),
    ("ABC News", None),  # of two countries
    ("The Nation", None),
    ("ABC News (France)", None),
    ("BBC", "https://bbc-news.example.com/1"),  # a page that only calls itself so
    ("BBC", "https://www.cnn.com/1"),
    ("Ruritanian Gazette", "https://news.yahoo.com/1"),
    (None, "https://news.yahoo.com/1"),
    (None, "https://uk.finance.yahoo.com/1"),
    (None, "https://news.google.com/1"),
    (None, "https://medium.com/@reuters/1"),
    (None, "https://bbc.wordpress.com/1"),
    (None, "https://bbc.blogspot.com/1"),
    (None, "https://bbc.blogspot.it/1"),
    ("BBC", "https://bbc.substack.com/p/1"),
    (None, "https://www.indiatimes.com/1"),
    (None, "http://localhost/1"),
    (None, "http://127.0.0.1/1"),
    (None, "http://[::1/1"),
    (None, "not an address"),
    (None, "https://co.uk"),
]


@pytest.mark.parametrize(("publisher", "url"), UNKNOWN)
def test_what_is_unknown_or_ambiguous_stays_so(publisher: str | None, url: str | None) -> None:
    assert outlet_of(publisher, url) is None


def test_names_and_domains_are_one_entry() -> None:
    found = {outlet_of("BBC News", None), outlet_of(None, "https://bbc.co.uk"), outlet_of("BBC", "https://www.bbc.com")}
    (outlet,) = found
    assert outlet is not None
    assert (outlet.name, outlet.domain, outlet.country, outlet.state) == ("BBC", "bbc.com", "GB", False)


def test_what_a_text_quotes_is_the_same_entry() -> None:
    ((_, quoted),) = lexicon.outlets_in("the Korean Central News Agency")
    assert quoted == outlet_of(None, "http://kcna.kp/") == outlet_of("KCNA", None)
    assert (quoted.state, quoted.typology) == (True, "SC")
    assert quoted != outlet_of("RFE/RL", None)


def test_a_blog_is_known_by_its_own_host_only() -> None:
    blogs = [domain for domain in lexicon.domain_quality() if domain.endswith(".wordpress.com")]
    assert blogs
    for blog in blogs:
        outlet = outlet_of(None, f"https://{blog}/1")
        assert outlet is not None and outlet.name == blog
    assert outlet_of(None, "https://wordpress.com/1") is None


def test_of_an_outlet_known_by_its_domain_alone_nothing_else_is_known() -> None:
    outlet = outlet_of(None, "https://thepostmillennial.com")
    assert outlet is not None and outlet.quality is not None
    assert (outlet.country, outlet.state, outlet.typology) == (None, None, None)


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("https://news.bbc.co.uk/1", ("news.bbc.co.uk", "bbc.co.uk")),
        ("bbc.co.uk", ("bbc.co.uk",)),
        ("https://a.b.example.github.io/1", ("a.b.example.github.io", "b.example.github.io", "example.github.io")),
        ("https://x.example.com.", ("x.example.com", "example.com")),
        ("co.uk", ()),
        ("BBC", ()),
        ("", ()),
    ],
)
def test_hosts_go_up_to_what_is_registered(address: str, hosts: tuple[str, ...]) -> None:
    assert hosts_of(address) == hosts


@given(st.text(max_size=40), st.text(st.characters(), max_size=60))
def test_any_name_and_address_can_be_asked(publisher: str, url: str) -> None:
    outlet = outlet_of(publisher, url)
    assert outlet is None or outlet.name
    assert hosts_of(url) == tuple(dict.fromkeys(hosts_of(url)))


@given(st.sampled_from(sorted(lexicon.domain_quality())), st.sampled_from(["www.", "m.", "edition.", "rss.", "amp."]))
def test_a_subdomain_is_its_outlets(domain: str, sub: str) -> None:
    assert outlet_of(None, f"https://{sub}{domain}/1") == outlet_of(None, f"http://{domain}") is not None


@given(st.text(max_size=20))
def test_a_name_in_its_compared_form_stays_so(name: str) -> None:
    assert " " not in plain_name(name)
    assert plain_name(plain_name(name)) in (plain_name(name), plain_name(f"the {plain_name(name)}"))


# --- the lists --------------------------------------------------------------------------------


def test_a_domain_belongs_to_one_outlet() -> None:
    seen: dict[str, str] = {}
    for listed in lexicon.listed_outlets():
        for domain in listed.domains:
            assert is_domain(domain), domain
            assert seen.setdefault(domain, listed.outlet.name) == listed.outlet.name, domain
    assert len(seen) > 1000


def test_no_outlet_is_a_host_of_many() -> None:
    for domain in (*lexicon.domain_quality(), *(d for listed in lexicon.listed_outlets() for d in listed.domains)):
        assert not is_shared(domain, "aggregator"), domain
        shared = is_shared(domain, "platform") or is_shared(domain, "portal")
        assert not shared or len(hosts_of(domain)) > 1, domain


def test_every_row_is_a_name_or_a_domain_with_a_known_typology() -> None:
    for listed in lexicon.listed_outlets():
        assert listed.outlet.typology in {None, "SC", "CaPu", "CaPr", "ISFM", "ISF", "ISM", "IP"}, listed
        assert re.fullmatch("[A-Z]{2}", listed.outlet.country or "XX"), listed
    assert all(0 <= quality <= 1 for quality in lexicon.domain_quality().values())
    assert {kind for _, kind in lexicon.table("shared_hosts.txt")} == {"aggregator", "platform", "portal"}
