"""A business, three clients and two prospects, and everything that can happen between them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.notifier.asks.clients import MONDAY, OPEN, STORY, Asking
from tests.notifier.asks.test_rules_objections import consent
from tests.notifier.introductions import made, requested
from tests.notifier.machine.model import Model, Person, Referral
from tests.notifier.world import World

from goodword import ids
from goodword.bus import Said
from goodword.events import (
    AskSent,
    IntroductionDeclined,
    IntroductionPermitted,
    MessageSent,
    OfferVerdict,
    ReferralExpired,
    ReferralLost,
    ReferralWithdrawn,
)
from goodword.testing.events import events_of
from notifier.use_cases.messages.open_messages import SEND

CLIENTS = ("ana", "bea", "cleo")
PROSPECTS = ("dan", "eve")
OFFICE = {"opens": "08:00", "closes": "20:00", "weekends": False}
HOURS = {"always": OPEN, "office": OFFICE}


class Life:
    """Each step happens to the product and to the model; then the letters that went out since are
    looked at."""

    def __init__(self, world: World, hours: str) -> None:
        fresh = replace(world, business_id=ids.new(), ana=ids.new(), _versions={})
        self.hours = hours
        self.clients = {
            name: Asking(replace(fresh, ana=ids.new()), ana={"roles": ("client",), "story": STORY})
            for name in CLIENTS
        }
        self.first = self.clients["ana"]
        people = {name: Person(one.world.ana, _address(name)) for name, one in self._askings()}
        people |= {name: Person(ids.new(), _address(name)) for name in PROSPECTS}
        self.model = Model(people)
        self.lived: list[tuple[Any, ...]] = []
        self.seen = 0
        self.letters = 0

    def _askings(self) -> list[tuple[str, Asking]]:
        return list(self.clients.items())

    @property
    def world(self) -> World:
        return self.first.world

    async def live(self, steps: Sequence[tuple[Any, ...]]) -> None:
        """All of these; where a promise is broken, the error tells the story."""
        await self._begin()
        try:
            for step in steps:
                await self._do(*step)
            await self._end()
        except BaseException as error:
            error.add_note("\n".join([self.hours, *map(repr, self.lived)]))
            raise

    async def _begin(self) -> None:
        for _, one in self._askings():
            one.business = {"mode": "test", "parameters": {"mail_hours": HOURS[self.hours]}}
        await self._set_clock(MONDAY)
        for name in (*CLIENTS, *PROSPECTS):
            await self._tell_person(name)
        for _, one in self._askings():
            gifts = [one.valued(days=-day) for day in range(1, 9)]
            await one.world.tell(one.delivered(days=-30), *gifts)

    async def _do(self, name: str, *values: Any) -> None:
        self.lived.append((name, *values))
        await getattr(self, name)(*values)
        await self._look()

    async def _look(self) -> None:
        """Whatever went out since the last look was allowed to."""
        envelopes = await events_of(self.world.db)
        new, self.seen = envelopes[self.seen :], len(envelopes)
        ours = [each.event for each in new if each.event.business_id == self.world.business_id]
        wrong = [why for event in ours for why in self._wrong(event)]
        assert wrong == []

    def _wrong(self, event: Any) -> list[str]:
        if isinstance(event, AskSent):
            return list(self.model.note_asked(event.ask_id, event.person_id, event.sent_at))
        if not isinstance(event, MessageSent):
            return []
        self.letters += 1
        found = list(self.model.against(event.kind, event.person_id, event.cause, event.object_id))
        self.model.note_sent(event.kind, event.cause)
        return [f"{event.kind} to {event.person_id}: {why}" for why in (*found, *self._at_night())]

    def _at_night(self) -> list[str]:
        now = self.first.now
        hours = HOURS[self.hours]
        open_ = hours["opens"] <= f"{now:%H:%M}" < hours["closes"]
        quiet = hours.get("weekends") is False and now.weekday() >= 5
        return [] if open_ and not quiet else [f"at {now:%a %H:%M}"]

    async def _set_clock(self, moment: Any) -> None:
        await self.first.set_clock(moment)
        for _, one in self._askings():
            one.now = moment

    async def _tell_person(self, *names: str) -> None:
        """These people, as they are in the model by now."""
        await self.world.tell(*(self._person(name) for name in names))

    def _person(self, name: str) -> Said:
        one = self.model.people[name]
        group = self.model.group(name)
        said = {each for other in group for each in other.said}
        into = one.merged_into and self.model.people[self.model.standing(name)].id
        client = name in CLIENTS
        return self.world.person(
            one.id,
            name.title(),
            emails=(one.address,),
            roles=("client",) if client else ("prospect",),
            story=STORY if client else None,
            first_purchase_at=MONDAY - timedelta(days=90) if client else None,
            do_not_ask="do_not_ask" in said,
            consents=(consent("asking", "withdrawn"),) if "withdrawn" in said else (),
            merged_into=into,
        )

    async def _end(self) -> None:
        """Who never said no is still asked: nothing that others did stands in the way."""
        await self._set_clock(self.first.now + timedelta(days=400))
        await self.first.run()
        await self._look()
        one = Asking(replace(self.world, ana=ids.new()), now=self.first.now)
        one.now += (MONDAY - one.now) % timedelta(days=7)
        await self._set_clock(one.now)
        self.model.people["zoe"] = Person(one.world.ana, _address("zoe"))
        told = {"roles": ("client",), "story": STORY, "emails": (_address("zoe"),)}
        await one.world.tell(one.world.person(one.world.ana, "Zoe", **told))
        await one.world.tell(one.delivered(days=-9), one.valued(days=-1), one.valued(days=-2))
        await one.world.tell(one.review(5))
        await self._set_clock(self.first.now + timedelta(hours=1, minutes=5))
        await self.first.run()
        await self._look()
        asked = [whom for _, _, whom in self.model.asked]
        assert asked.count(one.world.ana) == 1


class Deeds(Life):
    """The steps. What they name may be erased or merged by then, which is a part of it."""

    async def clock(self, hours: float) -> None:
        await self._set_clock(self.first.now + timedelta(hours=hours))

    async def run(self, but: str | None = None) -> None:
        """All that is due; or all but handing letters over, which then are about to go."""
        await self.first.run(but=but)

    async def prepare(self) -> None:
        await self.run(SEND)

    async def say(self, name: str, what: str) -> None:
        """A client says something, or is given something."""
        one = self.clients[name]
        if self.model.people[name].erased:
            return
        made_of = {
            "praise": lambda: one.review(5),
            "complain": lambda: one.review(1),
            "score": lambda: one.scored(10),
            "value": one.valued,
            "check_in": one.checked_in,
            "request": one.requested,
            "issue": lambda: one.complained(ids.new()),
        }
        await one.world.tell(made_of[what]())

    async def answer(self, name: str, word: str) -> None:
        """To the last ask that they got, if they got any."""
        mine = {one.id for one in self.model.group(name)}
        got = [(at, ask, whom) for at, ask, whom in self.model.asked if whom in mine]
        if not got:
            return
        _, ask_id, whom = got[-1]
        one = self.clients[self.model.name_of(whom)]
        await one.world.tell(one.answered(ask_id, word))
        if word == "never":
            self.model.people[self.model.name_of(whom)].said.add("never")

    # objections

    async def object(self, name: str, what: str) -> None:
        person = self.model.people[self.model.standing(name)]
        if person.erased:
            return
        if what in ("marketing", "all"):
            await self._suppress(person.address, what)
        else:
            person.said.add(what)
            await self._tell_person(self.model.standing(name))

    async def _suppress(self, address: str, scope: str, reason: str = "unsubscribed") -> None:
        self.model.silent.setdefault(address, set()).add(scope)
        await self.world.tell(self.world.suppressed(address, scope=scope, reason=reason))

    async def erase(self, name: str) -> None:
        """Them, and all who are one with them; their addresses are left alone for good."""
        at = self.model.standing(name)
        group = self.model.group(at)
        if self.model.people[at].erased:
            return
        for one in group:
            await self.world.tell(Asking(replace(self.world, ana=one.id)).erased())
            one.erased = True
            await self._suppress(one.address, "marketing", "erased")

    async def come_back(self, name: str) -> None:
        """Whoever was erased buys again, under the same address, and is somebody new to us."""
        old = self.model.people[name]
        if not old.erased:
            return
        one = self.clients[name] = Asking(replace(self.world, ana=ids.new()), now=self.first.now)
        self.model.people[f"{name} before {one.world.ana}"] = replace(old, merged_into=None)
        self.model.people[name] = Person(one.world.ana, old.address)
        await self._tell_person(name)
        await one.world.tell(one.delivered(days=-9), one.valued(days=-1), one.valued(days=-2))

    async def merge(self, alias: str, into: str, alias_first: bool) -> None:  # plain values
        alias, into = self.model.standing(alias), self.model.standing(into)
        if alias == into or self.model.people[alias].erased or self.model.people[into].erased:
            return
        self.model.people[alias].merged_into = into
        order = [name for name in self.model.people if self.model.standing(name) == into]
        order.sort(key=lambda name: (name == into) is alias_first)
        await self._tell_person(*order)

    # introductions and offers

    async def introduce(self, referrer: str, prospect: str) -> None:
        """The client is asked to introduce somebody, anew if they were before."""
        people = (self.model.people[referrer], self.model.people[prospect])
        if any(one.erased for one in people):
            return
        key = f"{referrer}-{prospect}"
        referral = self.model.referrals.setdefault(key, Referral(referrer, prospect))
        referral.seq += 1
        about = {"referral_id": referral.id, "referrer_id": people[0].id}
        about["prospect_id"] = people[1].id
        told = requested(self.world, self.first.now, referral.seq, **about)
        [envelope] = await self.world.tell(told)
        referral.open = True
        self.model.requests = {
            cause: other for cause, other in self.model.requests.items() if other != key
        } | {envelope.id: key}

    async def end(self, place: int, how: str) -> None:
        """An introduction is there, or will never be, or is agreed to, which ends nothing."""
        known = list(self.model.referrals.values())
        if not known:
            return
        referral = known[place % len(known)]
        referral.seq += 1
        await self.world.tell(self._ended(referral, how))
        referral.open = referral.open and how == "permitted"

    def _ended(self, referral: Referral, how: str) -> Said:
        at, seq = self.first.now, referral.seq
        about: dict[str, Any] = {"business_id": self.world.business_id, "referral_id": referral.id}
        both = {
            "referrer_id": self.model.people[referral.referrer].id,
            "prospect_id": self.model.people[referral.prospect].id,
            "actor": "operator",
        }
        was = {"was": "introduction_requested"}
        if how == "made":
            event = made(self.world, at).event.model_copy(
                update={"referral_id": referral.id} | both | {"actor": None}
            )
            return Said(event, seq)
        facts = {
            "permitted": lambda: IntroductionPermitted(
                **about, **both, evidence_kind="crm", permitted_at=at
            ),
            "declined": lambda: IntroductionDeclined(**about, **both, declined_at=at),
            "lost": lambda: ReferralLost(**about, **was, actor="operator", lost_at=at),
            "expired": lambda: ReferralExpired(**about, **was, expired_at=at),
            "withdrawn": lambda: ReferralWithdrawn(
                **about, **was, actor="operator", withdrawn_at=at
            ),
        }
        return Said(facts[how](), seq)

    async def join(self, name: str, allowed: bool) -> None:  # plain values
        """They take part in a program, whose offer to them the law allows or does not."""
        person = self.model.people[name]
        if person.erased:
            return
        program, participant = ids.new(), ids.new()
        decision = "ALLOW" if allowed else "BLOCK"
        offer = OfferVerdict(
            allowed=allowed, decision=decision, rules=("GEN",), checked_at=self.first.now
        )
        told = self.world.joined(program, participant, person_id=person.id, offer=offer)
        self.model.allowed[told.event.subject] = allowed
        await self.world.tell(self.world.published(program), told)


def _address(name: str) -> str:
    return f"{name}@example.com"
