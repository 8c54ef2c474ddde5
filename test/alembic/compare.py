#!/usr/bin/python3
"""Plans of graph/ compared with Alembic's planner, on random graphs.

    test/alembic/compare.py [--seed N] [--cases N] [--library test/unit/graph_unit]

Random graphs with branches, merges, labels and dependencies, a random part of each applied, random targets.  For each case
Alembic's RevisionMap.iterate_revisions says the steps or refuses, and so must we: the same steps, both in an order that
respects what stands on what, or a refusal.  Where we differ on purpose, the function `expected` says how, and nowhere else.
Needs a server (PGHOST, PGPORT, PGUSER), psql, and test/unit/graph_unit.so.  Exits with 1 if anything differs.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import time
import warnings

from alembic.script.revision import Revision, RevisionMap

LABELS = ["left", "right", "other", "billing"]
RELATIVE = re.compile(r"^(?:(?P<branch>[^@]+)@)?(?P<symbol>\w+)?(?P<offset>[+-]\d+)$")


class Graph:
    """Revisions in the order in which they are added, and a part of them that is applied."""

    def __init__(self, rng):
        self.ids = []
        self.parents = {}
        self.needs = {}
        self.labels = {}
        self.grow(rng)
        self.apply(rng)
        self.map = RevisionMap(lambda: iter(self.revisions()))

    def grow(self, rng):
        size = rng.choice([1, 2, 3, 5, 8, 8, 12, 20])
        alphabet = rng.choice(["ab", "abcdef", "0123456789abcdef"])
        labels = rng.sample(LABELS, rng.randint(0, len(LABELS)))
        while len(self.ids) < size:
            revision = "".join(rng.choice(alphabet) for _ in range(8))
            if revision in self.parents:
                continue
            recent = self.ids[-rng.choice([1, 3, 20]):]
            many = rng.choices([0, 1, 2, 3], [1, 12, 3, 1])[0]
            self.parents[revision] = rng.sample(recent, min(many, len(recent)))
            needs = rng.sample(self.ids, min(rng.choices([0, 1, 2], [8, 2, 1])[0], len(self.ids)))
            self.needs[revision] = [need for need in needs if need not in self.parents[revision]]
            self.labels[revision] = [labels.pop()] if labels and rng.random() < 0.3 else []
            self.ids.append(revision)

    def apply(self, rng):
        """Apply some revisions and all that they stand on, in a random order that respects the edges."""
        chosen = self.ancestors(rng.sample(self.ids, rng.randint(0, min(3, len(self.ids)))))
        self.applied = []
        while len(self.applied) < len(chosen):
            ready = [r for r in chosen if r not in self.applied
                     and all(s in self.applied for s in self.stands_on(r))]
            self.applied.append(rng.choice(sorted(ready)))
        self.current = [r for r in self.applied
                        if not any(r in self.stands_on(other) for other in self.applied)]

    def stands_on(self, revision):
        return self.parents[revision] + self.needs[revision]

    def ancestors(self, revisions):
        found, todo = set(), list(revisions)
        while todo:
            revision = todo.pop()
            if revision not in found:
                found.add(revision)
                todo += self.stands_on(revision)
        return found

    def heads(self):
        return [r for r in self.ids if not any(r in self.parents[other] for other in self.ids)]

    def revisions(self):
        for revision in self.ids:
            yield Revision(revision, tuple(self.parents[revision]) or None,
                           dependencies=tuple(self.needs[revision]) or None,
                           branch_labels=tuple(self.labels[revision]) or None)

    def text(self):
        """As unit_graph_try() reads it."""
        return "\n".join(
            revision
            + "".join(f" {key}={','.join(values)}" for key, values in
                      [("p", self.parents[revision]), ("d", self.needs[revision]), ("l", self.labels[revision])] if values)
            + (f" a={self.applied.index(revision) + 1}" if revision in self.applied else "")
            for revision in self.ids)

    def last_applied(self, count):
        """The revisions applied last, newest first: the application respected the edges, so nothing stands on them."""
        return self.applied[::-1][:count]


def random_symbol(rng, graph):
    revision = rng.choice(graph.ids)
    labels = [label for some in graph.labels.values() for label in some]
    return rng.choice([revision, revision, revision[:4], revision[:6], revision[:2], "zzzz",
                       rng.choice(labels or [revision]), rng.choice(graph.applied or [revision]),
                       rng.choice(graph.current or [revision])])


def random_target(rng, graph):
    labels = [label for some in graph.labels.values() for label in some]
    branch = rng.choice((labels or [rng.choice(graph.ids)]) * 3 + [rng.choice(graph.ids), "nobranch"])
    offset = rng.choice(["+", "-"]) + str(rng.choice([0, 1, 1, 1, 2, 2, 3, 9]))
    symbol = random_symbol(rng, graph)
    return rng.choice([
        "head", "heads", "base", symbol, symbol, symbol, offset, offset, branch, symbol + offset, "head" + offset,
        "base+1", f"{branch}@head", f"{branch}@heads", f"{branch}@base", f"{branch}@{symbol}", f"{branch}@{symbol}",
        f"{branch}@{offset}", f"{branch}@{offset}", f"{branch}@{symbol}{offset}"])


def random_range(rng, graph):
    begin = rng.choice(["", "base", "current", random_symbol(rng, graph), random_symbol(rng, graph), "-1", "-2", "-9"])
    end = rng.choice(["", "head", "heads", "current", random_symbol(rng, graph), random_symbol(rng, graph), "+1", "+2", "+9"])
    return f"{begin}:{end}"


def alembic_range(graph, begin, end):
    try:
        return list(graph.map.iterate_revisions(end, begin, inclusive=True, assert_relative_length=False))
    except AssertionError:
        # its sort cannot begin at heads that are not in the range, but what the range holds it knows
        return list(graph.map._collect_upgrade_revisions(end, begin, inclusive=True, implicit_base=False,
                                                         assert_relative_length=False)[0])


def alembic(graph, move, target):
    """The steps, or None if Alembic refuses."""
    current = tuple(graph.current)
    try:
        if move == "upgrade":
            found = list(graph.map.iterate_revisions(target, current, implicit_base=True))[::-1]
        elif move == "downgrade":
            found = list(graph.map.iterate_revisions(current, target, select_for_downgrade=True))
        else:
            begin, end = ((current if text == "current" else text) for text in target.split(":"))
            found = alembic_range(graph, begin or "base", end or "heads")
        return [revision.revision for revision in found]
    except Exception:       # it also ends in assertions and TypeErrors
        return None


def is_known(graph, symbol):
    try:
        return graph.map.get_revision(symbol) is not None
    except Exception:
        return False


def walked_down(graph, revision, count):
    """The revision so many parents below (None: base), or False if there are several ways."""
    for _ in range(count):
        if revision is None or not graph.parents[revision]:
            return None
        if len(graph.parents[revision]) > 1:
            return False
        revision = graph.parents[revision][0]
    return revision


def range_back(graph, begin, end, steps):
    """"-n:end": n before the end, all if there are fewer.  Alembic counts from the heads whatever the end is, and refuses
    when there are fewer; with several heads as the end we count from each, as it does."""
    if end == "current":
        ends = graph.current
    elif end in ("", "head", "heads"):
        ends = graph.heads() if end == "head" else list(graph.map.get_revisions("heads"))
        ends = [getattr(some, "revision", some) for some in ends]
    else:
        try:
            ends = [graph.map.get_revision(end).revision]
        except Exception:
            return None
    if end == "head" and len(ends) > 1:
        return None
    if len(ends) != 1:
        return steps if steps is not None and end != "current" else "any"
    start = walked_down(graph, ends[0], -int(begin))
    return None if start is False else alembic(graph, "range", f"{start or 'base'}:{ends[0]}")


def expected(graph, move, target, steps):
    """What we plan where Alembic says `steps`: the documented differences.  A string: any of the kinds in `agrees`."""
    relative = RELATIVE.match(target)
    branch, _, symbol = target.rpartition("@")

    # n is a number of steps
    if move == "downgrade" and re.fullmatch(r"-\d+", target):
        count = -int(target)
        return graph.last_applied(count) if 0 < count <= len(graph.applied) else None
    if move == "upgrade" and relative and not relative["symbol"] and steps is not None:
        return ("first", int(relative["offset"]), steps)

    # Alembic does not look at a branch before it needs it
    if "@" in target and not is_known(graph, target.partition("@")[0]):
        return None

    # a prefix needs 4 characters
    if any(0 < len(word) < 4 and word not in ("head", "base") for word in re.split(r"[@:]|[+-]\d+", target)):
        return None

    # "current" is base where nothing is applied; Alembic reads it as if it was not written
    if move == "range":
        begin, end = target.split(":")
        if begin.startswith("-") and end.startswith("+"):
            return None
        if end == "current" and not graph.current:
            return [] if begin in ("", "base", "current") else "none or refused"
        if re.fullmatch(r"-\d+", begin):
            return range_back(graph, begin, end, steps)

    # Alembic walks past the end when it goes up, and where it goes down to base it fails
    if move == "upgrade" and relative and relative["symbol"]:
        if int(relative["offset"]) > 0 and steps == []:
            return "any"
        if int(relative["offset"]) < 0 and steps is None:
            return "none or refused"

    # "label@head" is that branch's head in a downgrade too, where Alembic forgets the branch, and its heads may stand on each
    # other
    if symbol in ("head", "heads") and branch and (steps is None or move == "downgrade"):
        return "any"
    return steps


def valid_order(graph, move, steps):
    place = {revision: i for i, revision in enumerate(steps)}
    for revision in steps:
        for below in graph.stands_on(revision):
            if below in place and (place[below] < place[revision]) != (move == "upgrade"):
                return False
    return len(place) == len(steps)


def agrees(graph, move, want, got):
    """got: our steps, or None for a refusal."""
    if got is not None and not valid_order(graph, move, got):
        return False
    if want == "any":
        return True
    if want == "none or refused":
        return not got
    if isinstance(want, tuple):
        _, count, steps = want
        done = set(graph.applied) | set(got or [])
        return (got is not None and len(got) == min(count, len(steps)) and set(got) <= set(steps)
                and all(below in done for revision in got for below in graph.stands_on(revision)))
    if want is None or got is None:
        return want is got
    return set(want) == set(got)


def copy_field(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def ask_server(cases, library):
    """Our answers, from one psql."""
    rows = "\n".join("\t".join([str(number), copy_field(graph.text()), move, copy_field(target)])
                     for number, (graph, move, target) in enumerate(cases))
    script = f"""BEGIN;
