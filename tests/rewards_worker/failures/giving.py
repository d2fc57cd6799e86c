"""A live business that gives to charities through Change, which our sandbox plays, and knows no
idempotency there."""

from dataclasses import dataclass
from typing import Any

import orjson
from tests.rewards_worker.failures.shop import Shop, new_desk
from tests.rewards_worker.world import World

from goodword.bus import Said
from goodword.events import DonationMade, SettingsChanged
from goodword.testing.events import events_of
from goodword.testing.jobs import run_due
from rewards_worker.main import job_kinds
from rewards_worker.use_cases.payouts.timers import HAND_OVER

PUBLIC, SECRET = "pk_test_a1b2c3d4e5", "sk_test_f6a7b8c9d0"
WATER = {"name": "Clean Water Fund", "registration": "52-1043444", "nonprofit_id": "n_water"}
SHELTER = {"name": "City Shelter", "registration": "94-3214321", "nonprofit_id": "n_shelter"}
GIFT = {"kind": "charity_donation", "amount": {"fixed": "50.00"}, "where": WATER["name"]}
DONATION = {"rule": "referrer", "to": "referrer", "give": GIFT}


@dataclass
class Giving(Shop):
    """A business of which Ana's charity gets $50 with each sale of $100."""

    async def owe(self, *rules: dict[str, Any]) -> None:
        await super().owe(*(rules or [DONATION]))

    async def hand_over(self) -> None:
        """Send what is open, and what is to be sent again."""
        kinds = job_kinds(self.world.desk)
        await self.world.execute("update job set run_at = now() where state = 'ready'")
        await run_due(self.world.db, {HAND_OVER: kinds[HAND_OVER]})

    async def donations(self) -> list[dict[str, Any]]:
        """All that were ever made there."""
        client, url = self.world.sandbox.client, self.world.sandbox.base_url
        made: list[dict[str, Any]] = (await client.get(f"{url}/books")).json()["donations"]
        return made

    async def status(self, donation_id: str, status: str) -> None:
        """What becomes of a donation."""
        client, url = self.world.sandbox.client, self.world.sandbox.base_url
        at = f"{url}/api/v1/donations/{donation_id}/status"
        assert (await client.put(at, json={"status": status})).status_code == 204

    async def give(self, **changes: Any) -> None:
        """Somebody else gives there with the business's keys."""
        client, url = self.world.sandbox.client, self.world.sandbox.base_url
        body = {"amount": 5000, "nonprofit_id": "n_water", "funds_collected": False} | changes
        answer = await client.post(f"{url}/api/v1/donations", json=body, auth=(PUBLIC, SECRET))
        assert answer.status_code == 200

    async def told(self) -> list[DonationMade]:
        events = [one.event for one in await events_of(self.world.db)]
        return [one for one in events if isinstance(one, DonationMade)]

    async def paid(self, times: int = 1) -> None:
        """So many donations were made, each under a key of its own that is ours; each was told
        once, with its receipt, and the ledger balances."""
        made = await self.donations()
        keys = [one["external_id"] for one in made]
        assert len(keys) == len(set(keys)) == times
        assert set(keys) <= {str(one["idem_key"]) for one in await self.payouts()}
        told = await self.told()
        assert sorted(one.receipt_ref for one in told) == sorted(one["id"] for one in made)
        facts = await self.world.facts()
        assert len([fact for fact in facts if fact.startswith("reward-issued")]) == times
        await self.world.check()


async def open_giving(world: World, **form: Any) -> Giving:
    """The business, live, with Change set up; `form` changes its settings."""
    world.mode = "live"
    world.desk = new_desk(world)
    await world.tell(world.business())
    await set_up_change(world, 1, **form)
    return Giving(world)


async def set_up_change(world: World, version: int, **form: Any) -> None:
    sealed = world.desk.sealer.seal(orjson.dumps({"secret_key": SECRET}).decode())
    changed = SettingsChanged(
        business_id=world.business_id,
        kind="provider-change",
        version=version,
        body={"public_key": PUBLIC, "charities": [WATER, SHELTER]} | form,
        sealed=sealed,
    )
    await world.tell(Said(changed, version))
