"""What holds for any industry: officials, conflicts, referral sales, draws and groups."""

from goodword.compliance.facts import Fact
from goodword.compliance.industries import UNREGULATED
from goodword.compliance.predicates import All, AnyOf, DependsOn, Is, MayBe, Shown, To
from goodword.compliance.rule import Rule, allow, capped, forbid, review
from goodword.compliance.rules.words import (
    AS_MONEY,
    OF_VALUE,
    TO_WHO_REFERRED,
    UNPROMISED,
    of_kind,
    usd,
)
from goodword.compliance.vocabulary import CONTINGENT, Basis, Grade, Kind, Side

_UCCC = tuple(
    f"US-{state}" for state in ("CO", "IA", "ID", "IN", "KS", "ME", "OK", "SC", "UT", "WI", "WY")
)
"""The states that took over the Uniform Consumer Credit Code. The list was not verified; it can
only forbid."""

_BEFORE_OWN_PURCHASE = All(
    (
        To(frozenset({Side.REFERRER})),
        MayBe(Fact.CONSUMER),
        Is(Fact.OFFERED_BEFORE_OWN_PURCHASE),
        OF_VALUE,
    )
)
_LATER = DependsOn(CONTINGENT)
"""The rules on referral sales are of single states, and elsewhere a reason to warn (R-INC-06). So a
shop in no regulated industry is not held by them for a state that it never told: they ask for
known places, those of the business among them."""

RULES = (
    Rule(
        id="OFF-US",
        places=("US",),
        when=Is(Fact.FEDERAL_EMPLOYEE),
        clauses=(
            allow(of_kind(Kind.RECOGNITION_PRIVATE)),
            forbid(AnyOf((Is(Fact.PROMISED), AS_MONEY))),
            capped(usd(20)),
            capped(usd(50, Basis.CALENDAR_YEAR)),
            allow(UNPROMISED),
            forbid(),
        ),
        alternatives=frozenset({Kind.RECOGNITION_PRIVATE}),
        grade=Grade.V1,
        source="5 CFR 2635.204(a): https://www.law.cornell.edu/cfr/text/5/2635.204; 2635.203(f)",
        says="Who works for the federal executive may take unsolicited things up to $20 and $50 a "
        "year, never money; a reward that was promised, also to their charity, is none of these.",
    ),
    Rule(
        id="OFF-ANY",
        when=All((Is(Fact.PUBLIC_OFFICIAL), OF_VALUE)),
        clauses=(forbid(),),
        alternatives=frozenset({Kind.RECOGNITION_PRIVATE}),
        grade=Grade.V2,
        source="Bribery Act 2010 section 6, FCPA and like laws: "
        "https://hirett.co.uk/anti-bribery-and-corruption-fca-handbook",
        says="Public officials and staff of state-owned firms may be given nothing but thanks.",
    ),
    Rule(
        id="BRIB-UK",
        when=All((TO_WHO_REFERRED, Is(Fact.AGENT_OF_PROSPECT), OF_VALUE)),
        clauses=(review(Shown(Fact.PRINCIPAL_CONSENT)), forbid()),
        discloses=("to whomever they work for, who has to agree in writing",),
        grade=Grade.V2,
        source="Bribery Act 2010 sections 1 and 7; LexisNexis: "
        "https://www.lexisnexis.co.uk/legal/news/question-of-the-week-if-a-company-offers-non-employees-a-referral-fee-for-referring-clients-to-the",
        says="Who owes the prospect good faith, as an employee or agent does, may not be rewarded "
        "without the written consent of whom they owe it to. We hold to this everywhere.",
    ),
    Rule(
        id="REFSALE-UCCC",
        places=_UCCC,
        for_known_places=True,
        when=All((_BEFORE_OWN_PURCHASE, MayBe(Fact.CREDIT_LEASE_OR_HOME_SALE), _LATER)),
        clauses=(forbid(),),
        grade=Grade.V2,
        source="UCCC 3.309 and 2.411; Epstein & Nickles quoted at "
        "https://dictionary.sovereignconnection.com/referral-sales-contract/",
        says="A consumer may not be won for their own purchase by a reward that hangs on something "
        "that comes after it, such as a sale to a friend.",
    ),
    Rule(
        id="REFSALE-CA",
        places=("US-CA",),
        for_known_places=True,
        when=All((_BEFORE_OWN_PURCHASE, MayBe(Fact.RETAIL_INSTALMENT), _LATER)),
        clauses=(forbid(),),
        grade=Grade.V1,
        source="Cal. Civ. Code 1803.10: http://law.onecle.com/california/civil/1803.10.html",
        says="In California a purchase by instalments may not be won by a rebate, discount or "
        "commission that hangs on a later event.",
    ),
    Rule(
        id="REFSALE-NM",
        places=("US-NM",),
        for_known_places=True,
        when=_BEFORE_OWN_PURCHASE,
        clauses=(
            forbid(_LATER),
            forbid(All((of_kind(Kind.DISCOUNT_OR_CREDIT), Is(Fact.PRICE_CUT_FOR_NAMES)))),
        ),
        grade=Grade.V1,
        source="N.M. Stat. 57-12-5: "
        "https://www.lawserver.com/law/state/new-mexico/nm-statutes/new_mexico_statutes_57-12-5",
        says="In New Mexico a buyer may not be promised a lower price for names, or a reward that "
        "hangs on a later sale.",
    ),
    Rule(
        id="REFSALE-RI",
        places=("US-RI",),
        for_known_places=True,
        when=All((_BEFORE_OWN_PURCHASE, MayBe(Fact.HOME_SOLICITATION), _LATER)),
        clauses=(review(),),
        discloses=(
            "a chart of three years' experience and four statements, in an agreement of its own",
        ),
        grade=Grade.V1,
        source="R.I. Gen. Laws 6-29-1: "
        "http://webserver.rilin.state.ri.us/Statutes/TITLE6/6-29/6-29-1.HTM",
        says="In Rhode Island a sale at the door may come with such a reward only with a chart of "
        "experience and a separate signed agreement.",
    ),
    Rule(
        id="PRIZE-US",
        places=("US",),
        when=of_kind(Kind.PRIZE_ENTRY),
        clauses=(allow(Shown(Fact.FREE_ENTRY)), forbid()),
        discloses=("the rules of the draw, and that no purchase is necessary",),
        grade=Grade.V2,
        source="https://www.thompsoncoburn.com/insights/blogs/sweepstakes-law/post/2012-07-13/"
        "5-pitfalls-of-refer-a-friend-sweepstakes-options-",
        says="A draw that only a referral lets you into is a lottery; it takes a free way in with "
        "the same odds.",
    ),
    Rule(
        id="LSG-FEES",
        when=All((Is(Fact.FELLOW_MEMBER), OF_VALUE)),
        clauses=(forbid(),),
        grade=Grade.V2,
        source="https://scbdc.com/faq-items/what-is-expected-of-me-as-a-member/",
        says="Referral groups forbid their members to pay each other for referrals.",
    ),
    Rule(
        id="GEN",
        sectors=UNREGULATED,
        clauses=(allow(),),
        discloses=("by who recommends, that they are rewarded for it (16 CFR 255.5)",),
        grade=Grade.D,
        source="a default of this product, and no statement of law",
        says="Outside regulated industries a reward is given unless another rule forbids it; tax, "
        "disclosure, messaging and bribery are law there, too.",
    ),
)