CREATE FUNCTION pg_temp.graph_try(text, text, text, text) RETURNS text LANGUAGE c AS '{library}', 'unit_graph_try';
CREATE TEMP TABLE cases (number int, graph text, move text, target text);
COPY cases FROM STDIN;
{rows}
\\.
SELECT pg_temp.graph_try(graph, NULL, move, target) FROM cases ORDER BY number;
ROLLBACK;
"""
    result = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", os.environ.get("PGDATABASE", "postgres")],
                            input=script, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(result.stderr)
    answers = result.stdout.split("\n")[:len(cases)]
    return [(None, answer) if answer.startswith("error: ") else (answer.split(), answer) for answer in answers]


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--cases", type=int, default=6000)
    parser.add_argument("--library", default=os.path.join(here, "..", "unit", "graph_unit"))
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    rng = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)

    start = time.time()
    cases = []
    while len(cases) < options.cases:
        graph = Graph(rng)
        for _ in range(12):
            move = rng.choice(["upgrade", "upgrade", "downgrade", "downgrade", "range"])
            cases.append((graph, move, random_range(rng, graph) if move == "range" else random_target(rng, graph)))

    differences = refused = documented = 0
    for (graph, move, target), (got, answer) in zip(cases, ask_server(cases, os.path.abspath(options.library))):
        steps = alembic(graph, move, target)
        want = expected(graph, move, target, steps)
        refused += got is None
        documented += want != steps
        if agrees(graph, move, want, got):
            continue
        differences += 1
        if differences <= 10:
            print(f"\n{move} {target!r}\n{graph.text()}\ncurrent: {graph.current}\nAlembic: {steps}\nours:    {answer}")
    print(f"{len(cases)} cases ({refused} refused, {documented} meant otherwise by us), {differences} differences, "
          f"{time.time() - start:.1f} s")
    sys.exit(differences > 0)


main()
