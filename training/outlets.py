"""Makes what the package knows of outlets: ``python -m training.outlets --data DIR``.

Reads ``outlets/domain_quality.csv`` (domain, pc1) and ``outlets/state_media.csv`` (country, outlet, url, typology,
status) of the folder. Writes ``attribution/data/domain_quality.txt`` anew, and in ``attribution/data/outlets.txt`` the
domains of part two and all of part three; parts one and two's names are kept by hand. Doing it again changes nothing.
``--quantiles`` prints where the steps of a five-step grading fall in the table.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from attribution.lexicon import country_of
from attribution.outlets import hosts_of, is_domain, is_shared, plain_name

PACKAGED = Path(__file__).resolve().parent.parent / "attribution" / "data"
PART_TWO, PART_THREE = "# Part two", "# Part three: outlets of State Media Monitor that only their domain tells"
STATE = ("SC", "CaPu", "CaPr")
GONE = re.compile(r"(?i)functional|merged|expired")
MEDIUM = re.compile(r"^(?:Print(?: media)?|Television|Radio|News agency): ")
STEPS = (("A", 0.90), ("B", 0.65), ("C", 0.35), ("D", 0.10))  # shares of the domains that lie below
HEADER = (
    "# Quality of news domains, 0 to 1: first principal component of six ratings by experts (Lin et al. 2023).\n"
    "# Columns: domain, quality. Made by `python -m training.outlets`; see PROVENANCE.md.\n"
)

Row = list[str]  # a line of outlets.txt: names, country, control, typology, domains, publishers' names


@dataclass(frozen=True)
class Monitored:
    """A row of State Media Monitor: names in compared form, country's code, typology, host without "www"."""

    names: frozenset[str]
    country: str
    typology: str
    host: str


# --- quality of domains -----------------------------------------------------------------------


def qualities(rows: Iterable[dict[str, str]], listed: frozenset[str]) -> dict[str, float]:
    """The rated domains that are one, each by its own name.

    Left out: parts of a site (a path behind the domain), hosts of many publishers, and hosts below a domain that is
    known by itself, unless they are an outlet of their own: one outlet has one quality.
    """
    rated = {row["domain"]: round(float(row["pc1"]), 3) for row in rows if _is_plain(row["domain"])}
    whole = {domain for domain in rated if len(hosts_of(domain)) == 1} | listed
    return {domain: quality for domain, quality in sorted(rated.items()) if _own(domain, whole, listed)}


def _is_plain(domain: str) -> bool:
    return domain.isascii() and is_domain(domain)  # a few rows were joined by a dash


def _own(domain: str, whole: set[str], listed: frozenset[str]) -> bool:
    host, *above = hosts_of(domain)
    if is_shared(domain, "aggregator"):
        return False
    if any(is_shared(domain, kind) for kind in ("platform", "portal")):
        return bool(above)
    return host in listed or not whole & set(above)


# --- state media ------------------------------------------------------------------------------


def monitored(rows: Iterable[dict[str, str]]) -> Iterator[Monitored]:
    """The outlets of State Media Monitor that are on the air and have an address of their own."""
    for row in rows:
        host = next(iter(hosts_of(row["url"])), "").removeprefix("www.")
        shared = any(is_shared(host, kind) for kind in ("aggregator", "platform"))
        country, typology = country_of(row["country"]), row["typology"].rstrip("?")
        if host and country and typology and not shared and not GONE.search(row["status"] or ""):
            full = MEDIUM.sub("", row["outlet"].strip())
            names = {full, re.sub(r"\s*\([^()]*\)", "", full), *re.findall(r"\(([^()]*)\)", full)}
            yield Monitored(frozenset(map(plain_name, names)) - {""}, country, typology, host)


def with_domains(rows: Sequence[Row], outlets: Sequence[Monitored], taken: frozenset[str]) -> list[Row]:
    """Part two with the hosts that are one outlet's alone."""
    owners: dict[str, set[frozenset[str]]] = defaultdict(set)
    for outlet in outlets:
        owners[outlet.host].add(outlet.names)
    filled = []
    for names, country, control, typology, *_ in rows:
        own = {plain_name(name) for name in names.split(";")}
        hosts = {
            outlet.host
            for outlet in outlets
            if own & outlet.names
            and (outlet.country, outlet.typology) == (country, typology)
            and not taken & set(hosts_of(outlet.host))
            and (len(owners[outlet.host]) == 1 or _speaks_for(own, outlet.host))
        }
        filled.append([names, country, control, typology, ";".join(sorted(hosts))])
    return filled


def _speaks_for(names: Iterable[str], host: str) -> bool:
    """Whether a host is called as the outlet is: belta.by of Belta, not of the papers that it houses."""
    return plain_name(hosts_of(host)[-1].split(".")[0]) in names


def by_domain(outlets: Iterable[Monitored], taken: frozenset[str]) -> list[Row]:
    """Part three: hosts that no outlet of the other parts has, where all outlets on them are of one kind."""
    kinds: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for outlet in outlets:
        if not taken & set(hosts_of(outlet.host)):
            kinds[outlet.host].add((outlet.country, outlet.typology))
    return [
        ["", country, "state" if typology in STATE else "independent", typology, host]
        for host, told in sorted(kinds.items())
        for country, typology in (told if len(told) == 1 else ())
    ]


# --- files ------------------------------------------------------------------------------------


def rewritten(text: str, outlets: Sequence[Monitored]) -> str:
    """outlets.txt with part two's domains and part three made anew."""
    first, _, rest = text.partition(f"{PART_TWO}\n")
    second = [line.split("\t") for line in rest.partition(f"{PART_THREE}\n")[0].splitlines()]
    by_hand = frozenset(_domains(line.split("\t") for line in first.splitlines()))
    second = with_domains(second, outlets, by_hand)
    third = by_domain(outlets, by_hand | frozenset(_domains(second)))
    lines = ["\t".join(row).rstrip() for row in second], ["\t".join(row) for row in third]
    return first + "\n".join([PART_TWO, *lines[0], PART_THREE, *lines[1]]) + "\n"


def _domains(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield from filter(None, row[4].split(";") if len(row) > 4 else ())


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def quantiles(values: Iterable[float]) -> dict[str, float]:
    """The quality from which each letter is given when the domains are graded by the shares of STEPS."""
    ordered = sorted(values)
    return {letter: ordered[int(share * len(ordered))] for letter, share in STEPS}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the annotated and listed data")
    parser.add_argument("--quantiles", action="store_true", help="print the steps of the shipped table")
    options = parser.parse_args(arguments)
    if options.data is None and not options.quantiles:
        parser.error("give --data, --quantiles or both")
    if options.data is not None:
        make(options.data / "outlets", PACKAGED)
    if options.quantiles:
        rows = (PACKAGED / "domain_quality.txt").read_text(encoding="utf-8").splitlines()
        print(quantiles(float(row.split("\t")[1]) for row in rows if not row.startswith("#")))
    return 0


def make(source: Path, target: Path) -> None:
    """Both files of a folder like attribution/data, from the two tables of another."""
    file = target / "outlets.txt"
    text = rewritten(file.read_text(encoding="utf-8"), list(monitored(read(source / "state_media.csv"))))
    file.write_text(text, encoding="utf-8")
    listed = frozenset(_domains(line.split("\t") for line in text.splitlines()))
    table = qualities(read(source / "domain_quality.csv"), listed)
    lines = "".join(f"{domain}\t{quality}\n" for domain, quality in table.items())
    (target / "domain_quality.txt").write_text(HEADER + lines, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
