"""Homes and what is lent on them: settlement services, brokerage, mortgages."""

from goodword.compliance.facts import Fact
from goodword.compliance.industries import Sector
from goodword.compliance.predicates import All, AnyOf, Is, MayBe, Not, OfKind, Shown
from goodword.compliance.rule import Rule, allow, capped, forbid, review
from goodword.compliance.rules.words import (
    MONEY,
    TO_WHO_REFERRED,
    UNLICENSED_REFERRER,
    of_kind,
    usd,
)
from goodword.compliance.vocabulary import Grade, Kind

_SETTLEMENT = frozenset({Sector.REAL_ESTATE, Sector.SETTLEMENT, Sector.MORTGAGE})
_BROKERAGE = frozenset({Sector.REAL_ESTATE})

RULES = (
    Rule(
        id="RESPA-8",
        sectors=_SETTLEMENT,
        places=("US",),
        when=MayBe(Fact.FEDERALLY_RELATED_MORTGAGE),
        clauses=(allow(of_kind(Kind.RECOGNITION_PRIVATE)), forbid()),
        alternatives=frozenset({Kind.RECOGNITION_PRIVATE}),
        grade=Grade.V1,
        source="12 USC 2607; 12 CFR 1024.14(b) and (d): "
        "https://frrsdigital.com/topic-by-locator/6-1404; copy of the Bureau's answers: "
        "https://support.smslp.com/kb/a2554/; a coupon for customers: "
        "https://bankersonline.com/qa/advertising-irs-tax-forms-privacy-respa",
        says="RESPA section 8: nobody, consumers included, may be given anything of value for "
        "referring settlement business of a federally related mortgage loan.",
    ),
    Rule(
        id="RESPA-EXEMPT-EMP",
        sectors=_SETTLEMENT,
        places=("US",),
        when=Is(Fact.OWN_EMPLOYEE),
        overrides=("RESPA-8",),
        clauses=(allow(None, Fact.NOT_TIED_TO_LOAN_TERMS),),
        grade=Grade.V1,
        source="12 CFR 1024.14(g)(1)(vii): https://dev.gotoiba.com/qa/cq-2016-320; 1026.36(d)",
        says="A firm may pay its own employees for referrals; a loan originator's pay may not hang "
        "on the terms of a loan.",
    ),
    Rule(
        id="RESPA-EXEMPT-COOP",
        sectors=_BROKERAGE,
        places=("US",),
        when=All((TO_WHO_REFERRED, Is(Fact.LICENSED))),
        overrides=("RESPA-8",),
        clauses=(forbid(Is(Fact.VOLUME_BASED)), review()),
        grade=Grade.V3,
        source="12 CFR 1024.14(g)(1)(v); the text was not seen",
        says="Brokers may share a commission between them; that exemption was not verified.",
    ),
    Rule(
        id="RESPA-OUT",
        sectors=_SETTLEMENT | {Sector.LENDING},
        places=("US",),
        when=Shown(Fact.BUSINESS_PURPOSE_LOAN),
        overrides=("RESPA-8",),
        clauses=(forbid(Is(Fact.VOLUME_BASED)), review()),
        discloses=("the referred customer's leave before a loan is told of",),
        grade=Grade.V2,
        source="12 USC 2606(a); Illinois Bankers Association CQ-2021-130: "
        "https://dev.gotoiba.com/qa/cq-2021-130",
        says="RESPA does not reach loans for business; bank secrecy of the state still does.",
    ),
    Rule(
        id="RE-TX",
        sectors=_BROKERAGE,
        places=("US-TX",),
        when=UNLICENSED_REFERRER,
        clauses=(
            forbid(OfKind(MONEY | {Kind.DISCOUNT_OR_CREDIT})),
            capped(usd(50)),
            allow(of_kind(Kind.MERCHANDISE, Kind.GIFT_CARD_CLOSED), Fact.BROKER_APPROVED),
            review(),
        ),
        alternatives=frozenset({Kind.MERCHANDISE, Kind.GIFT_CARD_CLOSED}),
        discloses=("its conditions, in every advertisement",),
        grade=Grade.V1,
        source="TREC: https://www.trec.texas.gov/node/1622; 22 TAC 535.20 via "
        "https://www.texasrealestate.com/members/posts/referral-fees-to-unlicensed-individuals/",
        says="In Texas somebody without a licence may be given things or cards of one shop worth "
        "up to $50, with the broker's leave; no money and no rent credit.",
    ),
    Rule(
        id="RE-UT",
        sectors=_BROKERAGE,
        places=("US-UT",),
        when=UNLICENSED_REFERRER,
        clauses=(
            forbid(AnyOf((Is(Fact.PROMISED), Is(Fact.SOLICITED)))),
            forbid(Not(Is(Fact.TRANSACTION_CLOSED))),
            capped(usd(250)),
            allow(),
        ),
        grade=Grade.V2,
        source="R162-2f-401b(12)(a) via "
        "https://utahbrokerquestions.com/blog/how-much-am-i-allowed-pay-referral",
        says="In Utah an unsolicited referral that led to a closing may be thanked with up to "
        "$250; what was promised beforehand makes it solicited, and forbidden.",
    ),
    Rule(
        id="RE-FL",
        sectors=_BROKERAGE,
        places=("US-FL",),
        when=UNLICENSED_REFERRER,
        clauses=(
            capped(usd(50), Shown(Fact.TENANT_OF_COMPLEX)),
            allow(
                Shown(Fact.TENANT_OF_COMPLEX),
                Fact.PAID_BY_OWNER,
                Fact.TENANT_ADVERTISES_NOTHING,
            ),
            forbid(),
        ),
        grade=Grade.V2,
        source="Fla. Stat. 475.25(1)(h) and 475.011 via "
        "https://legalclarity.org/florida-real-estate-referral-fee-laws-what-you-need-to-know",
        says="In Florida nobody without a licence may be paid, but a tenant who advertises nothing "
        "and whom the owner or manager gives up to $50 for a new tenant of the same complex.",
    ),
    Rule(
        id="RE-NY",
        sectors=_BROKERAGE,
        places=("US-NY",),
        when=UNLICENSED_REFERRER,
        clauses=(forbid(),),
        grade=Grade.V1,
        source="RPL 442 and 442-l: "
        "https://instalawyer.io/laws/new-york-laws/442-l-after-the-fact-referral-fees; "
        "http://www.wbgllp.com/single-publication.php?type=1&id=17",
        says="In New York a broker may not pay anybody without a licence, nor ask for a fee after "
        "the fact.",
    ),
    Rule(
        id="RE-CA",
        sectors=_BROKERAGE,
        places=("US-CA",),
        when=TO_WHO_REFERRED,
        clauses=(review(),),
        grade=Grade.V2,
        source="Tyrone v. Kelley; 78 Ops.Cal.Atty.Gen. 71 via "
        "https://alexsonlaw.com/fees-paid-finders-otherwise-unlicensed-individuals-entities/",
        says="In California a finder who does no more than introduce may be paid; whether that is "
        "so needs a look.",
    ),
    Rule(
        id="MTG-REGZ",
        sectors=frozenset({Sector.MORTGAGE}),
        places=("US",),
        when=All((TO_WHO_REFERRED, MayBe(Fact.PROBING_INTERVIEW))),
        clauses=(review(),),
        grade=Grade.V2,
        source="12 CFR 1026.36(a), commentary, via "
        "https://mycomplianceresource.com:443/forums/reply/5028/",
        says="Who asks probing questions and steers may be a loan originator, who needs a licence.",
    ),
)
