"""Lawyers, accountants, advisers and banks."""

from goodword.compliance.facts import Fact
from goodword.compliance.industries import Sector
from goodword.compliance.predicates import All, Is, Not, Over, To
from goodword.compliance.rule import Rule, allow, forbid, review
from goodword.compliance.rules.words import (
    OF_VALUE,
    TO_PARTNER_BY_VOLUME,
    TO_WHO_REFERRED,
    UNPROMISED,
    of_kind,
    usd,
)
from goodword.compliance.vocabulary import Basis, Grade, Kind, Side

_LEGAL = frozenset({Sector.LEGAL})
_ACCOUNTING = frozenset({Sector.ACCOUNTING})
_INVESTMENT = frozenset({Sector.INVESTMENT})
_ENGLAND_AND_WALES = ("GB-EAW", "GB-ENG", "GB-WLS")
_EU = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)

RULES = (
    Rule(
        id="LAW-ABA",
        sectors=_LEGAL,
        places=("US",),
        when=All((TO_WHO_REFERRED, OF_VALUE)),
        clauses=(
            forbid(Is(Fact.PROMISED)),
            allow(All((UNPROMISED, Is(Fact.TOKEN_VALUE)))),
            forbid(),
        ),
        grade=Grade.V2,
        source="ABA Model Rule 7.2(b)(5): https://www.americanbar.org/groups/litigation/resources/"
        "litigation-journal/2021-fall/rewarding-referrals-from-non-lawyers/; "
        "https://brockerlawfirm.com/2021/06/25/ethical-expression-of-thanks/; Ariz. Op. 02-01: "
        "https://tools.azbar.org/RulesofProfessionalConduct/ViewEthicsOpinion.aspx?id=285",
        says="Who recommends a lawyer may be thanked with a token afterwards that nobody promised "
        "or expected; a program that promises a reward is forbidden.",
    ),
    Rule(
        id="LAW-ABA-RECIP",
        sectors=_LEGAL,
        places=("US",),
        when=All(
            (
                To(frozenset({Side.REFERRER, Side.PARTNER})),
                Is(Fact.OTHER_PROFESSIONAL),
                of_kind(Kind.RECOGNITION_PRIVATE, Kind.RECOGNITION_PUBLIC),
            )
        ),
        overrides=("LAW-ABA",),
        clauses=(
            forbid(Is(Fact.VOLUME_BASED)),
            allow(
                None,
                Fact.NOT_EXCLUSIVE,
                Fact.CLIENT_TOLD,
                Fact.INDEPENDENT_JUDGEMENT,
                Fact.REVIEWED_REGULARLY,
            ),
        ),
        discloses=("to the client, that the arrangement exists and what it is",),
        grade=Grade.V2,
        source="ABA Model Rule 7.2(b)(4), comment 8, as LAW-ABA",
        says="Lawyers and other professionals may refer to each other without money, not "
        "exclusively, by their own judgement, if the client is told and they look at it again.",
    ),
    Rule(
        id="LAW-UK-PI",
        sectors=_LEGAL,
        places=_ENGLAND_AND_WALES,
        when=All((Is(Fact.PERSONAL_INJURY), OF_VALUE)),
        clauses=(forbid(),),
        grade=Grade.V1,
        source="LASPO 2012 sections 56 to 60; SRA: "
        "http://www.sra.org.uk/solicitors/code-of-conduct/guidance/warning-notices/Referral-fees-LASPO-and-SRA-Principles--Warning-notice.page",
        says="In England and Wales referral fees are banned in matters of injury and death.",
    ),
    Rule(
        id="LAW-UK",
        sectors=_LEGAL,
        places=_ENGLAND_AND_WALES,
        when=Not(Is(Fact.PERSONAL_INJURY)),
        clauses=(forbid(TO_PARTNER_BY_VOLUME), review()),
        discloses=("to the client, the arrangement",),
        grade=Grade.V2,
        source="https://birminghamlawsociety.co.uk/referral-fees-and-fee-sharing-where-are-we-now/",
        says="Elsewhere an introducer may be paid if the solicitor stays independent and the "
        "client is told; a person has to see to that.",
    ),
    Rule(
        id="CPA-AICPA",
        sectors=_ACCOUNTING,
        places=("US",),
        when=All((TO_WHO_REFERRED, OF_VALUE)),
        clauses=(allow(None, Fact.NO_ATTEST_CLIENT, Fact.CLIENT_TOLD),),
        discloses=("to the client, that a fee was paid",),
        grade=Grade.V1,
        source="AICPA ET 503.C, now 1.520: "
        "http://www.aicpa.org/Research/Standards/CodeofConduct/Pages/et_503.aspx",
        says="An accountant may pay for a client who is told of it, and for none whose statements "
        "are attested.",
    ),
    Rule(
        id="CPA-CA",
        sectors=_ACCOUNTING,
        places=("US-CA",),
        when=OF_VALUE,
        clauses=(forbid(),),
        grade=Grade.V2,
        source="B&P Code 5061: http://www.calcpa.org/Content/24736.aspx",
        says="In California an accountant may not pay anybody to obtain a client.",
    ),
    Rule(
        id="RIA-SEC",
        sectors=_INVESTMENT,
        places=("US",),
        when=TO_WHO_REFERRED,
        clauses=(
            allow(
                Over(usd(1000, Basis.ROLLING_12_MONTHS)),
                Fact.PROMOTER_DISCLOSURES,
                Fact.OVERSEEN,
                Fact.WRITTEN_AGREEMENT,
                Fact.NOT_INELIGIBLE,
                Fact.MATERIAL_TERMS_DISCLOSED,
            ),
            allow(None, Fact.PROMOTER_DISCLOSURES, Fact.OVERSEEN),
        ),
        discloses=("whether they are a client, that they are paid, and the conflict in that",),
        grade=Grade.V2,
        source="17 CFR 275.206(4)-1(b) via https://beachstreetlegal.com/paid-solicitation-under-"
        "the-sec-marketing-rule-using-third-parties-for-lead-generation-and-prospecting and "
        "https://www.jdsupra.com/legalnews/my-advisor-is-the-goat-seven-tips-for-6392346/",
        says="Who promotes an adviser, and is overseen by them, may be paid if that is told "
        "clearly; above $1,000 in 12 months it takes a written agreement with somebody who is not "
        "disqualified.",
    ),
    Rule(
        id="INV-EU-MIFID",
        sectors=_INVESTMENT,
        places=_EU,
        when=TO_WHO_REFERRED,
        clauses=(review(),),
        discloses=("to the client, before the service",),
        grade=Grade.V2,
        source="MiFID II article 24(7) to (9): "
        "https://www.mccannfitzgerald.com/knowledge/asset-management-and-investment-funds/mifid-ii-inducements",
        says="In the EU what is paid to an introducer must make the service better and harm no "
        "client; a person has to judge that.",
    ),
    Rule(
        id="INV-UK-FCA",
        sectors=_INVESTMENT,
        places=("GB",),
        when=TO_WHO_REFERRED,
        clauses=(review(),),
        grade=Grade.V1,
        source="COBS 2.3A: https://handbook.fca.org.uk/handbook/COBS/2/3A.html?date=2024-12-04",
        says="In the United Kingdom an adviser is paid by adviser charges alone, and inducements "
        "are limited.",
    ),
    Rule(
        id="BANK-RAF",
        sectors=frozenset({Sector.DEPOSITS}),
        places=("US",),
        when=TO_WHO_REFERRED,
        clauses=(
            allow(
                of_kind(Kind.CASH, Kind.CASH_EQUIVALENT, Kind.GIFT_CARD_CLOSED),
                Fact.OUTCOME_CONSENT,
            ),
            review(),
        ),
        discloses=("the terms of a bonus of more than $10 (Regulation DD)",),
        grade=Grade.V2,
        source="BankersOnline: "
        "https://www.bankersonline.com/qa/50-gas-card-subject-irs-reporting; 12 CFR 1030.2(f): "
        "https://dev.gotoiba.com/?p=7758",
        says="A bank may pay a customer for a friend's account if the friend agrees that the "
        "payment tells of it, or the terms keep that secret.",
    ),
)
