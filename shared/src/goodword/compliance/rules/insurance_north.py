"""Insurance in the states from N to W."""

from goodword.compliance.facts import Fact
from goodword.compliance.predicates import All, AnyOf, DependsOn, Is, MayBe, Not, OfKind, To
from goodword.compliance.rule import Rule, allow, capped, forbid, review
from goodword.compliance.rules.insurance import INSURANCE
from goodword.compliance.rules.words import (
    AS_MONEY,
    MONEY,
    OF_VALUE,
    ON_SALE,
    ON_SALE_OR_APPLICATION,
    TO_THE_REFERRED,
    TO_WHO_REFERRED,
    UNLICENSED,
    UNLICENSED_REFERRER,
    UNPROMISED,
    of_kind,
    usd,
)
from goodword.compliance.vocabulary import Basis, Grade, Kind, Side, Trigger

RULES = (
    Rule(
        id="INS-NC",
        sectors=INSURANCE,
        places=("US-NC",),
        when=UNLICENSED_REFERRER,
        clauses=(review(),),
        grade=Grade.V2,
        source="N.C.G.S. 58-33-82 and 58-33-10; copy of the Department's answers: "
        "http://studyres.com/doc/16769124/referral-fee",
        says="A bare referral is no negotiating in North Carolina, but the producer has to judge "
        "each case.",
    ),
    Rule(
        id="INS-NY-REF",
        sectors=INSURANCE,
        places=("US-NY",),
        when=All(
            (
                To(frozenset({Side.REFERRER, Side.PARTNER})),
                UNLICENSED,
                Not(Is(Fact.OWN_EMPLOYEE)),
                OF_VALUE,
            )
        ),
        clauses=(
            forbid(ON_SALE),
            forbid(All((UNPROMISED, MayBe(Fact.TRANSACTION_CLOSED)))),
            allow(
                DependsOn(
                    frozenset(
                        {
                            Trigger.ON_REFERRAL,
                            Trigger.ON_CONTACT,
                            Trigger.ON_QUOTE,
                            Trigger.ON_INTRODUCTION,
                        }
                    )
                ),
                Fact.NO_TERMS_DISCUSSED,
            ),
        ),
        discloses=("a record of the event that it was given for",),
        grade=Grade.V1,
        source="NY Ins. Law 2114 to 2116; OGC opinions 2005-09-28 "
        "http://www.dfs.ny.gov/insurance/ogco2005/rg050925.htm, 2005-03-11 "
        "http://www.dfs.ny.gov/insurance/ogco2005/rg050310.htm and 06-02-14 "
        "http://dfs.ny.gov/insurance/ogco2006/rg060214.htm",
        says="In New York somebody without a licence may be paid for a name, a contact or a quote, "
        "of any amount, never because of a sale, not even afterwards and unpromised.",
    ),
    Rule(
        id="INS-NY-CLIENT",
        sectors=INSURANCE,
        places=("US-NY",),
        when=All((TO_WHO_REFERRED, Is(Fact.CLIENT))),
        clauses=(forbid(AnyOf((ON_SALE, of_kind(Kind.DISCOUNT_OR_CREDIT)))),),
        grade=Grade.V1,
        source="NY OGC 07-06-16: http://www.dfs.ny.gov/insurance/ogco2007/rg070616.htm",
        says="A credit to a client of the producer, or anything because the referred person buys, "
        "is a rebate in New York.",
    ),
    Rule(
        id="INS-NY-PROSPECT",
        sectors=INSURANCE,
        places=("US-NY",),
        when=TO_THE_REFERRED,
        clauses=(
            capped(usd(15)),
            allow(
                All((of_kind(Kind.MERCHANDISE), Is(Fact.BRANDED_KEEPSAKE))),
                Fact.PROPERTY_OR_CASUALTY,
            ),
            forbid(OF_VALUE),
        ),
        alternatives=frozenset({Kind.MERCHANDISE}),
        grade=Grade.V1,
        source="NY OGC 2005-04-22: http://www.dfs.ny.gov/insurance/ogco2005/rg050416.htm; 06-02-14",
        says="In New York a prospect of property or casualty insurance may be given a keepsake "
        "with the firm's name up to $15 and nothing else: even a $5 card for taking a quote is an "
        "unlawful inducement.",
    ),
    Rule(
        id="INS-NY-RAFFLE",
        sectors=INSURANCE,
        places=("US-NY",),
        when=All((TO_WHO_REFERRED, of_kind(Kind.PRIZE_ENTRY))),
        clauses=(forbid(ON_SALE), allow(None, Fact.OPEN_TO_PUBLIC)),
        grade=Grade.V1,
        source="NY OGC 06-02-13: http://dfs.ny.gov/insurance/ogco2006/rg060213.htm",
        says="In New York clients who refer may take part in a draw that is open to everybody and "
        "hangs on no sale.",
    ),
    Rule(
        id="INS-TX",
        sectors=INSURANCE,
        places=("US-TX",),
        when=UNLICENSED_REFERRER,
        clauses=(forbid(ON_SALE), allow(None, Fact.NO_TERMS_DISCUSSED)),
        grade=Grade.V2,
        source="Independent Insurance Agents of Texas on rebating and referral fees: "
        "https://www.iiat.org/agency-operations/insurance-laws-regulations/insurance-laws-regulations-sales-marketing/rebating-and-referral-fees",
        says="In Texas somebody without a licence may be paid for a referral, but not based upon "
        "the purchase, and may not discuss terms.",
    ),
    Rule(
        id="INS-WA-COMP",
        sectors=INSURANCE,
        places=("US-WA",),
        lane="INS-WA",
        when=TO_WHO_REFERRED,
        clauses=(
            forbid(AS_MONEY),
            forbid(ON_SALE_OR_APPLICATION),
            capped(usd(100, Basis.ROLLING_12_MONTHS)),
            allow(of_kind(Kind.GIFT_CARD_CLOSED, Kind.MERCHANDISE, Kind.PRIZE_ENTRY)),
            review(),
        ),
        alternatives=frozenset({Kind.GIFT_CARD_CLOSED, Kind.MERCHANDISE}),
        discloses=("evidence of what they had in 12 months",),
        grade=Grade.V1,
        source="RCW 48.30.133(1) to (3) and WAC 284-17-825: https://www.insurance.wa.gov/referrals",
        says="In Washington anybody may be given goods or cards, never money, for up to $100 in 12 "
        "months, if that hangs neither on an application nor on a policy.",
    ),
    Rule(
        id="INS-WA-FEE",
        sectors=INSURANCE,
        places=("US-WA",),
        lane="INS-WA",
        when=TO_WHO_REFERRED,
        clauses=(
            forbid(AnyOf((Is(Fact.CLIENT), Is(Fact.LICENSED)))),
            forbid(Not(DependsOn(frozenset({Trigger.ON_APPLICATION})))),
            allow(),
        ),
        discloses=("evidence that they were no client when it was paid",),
        grade=Grade.V1,
        source="RCW 48.30.133(4): https://www.insurance.wa.gov/referrals",
        says="In Washington somebody who is neither licensed nor a client may be paid any fee that "
        "does hang on the referred person's application.",
    ),
    Rule(
        id="INS-WV",
        sectors=INSURANCE,
        places=("US-WV",),
        when=UNLICENSED_REFERRER,
        clauses=(
            forbid(ON_SALE_OR_APPLICATION),
            capped(usd(100)),
            allow(OfKind(MONEY), Fact.ONCE_PER_REFERRED),
            review(),
        ),
        grade=Grade.V1,
        source="W. Va. Code 33-11A-7: "
        "https://courtgpt.ai/laws/west_virginia/chapter-33/article-11a/section-33-11a-7",
        says="In West Virginia somebody without a licence may be paid up to $100 once per referral "
        "that hangs on no application or purchase.",
    ),
)
