"""What the register's own history suggests for a message: topic, place, executor (пп. 7, 8). Never filled in.

A message is asked about against those detected before it, so the answer follows from the data alone, whenever
it is asked for. `sure` holds where the history says enough to be told; silence is better than a wrong word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np

from lib.base.remembered import Remembered
from lib.duties.timeline import Array, counted_once, in_order
from lib.figures.alike.coded import coded
from lib.figures.alike.danger import Danger
from lib.figures.alike.texts import LETTERS, Read, Texts, stemmer, texts, thing
from lib.law.danger import DANGER
from lib.law.regulation import Stage
from lib.law.schema import EVENT_FIELDS
from lib.law.statuses import Said
from lib.register import Register
from lib.register.cells import name_key

LEAST = 0.15  # cosine from which an earlier message has a say
NEIGHBOURS = 12  # how many of them are heard
NEAR, TWIN = 0.25, 0.5  # how like at least one of them must be; a message so alike is enough alone
TOPIC_AGREED, PLACE_AGREED = 0.45, 0.65  # the share of their say that the likeliest value must have
RECENT = np.timedelta64(365, "D")  # how far back a topic's usual executor is looked for: people change
OF_STREET, STREET_AGREED = 3, 0.8  # messages of a street that tell its place, and the share that agree
NAMED_AGREED = 0.6  # share of the messages with a place's word that must have come from there
USUAL, USUAL_SHARE, USUAL_RETURNED = 5, 0.6, 0.2  # a topic's usual executor: kept, share of all kept, returns
CAME_BACK = 0.25  # share of returns from which another executor is warned of
_FUGITIVE = re.compile("[оеё]([кц])$")
_DETECTED = EVENT_FIELDS.index("detected")
_WORKED_ON = (Stage.DRAFTED, Stage.SENT_BACK, Stage.ESCALATED, Stage.APPROVED, Stage.POSTED)
_NAT = np.datetime64("NaT", "s")
_Column: TypeAlias = tuple[Array, tuple[str, ...]]  # a code for each message, and what the codes stand for


@dataclass(frozen=True)
class Guess:
    """A likely value and what it rests on; score orders the guesses of one message.

    cases: positions of earlier messages alike, the likest first; street: one that lies there; named: the
    message names the place itself.
    """

    value: str
    score: float
    sure: bool
    cases: tuple[int, ...] = ()
    street: str = ""
    named: bool = False


@dataclass(frozen=True)
class Course:
    """How messages of a topic went with an executor: sent to him, returned by him."""

    executor: str
    sent: int
    returned: int


@dataclass(frozen=True)
class Misdirected:
    """A topic's usual executor, and how its messages came back from the one named, or from others."""

    topic: str
    usual: Course
    named: Course
    others: Course


