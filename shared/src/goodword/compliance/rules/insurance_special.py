"""Insurance beside the states' rules: what insurers pay, banks, Medicare, and Germany."""

from goodword.compliance.facts import Fact
from goodword.compliance.industries import Sector
from goodword.compliance.predicates import All, AnyOf, Cap, Is, OfKind
from goodword.compliance.rule import Rule, allow, capped, forbid, review
from goodword.compliance.rules.insurance import INSURANCE
from goodword.compliance.rules.words import (
    MONEY,
    OF_VALUE,
    ON_SALE,
    ON_SALE_OR_APPLICATION,
    TO_THE_REFERRED,
    TO_WHO_REFERRED,
    usd,
)
from goodword.compliance.vocabulary import Basis, Grade, Kind
from goodword.money import Money

RULES = (
    Rule(
        id="INS-CA-CLAIMS",
        sectors=frozenset({Sector.INSURER_PAID}),
        places=("US-CA",),
        when=OF_VALUE,
        clauses=(forbid(),),
        grade=Grade.V1,
        source="Cal. Ins. Code 750 and 754: http://laws9.com/statutes/california/ins/750-754",
        says="In California it is a crime to pay for a referral to services that a motor insurer "
        "may pay for, such as body shops, towing and claims handling.",
    ),
    Rule(
        id="INS-BANK-TELLER",
        sectors=frozenset({Sector.BANK_INSURANCE}),
        places=("US",),
        when=All((TO_WHO_REFERRED, Is(Fact.DEPOSIT_EMPLOYEE))),
        clauses=(
            forbid(ON_SALE),
            allow(OfKind(MONEY), Fact.FIXED_AMOUNT, Fact.ONCE_PER_REFERRED),
            review(),
        ),
        grade=Grade.V1,
        source="12 CFR 343.50(b) and 208.85(b): "
        "https://federalstatelaw.com/federal/cfr/12/343/343.50",
        says="Who takes deposits at a bank may have a small fixed fee, once per customer referred "
        "to insurance, whatever comes of it.",
    ),
    Rule(
        id="INS-MEDICARE",
        sectors=frozenset({Sector.MEDICARE}),
        places=("US",),
        when=AnyOf((TO_THE_REFERRED, Is(Fact.CLIENT), Is(Fact.FEDERAL_PATIENT))),
        clauses=(
            # A credit is a rebate, whatever it is called.
            forbid(OfKind(MONEY | {Kind.HOSPITALITY, Kind.DISCOUNT_OR_CREDIT})),
            forbid(ON_SALE_OR_APPLICATION),
            capped(usd(15)),
            capped(usd(75, Basis.CALENDAR_YEAR)),
            allow(None, Fact.REGARDLESS_OF_ENROLMENT, Fact.NOT_OFFERED_BY_LETTER),
        ),
        alternatives=frozenset({Kind.MERCHANDISE}),
        grade=Grade.V2,
        source="42 CFR 422.2263 and 422.2268 as summarised at "
        "https://tyranhanson.com/guides-tips/referral-program; fees to agents: 42 CFR 422.2274",
        says="Who has Medicare may be given small things that are no money, no rebate and no meal, "
        "up to $15 each and $75 a year, whether or not anybody enrols, and not by letter.",
    ),
    Rule(
        id="INS-DE",
        sectors=INSURANCE,
        places=("DE",),
        when=TO_WHO_REFERRED,
        clauses=(allow(None, Fact.INTRODUCTION_ONLY),),
        grade=Grade.V1,
        source="BaFinJournal 2017-10-16 on GewO 34d: "
        "https://www.bafin.de/SharedDocs/Veroeffentlichungen/DE/Fachartikel/2017/fa_bj_1710_Provisionen.html",
        says="In Germany a Tippgeber who only makes the contact may be paid.",
    ),
    Rule(
        id="INS-DE-REFERRED",
        sectors=INSURANCE,
        places=("DE",),
        when=TO_THE_REFERRED,
        clauses=(
            capped(Cap(Money(minor=1500, currency="EUR"), Basis.CALENDAR_YEAR)),
            allow(),
        ),
        discloses=("what the policyholder had this year",),
        grade=Grade.V1,
        source="VAG 48b; BaFin, Merkblatt of 2020-10-21: "
        "https://bafin.de/SharedDocs/Veroeffentlichungen/DE/Merkblatt/VA/mb_201021_sonderverguetungsverbot_va.html",
        says="In Germany whoever takes out insurance may be given no more than 15 euros a contract "
        "and calendar year.",
    ),
)
