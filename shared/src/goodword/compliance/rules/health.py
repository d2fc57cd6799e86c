"""Health care."""

from goodword.compliance.facts import Fact
from goodword.compliance.industries import Sector
from goodword.compliance.predicates import All, AnyOf, Is, MayBe, Not
from goodword.compliance.rule import Rule, allow, capped, forbid, review
from goodword.compliance.rules.words import (
    AS_MONEY,
    OF_VALUE,
    TO_PARTNER_BY_VOLUME,
    TO_WHO_REFERRED,
    usd,
)
from goodword.compliance.vocabulary import Basis, Grade, Kind

_HEALTH = frozenset({Sector.HEALTH})

RULES = (
    Rule(
        id="HC-AKS",
        sectors=_HEALTH,
        places=("US",),
        when=All((MayBe(Fact.FEDERAL_PAYER), OF_VALUE)),
        clauses=(forbid(),),
        alternatives=frozenset({Kind.RECOGNITION_PRIVATE}),
        grade=Grade.V2,
        source="42 USC 1320a-7b(b); Holland & Hart: "
        "https://hhhealthlawblog.com/gifts-to-referral-sources-and-patients",
        says="The anti-kickback statute: where a federal program may pay, it is a crime to give or "
        "take anything of value for a referral, patients included.",
    ),
    Rule(
        id="HC-NOMINAL",
        sectors=_HEALTH,
        places=("US",),
        when=All((Is(Fact.FEDERAL_PATIENT), Not(Is(Fact.TIED_TO_REFERRAL)))),
        overrides=("HC-AKS",),
        clauses=(
            forbid(AS_MONEY),
            capped(usd(15)),
            capped(usd(75, Basis.CALENDAR_YEAR)),
            allow(),
        ),
        alternatives=frozenset({Kind.MERCHANDISE}),
        grade=Grade.V2,
        source="OIG policy statement of 2016-12-07 via "
        "https://www.healthlawdiagnosis.com/2016/12/oig-increases-nominal-value-for-gifts-to-beneficiaries/",
        says="A patient of a federal program may be given things up to $15 each and $75 a year "
        "that have nothing to do with a referral.",
    ),
    Rule(
        id="HC-STARK",
        sectors=_HEALTH,
        places=("US",),
        when=Is(Fact.REFERRING_PHYSICIAN),
        clauses=(
            forbid(AS_MONEY),
            # What is given for a referral goes by how many there are.
            forbid(AnyOf((Is(Fact.VOLUME_BASED), Is(Fact.TIED_TO_REFERRAL)))),
            review(),
        ),
        grade=Grade.V2,
        source="42 CFR 411.357(k), $392 in 2016 and indexed since, via "
        "https://sites.google.com/site/dentalmanpowerinwakecounty/home/us-dental-boards/payer-for-referrals/ncds-letter",
        says="A referring physician may be given things, no money, within a yearly amount that was "
        "not verified, and not by the volume of referrals.",
    ),
    Rule(
        id="HC-STATE",
        sectors=_HEALTH,
        places=("US",),
        when=TO_WHO_REFERRED,
        clauses=(forbid(TO_PARTNER_BY_VOLUME), review()),
        grade=Grade.V2,
        source="http://www.ameridenti.com/resource-gifting-for-referrals.html",
        says="The states differ on patients who refer a friend: some allow a little, some nothing; "
        "a partner is not rewarded by the number of referrals.",
    ),
)
