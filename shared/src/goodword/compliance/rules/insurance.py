"""Insurance in the states that regulate who may be paid for a referral, A to M, and the model."""

from goodword.compliance.facts import Fact
from goodword.compliance.industries import Sector
from goodword.compliance.predicates import All, AnyOf, Is, OfKind
from goodword.compliance.rule import Rule, allow, capped, forbid, review
from goodword.compliance.rules.words import (
    AS_MONEY,
    MONEY,
    OF_VALUE,
    ON_SALE,
    TO_THE_REFERRED,
    TO_WHO_REFERRED,
    UNLICENSED_REFERRER,
    of_kind,
    usd,
)
from goodword.compliance.vocabulary import Basis, Grade, Kind

INSURANCE = frozenset({Sector.INSURANCE})

_TO_CLIENT_OR_PROSPECT = AnyOf((TO_THE_REFERRED, Is(Fact.CLIENT)))

OWN_ROWS = tuple(
    f"US-{state}"
    for state in ("AR", "DE", "FL", "GA", "IL", "MS", "NC", "NY", "PA", "TX", "WA", "WV")
)
"""The states with rules of their own below and in `insurance_north`."""

RULES = (
    Rule(
        id="INS-US-MODEL",
        sectors=INSURANCE,
        places=("US",),
        elsewhere=OWN_ROWS,
        when=TO_WHO_REFERRED,
        clauses=(review(),),
        discloses=("a record of who said what",),
        grade=Grade.V2,
        source="NAIC Producer Licensing Model Act (#218) section 13(D), quoted by Insurance "
        "Journal on 2024-02-19: https://www.insurancejournal.com/magazines/mag-features/2024/02/19/761025.htm",
        says="The model act lets somebody without a licence be paid for a bare referral, but each "
        "state adds limits, and none was verified for this one.",
    ),
    Rule(
        id="INS-AR",
        sectors=INSURANCE,
        places=("US-AR",),
        when=UNLICENSED_REFERRER,
        clauses=(allow(None, Fact.NO_REBATE, Fact.FAIR_PRACTICE, Fact.PRIVACY_KEPT),),
        grade=Grade.V1,
        source="Ark. Code 23-64-513(d), copy of 2016: "
        "https://law.onecle.com/arkansas/title-23/23-64-513.html",
        says="Somebody who sells no insurance may be paid for a referral that is no rebate, no "
        "unfair trade practice and no breach of privacy.",
    ),
    Rule(
        id="INS-DE-ST",
        sectors=INSURANCE,
        places=("US-DE",),
        when=UNLICENSED_REFERRER,
        clauses=(review(),),
        grade=Grade.V1,
        source="18 Del. C. 1714(d) and (g): "
        "https://getpocketlaw.com/law/state_delaware/section-1714-commissions_972384e660ac",
        says="Delaware names those who may refer without a licence; how far they may be paid was "
        "not read to the end.",
    ),
    Rule(
        id="INS-FL-REF",
        sectors=INSURANCE,
        places=("US-FL",),
        when=All((TO_WHO_REFERRED, OF_VALUE)),
        clauses=(
            forbid(ON_SALE),
            allow(
                of_kind(Kind.CASH, Kind.GIFT_CARD_CLOSED, Kind.MERCHANDISE, Kind.PRIZE_ENTRY),
                Fact.PAID_FOR_EVERY_REFERRAL,
            ),
            review(),
        ),
        alternatives=frozenset({Kind.CASH, Kind.MERCHANDISE}),
        grade=Grade.V2,
        source="Fla. Stat. 626.112(8) as the Department describes it; Radey Law 2015 and 2017: "
        "https://www.radeylaw.com/2015/12/06/dfs-discusses-differences-referral-fees-advertising-gifts-unlawful-inducements/",
        says="In Florida a referral to an insurer may be rewarded only if every referral is, "
        "whether or not it leads to a sale.",
    ),
    Rule(
        id="INS-FL-GIFT",
        sectors=INSURANCE,
        places=("US-FL",),
        when=_TO_CLIENT_OR_PROSPECT,
        clauses=(
            forbid(OfKind(MONEY | {Kind.GIFT_CARD_CLOSED, Kind.CHARITY_DONATION})),
            # Counted per person for ever; within it, a person decides anyway.
            capped(usd(25)),
            review(),
        ),
        alternatives=frozenset({Kind.MERCHANDISE}),
        grade=Grade.V2,
        source="Fla. Stat. 626.9541(1)(m) via Radey Law 2017; donations after an undated gifting "
        "table for producers: https://paperzz.com/doc/6850996/",
        says="In Florida a policyholder or prospect of an insurer may be given neither money, nor "
        "cards, nor a donation in their name; small things with advertising up to $25 at most.",
    ),
    Rule(
        id="INS-GA",
        sectors=INSURANCE,
        places=("US-GA",),
        when=_TO_CLIENT_OR_PROSPECT,
        clauses=(
            forbid(AS_MONEY),
            forbid(ON_SALE),
            capped(usd(100, Basis.CALENDAR_YEAR)),
            review(),
        ),
        alternatives=frozenset({Kind.GIFT_CARD_CLOSED, Kind.MERCHANDISE}),
        grade=Grade.V2,
        source="Decatur Law 2018: "
        "https://decatur-law.com/2018/05/payment-of-referral-fees-new-issues/",
        says="Georgia allows promotional gifts up to $100 a year that hang on no purchase; whether "
        "a reward for a referral is one of them is unsettled.",
    ),
    Rule(
        id="INS-IL-PA",
        sectors=INSURANCE,
        places=("US-IL", "US-PA"),
        when=UNLICENSED_REFERRER,
        clauses=(forbid(ON_SALE), review()),
        grade=Grade.V2,
        source="215 ILCS 5/500-80 and 40 P.S. 310.72 via PropertyCasualty360 on 2013-07-31: "
        "https://propertycasualty360.com/2013/07/31/moving-target",
        says="Somebody without a licence may have no share in a sale here; whether they may have a "
        "fee for a bare referral needs a look.",
    ),
    Rule(
        id="INS-MS",
        sectors=INSURANCE,
        places=("US-MS",),
        when=TO_WHO_REFERRED,
        clauses=(review(),),
        grade=Grade.V3,
        source="Senate amendment of 1999 to HB1229; that it was enacted is not confirmed",
        says="A bill would have let only employees be paid, once, $5 or $20 by line of business; "
        "whether it became law was not verified.",
    ),
)
