"""Trades with a law of their own: vehicles, alcohol, cannabis, gambling."""

from goodword.compliance.facts import Fact
from goodword.compliance.industries import Sector
from goodword.compliance.predicates import All, Is, Shown
from goodword.compliance.rule import Rule, allow, forbid, review
from goodword.compliance.rules.words import OF_VALUE, ON_SALE, UNLICENSED
from goodword.compliance.vocabulary import Grade

_VEHICLES = frozenset({Sector.VEHICLES})
_ALCOHOL = frozenset({Sector.ALCOHOL})
_CANNABIS = frozenset({Sector.CANNABIS})
_GAMBLING = frozenset({Sector.GAMBLING})

RULES = (
    Rule(
        id="AUTO-CA",
        sectors=_VEHICLES,
        places=("US-CA",),
        when=All((UNLICENSED, OF_VALUE)),
        clauses=(forbid(),),
        grade=Grade.V2,
        source="Veh. Code 11713(h) and Civ. Code 2982.1 via "
        "http://motorsportsmarket.com/dmv_new/dmv_reference_page_pre.asp?section=23&sub_section=13",
        says="In California a dealer may give nobody without a licence, the buyer included, money "
        "or any other reason to refer.",
    ),
    Rule(
        id="AUTO-US",
        sectors=_VEHICLES,
        places=("US",),
        elsewhere=("US-CA",),
        when=UNLICENSED,
        clauses=(review(),),
        grade=Grade.V2,
        source="https://www.autodealertodaymagazine.com/309734/be-careful-around-the-bird-dogs; "
        "http://autofinanceinsider.blogspot.com/2009/12/dont-get-bitten-by-your-bird-dog.html",
        says="Most states ban or regulate what dealers pay for referrals; Louisiana bans it, and "
        "Ohio allows licensed salespeople alone.",
    ),
    Rule(
        id="ALC-CA",
        sectors=_ALCOHOL,
        places=("US-CA",),
        when=OF_VALUE,
        clauses=(forbid(),),
        grade=Grade.V1,
        source="4 CCR 106(a): https://law.cornell.edu/regulations/california/4-CCR-106",
        says="In California who sells alcohol may give consumers no premium, gift or free goods.",
    ),
    Rule(
        id="ALC-NJ",
        sectors=_ALCOHOL,
        places=("US-NJ",),
        when=OF_VALUE,
        clauses=(forbid(ON_SALE), review()),
        grade=Grade.V2,
        source="N.J.A.C. 13:2-23.16: https://njabcliquorlawattorney.com/prohibited-promotion/",
        says="In New Jersey nothing may be given on condition that alcohol is bought.",
    ),
    Rule(
        id="ALC-OTHER",
        sectors=_ALCOHOL,
        elsewhere=("US-CA", "US-NJ"),
        clauses=(review(),),
        grade=Grade.V2,
        source="27 USC 205 and 27 CFR 6 between suppliers and retailers; "
        "https://blog.tracyjonglawfirm.com/there-are-less-laws-and-rules-for-liquor-and-wine-store-sales-promotions-and-loyalty-clubs-than-you-might-think/",
        says="What a seller of alcohol may give differs from state to state.",
    ),
    Rule(
        id="CANN-CA",
        sectors=_CANNABIS,
        places=("CA",),
        when=OF_VALUE,
        clauses=(forbid(),),
        grade=Grade.V2,
        source="Health Canada, reported at https://cannabis-law.ca/2019/04/12/matt-maurer-speaks-to-"
        "the-leaf-about-why-city-cannabis-stores-loyalty-points-program-may-not-be-legal/",
        says="In Canada programs that reward buyers of cannabis are in general not permitted.",
    ),
    Rule(
        id="CANN-US",
        sectors=_CANNABIS,
        places=("US",),
        clauses=(review(),),
        grade=Grade.V3,
        source="not researched",
        says="The states' rules on cannabis were not looked at, and federal law forbids it.",
    ),
    Rule(
        id="GAMB-ON",
        sectors=_GAMBLING,
        places=("CA-ON",),
        clauses=(
            allow(Shown(Fact.CONSENTED_PLAYERS_ONLY)),
            forbid(Is(Fact.PUBLIC_OFFER)),
            review(),
        ),
        discloses=("the material conditions, where it is first shown",),
        grade=Grade.V2,
        source="AGCO Standard 2.05: https://canadiangamingbusiness.com/?p=12321; "
        "https://www.vixio.com/insights/gc-ontario-fines-betmgm-110000-marketing-affiliate-violations",
        says="In Ontario a bonus may be shown on the operator's own site and to players who agreed "
        "there, and not by public links or codes.",
    ),
    Rule(
        id="GAMB-OTHER",
        sectors=_GAMBLING,
        elsewhere=("CA-ON",),
        clauses=(review(),),
        grade=Grade.V3,
        source="not researched",
        says="The rules on gambling of other places were not looked at.",
    ),
)