@dataclass(frozen=True, eq=False)
class History:
    """A register as a source of suggestions; all of it follows from the register alone.

    before: what an earlier version of the register was read as; its own texts stand in it afterwards.
    """

    register: Register
    before: Remembered[Read] = field(default_factory=Remembered, repr=False)

    @cached_property
    def known(self) -> Texts:
        """The words and addresses of the messages."""
        return texts(self.register.cases["text"].tolist(), self.before)

    @cached_property
    def detected(self) -> Array:
        """When each message was found: by its row, else by the journal; NaT unknown."""
        events = self.register.events
        own = events[(events["field"] == _DETECTED).to_numpy()].sort_values(["journal", "time"])
        result = np.full(len(self.register.cases), _NAT)
        first = own.drop_duplicates("at")
        result[first["at"].to_numpy()] = first["time"].to_numpy().astype("M8[s]")
        return result

    @cached_property
    def waits(self) -> Array:
        """Which messages nobody has worked on yet: no draft, no answer, not excluded."""
        cases, events = self.register.cases, self.register.events
        result: Array = ~cases["excluded"].to_numpy() & (cases["said"] != Said.ANSWERED).to_numpy()
        result[events["at"].to_numpy()[events["stage"].isin(_WORKED_ON).to_numpy()]] = False
        return result & ~np.isnat(self.detected)

    @cached_property
    def undirected(self) -> Array:
        """Which of these were sent to nobody, and name no executor."""
        cases, events = self.register.cases, self.register.events
        result: Array = self.waits & (cases["executor"].isna() & cases["executor2"].isna()).to_numpy()
        result[events["at"].to_numpy()[(events["stage"] == Stage.SENT).to_numpy()]] = False
        return result

    @cached_property
    def given_back(self) -> Array:
        """Which of these their executor returned, so that they need another one, who is not named yet."""
        at, sent, *_ = self._moves
        last = np.append(at[1:] != at[:-1], True)[: len(at)]
        result = np.zeros(len(self.detected), bool)
        result[at[last & ~sent]] = True
        return result & self.waits & self.register.cases["executor2"].isna().to_numpy()

    def topics(self, at: int) -> tuple[Guess, ...]:
        """The likely topics of the message at that position, the likeliest first."""
        return self._voted(at, self._topics, TOPIC_AGREED)

    def places(self, at: int) -> tuple[Guess, ...]:
        """The likely places: the one that it names, where its street lies, those of messages alike."""
        found = {guess.value: guess for guess in self._voted(at, self._places, PLACE_AGREED)}
        for more in (self._by_street(at), self._named(at)):  # the surer one last
            for guess in more:
                found[guess.value] = guess
        return tuple(sorted(found.values(), key=lambda guess: -guess.score))

    def executors(self, at: int, topic: str = "") -> tuple[Course, ...]:
        """Who got the messages of its topic (or of this one) before, who kept most of them first."""
        known = str(topic or self._topic(at))
        found = [course for course in self._courses(at, known) if course.sent > course.returned]
        return tuple(sorted(found, key=lambda course: (course.returned - course.sent, course.executor)))

    def usual(self, at: int, topic: str = "") -> Course | None:
        """The executor to whom messages of the topic usually go and who keeps them; None: there is none."""
        found = self.executors(at, topic)
        if not found:
            return None
        kept = found[0].sent - found[0].returned
        share = kept / sum(course.sent - course.returned for course in found)
        returned = found[0].returned / found[0].sent
        sure = kept >= USUAL and share >= USUAL_SHARE and returned <= USUAL_RETURNED
        return found[0] if sure else None

    def misdirected(self, at: int) -> Misdirected | None:
        """A message that waits with an executor whom such messages came back from; None: all is usual."""
        name, topic = self.executor(at), self._topic(at)
        waits = self.waits[at] and not self.given_back[at]
        usual = self.usual(at) if name and topic and waits else None
        if usual is None or name_key(usual.executor) == name_key(name):
            return None
        courses = self._courses(at, topic)
        named = next((own for own in courses if name_key(own.executor) == name_key(name)), Course(name, 0, 0))
        rest = [course for course in courses if course.executor != usual.executor]
        others = Course("", sum(own.sent for own in rest), sum(own.returned for own in rest))
        heard = named if named.sent else others
        back = heard.returned > 0 and heard.returned >= CAME_BACK * heard.sent
        return Misdirected(topic, usual, named, others) if back else None

    def dangers(self, at: int) -> tuple[str, ...]:
        """The words of danger in a message of ordinary importance that nobody has worked on yet."""
        cases = self.register.cases
        if not self.waits[at] or cases["high"].iloc[at]:
            return ()
        return self._danger.found(cases["text"].iloc[at])

    @cached_property
    def _danger(self) -> Danger:
        return Danger.of(self.register.lists.danger or DANGER)

    def executor(self, at: int) -> str:
        """Who is named for the message last; "" nobody."""
        row = self.register.cases.iloc[at]
        return next((name for name in (row["executor2"], row["executor"]) if isinstance(name, str)), "")

    # What the guesses are made of.

    def _topic(self, at: int) -> str:
        codes, names = self._topics
        return names[codes[at]] if codes[at] >= 0 else ""

    @cached_property
    def _topics(self) -> _Column:
        return coded(self.register.cases["topic"])

    @cached_property
    def _places(self) -> _Column:
        return coded(self.register.cases["location"])

    def _earlier(self, at: int) -> Array:
        """Which messages were found before this one, or stand above it where both were found at once."""
        own = self.detected[at]
        if np.isnat(own):
            return np.zeros(len(self.detected), bool)  # nobody knows what came before it
        above = np.arange(len(self.detected)) < at
        earlier = (self.detected < own) | ((self.detected == own) & above)
        result: Array = earlier & ~self.register.cases["excluded"].to_numpy()
        return result

    def _voted(self, at: int, column: _Column, least: float) -> tuple[Guess, ...]:
        """The values of the nearest earlier messages, weighed by the squares of their likeness.

        least: the share of their say from which a value is sure.
        """
        codes, names = column
        text = int(self.known.text_of[at])
        if text < 0:
            return ()
        cosine = self.known.likeness(text)
        heard = np.flatnonzero(self._earlier(at) & (codes >= 0) & (self.known.text_of >= 0))
        near = cosine[self.known.text_of[heard]]
        heard, near = heard[near >= LEAST], near[near >= LEAST]
        order = np.lexsort((-heard, -near))[:NEIGHBOURS]
        heard, near = heard[order], near[order]
        say = np.bincount(codes[heard], near**2, minlength=len(names))
        result = []
        for code in np.flatnonzero(say)[np.argsort(-say[say > 0], kind="stable")].tolist():
            own = codes[heard] == code
            best, agreed = float(near[own].max()), float(say[code] / say.sum())
            enough = best >= TWIN or (best >= NEAR and int(own.sum()) > 1)
            sure = enough and agreed >= least
            result.append(Guess(names[code], agreed, sure, tuple(heard[own].tolist())))
        return tuple(result)

    def _by_street(self, at: int) -> list[Guess]:
        """Where the streets that it names lie, by the messages before that name them too."""
        codes, names = self._places
        text = int(self.known.text_of[at])
        earlier = self._earlier(at) & (codes >= 0)
        found = []
        for address in self.known.addresses.texts[text] if text >= 0 else ():
            if not address.street:
                continue
            here = np.isin(self.known.text_of, self.known.addresses.streets[address.street]) & earlier
            say = np.bincount(codes[here], minlength=len(names))
            for code in np.flatnonzero(say).tolist():
                agreed = say[code] / say.sum()
                sure = say[code] >= OF_STREET and agreed >= STREET_AGREED
                found.append(Guess(names[code], 1 + agreed, bool(sure), street=address.shown))
        return [guess for guess in found if guess.sure]

    def _named(self, at: int) -> list[Guess]:
        """The places whose names stand in the text, streets of that name apart."""
        text = self.register.cases["text"].iloc[at]
        number = int(self.known.text_of[at])
        streets = {address.street for address in self.known.addresses.texts[number]} if number >= 0 else set()
        stems = self._stems(text)
        found = [
            name
            for words, name in self._names.items()
            if not streets & set(words)
            and any(stems[start : start + len(words)] == words for start in range(len(stems)))
        ]
        return [Guess(name, 3.0, len(found) == 1 and self._borne_out(at, name), named=True) for name in found]

    def _borne_out(self, at: int, name: str) -> bool:
        """Whether earlier messages with a place's word in them came from there, as far as there are any."""
        codes, names = self._places
        words = [self._stem(word) for word in LETTERS.findall(name)]
        number = self.known.stems.get(thing(words[0]), -1) if len(words) == 1 else -1
        if number < 0 or name not in names:
            return True
        holding = self.known.post_text[self.known.post_start[number] : self.known.post_start[number + 1]]
        here = np.isin(self.known.text_of, holding) & self._earlier(at) & (codes >= 0)
        return int(here.sum()) < OF_STREET or float((codes[here] == names.index(name)).mean()) >= NAMED_AGREED

    def _stems(self, text: str) -> tuple[str, ...]:
        """The stems of all its words, «посёлок» and «посёлке» alike."""
        return tuple(_FUGITIVE.sub(r"\1", self._stem(word)) for word in LETTERS.findall(text))

    @cached_property
    def _stem(self) -> Callable[[str], str]:
        return stemmer()

    @cached_property
    def _names(self) -> dict[tuple[str, ...], str]:
        """The places by the stems of their names."""
        _, names = self._places
        every = {name_key(name): name for name in (*names, *self.register.lists.locations)}
        told = {self._stems(name): name for name in every.values()}
        return {words: name for words, name in told.items() if words and max(map(len, words)) > 2}

    def _courses(self, at: int, topic: str) -> list[Course]:
        """Of each executor how the messages of the topic went that were found before."""
        codes, names = self._topics
        if topic not in names:
            return []
        cases, executors, returned = self._sent
        recent = self._earlier(at) & (self.detected >= self.detected[at] - RECENT)
        mine = (codes[cases] == names.index(topic)) & recent[cases]
        people = self.register.people
        return [
            Course(people[code], int(own.sum()), int(returned[own].sum()))
            for code in np.unique(executors[mine]).tolist()
            for own in (mine & (executors == code),)
        ]

    @cached_property
    def _sent(self) -> tuple[Array, Array, Array]:
        """Every sending to somebody: of which message, to whom, and whether he returned it."""
        at, sent, executors, back = self._moves
        told = sent & (executors >= 0)
        return at[told], executors[told], back[told]

    @cached_property
    def _moves(self) -> tuple[Array, Array, Array, Array]:
        """Every sending and return in order: of which message, whether a sending, to whom, whether undone."""
        cases, events = self.register.cases, self.register.events
        moved = events["stage"].isin((Stage.SENT, Stage.RETURNED)).to_numpy()
        time = events["time"].to_numpy().astype("M8[s]")
        moves, _, named, _ = counted_once(self.register, *in_order(events, moved, time, len(cases)))
        at, sent = events["at"].to_numpy()[moves], (events["stage"] == Stage.SENT).to_numpy()[moves]
        executors = np.where(named >= 0, named, cases["executor"].cat.codes.to_numpy()[at])
        back = np.append(~sent[1:] & (at[1:] == at[:-1]), False)[: len(at)]
        return at, sent, executors, back
