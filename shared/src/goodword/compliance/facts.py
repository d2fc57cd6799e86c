"""What rules of law ask: facts that are true, false or unknown."""

from collections.abc import Mapping
from enum import StrEnum


class Fact(StrEnum):
    """One thing that a rule may ask; none of them is ever guessed."""

    # Who would be given something.
    CLIENT = "client"
    CONSUMER = "consumer"
    LICENSED = "licensed"
    OWN_EMPLOYEE = "own_employee"
    DEPOSIT_EMPLOYEE = "deposit_employee"
    PUBLIC_OFFICIAL = "public_official"
    FEDERAL_EMPLOYEE = "federal_employee"
    AGENT_OF_PROSPECT = "agent_of_prospect"
    FELLOW_MEMBER = "fellow_member"
    FEDERAL_PATIENT = "federal_patient"
    REFERRING_PHYSICIAN = "referring_physician"
    OTHER_PROFESSIONAL = "other_professional"
    TENANT_OF_COMPLEX = "tenant_of_complex"
    # The business that was referred.
    FEDERALLY_RELATED_MORTGAGE = "federally_related_mortgage"
    BUSINESS_PURPOSE_LOAN = "business_purpose_loan"
    FEDERAL_PAYER = "federal_payer"
    PERSONAL_INJURY = "personal_injury"
    PROPERTY_OR_CASUALTY = "property_or_casualty"
    CREDIT_LEASE_OR_HOME_SALE = "credit_lease_or_home_sale"
    RETAIL_INSTALMENT = "retail_instalment"
    PRICE_CUT_FOR_NAMES = "price_cut_for_names"
    HOME_SOLICITATION = "home_solicitation"
    # How it is offered.
    PROMISED = "promised"
    SOLICITED = "solicited"
    PUBLIC_OFFER = "public_offer"
    OFFERED_BEFORE_OWN_PURCHASE = "offered_before_own_purchase"
    VOLUME_BASED = "volume_based"
    FIXED_AMOUNT = "fixed_amount"
    TIED_TO_REFERRAL = "tied_to_referral"
    TRANSACTION_CLOSED = "transaction_closed"
    TOKEN_VALUE = "token_value"  # noqa: S105 a gift of small worth
    BRANDED_KEEPSAKE = "branded_keepsake"
    # What was done, or is seen to.
    PROBING_INTERVIEW = "probing_interview"
    PRINCIPAL_CONSENT = "principal_consent"
    NO_TERMS_DISCUSSED = "no_terms_discussed"
    NO_REBATE = "no_rebate"
    FAIR_PRACTICE = "fair_practice"
    PRIVACY_KEPT = "privacy_kept"
    PAID_FOR_EVERY_REFERRAL = "paid_for_every_referral"
    OPEN_TO_PUBLIC = "open_to_public"
    FREE_ENTRY = "free_entry"
    ONCE_PER_REFERRED = "once_per_referred"
    REGARDLESS_OF_ENROLMENT = "regardless_of_enrolment"
    NOT_OFFERED_BY_LETTER = "not_offered_by_letter"
    INTRODUCTION_ONLY = "introduction_only"
    NOT_TIED_TO_LOAN_TERMS = "not_tied_to_loan_terms"
    BROKER_APPROVED = "broker_approved"
    PAID_BY_OWNER = "paid_by_owner"
    TENANT_ADVERTISES_NOTHING = "tenant_advertises_nothing"
    NOT_EXCLUSIVE = "not_exclusive"
    CLIENT_TOLD = "client_told"
    INDEPENDENT_JUDGEMENT = "independent_judgement"
    REVIEWED_REGULARLY = "reviewed_regularly"
    NO_ATTEST_CLIENT = "no_attest_client"
    WRITTEN_AGREEMENT = "written_agreement"
    NOT_INELIGIBLE = "not_ineligible"
    OVERSEEN = "overseen"
    MATERIAL_TERMS_DISCLOSED = "material_terms_disclosed"
    PROMOTER_DISCLOSURES = "promoter_disclosures"
    OUTCOME_CONSENT = "outcome_consent"
    CONSENTED_PLAYERS_ONLY = "consented_players_only"


LEGAL_FACTS = frozenset(fact.value for fact in Fact)

COUNSEL_SIGNOFF = "counsel_signoff"
"""The condition on every yes that rests on a secondary source."""

PRESUMED_ABSENT = frozenset(
    {
        Fact.PUBLIC_OFFICIAL,
        Fact.FEDERAL_EMPLOYEE,
        Fact.AGENT_OF_PROSPECT,
        Fact.FELLOW_MEMBER,
        Fact.OFFERED_BEFORE_OWN_PURCHASE,
    }
)
"""What a shop in no regulated industry need not ask each of its clients: only what is known of it
counts. In a regulated industry, unknown is no here as well."""

QUESTIONS: Mapping[str, str] = {
    Fact.CLIENT: "whether they are a client",
    Fact.CONSUMER: "whether they are a consumer",
    Fact.LICENSED: "whether they are licensed in this industry",
    Fact.OWN_EMPLOYEE: "whether they are employed by the business",
    Fact.PUBLIC_OFFICIAL: "whether they are a public official",
    Fact.FEDERAL_EMPLOYEE: "whether they work for the federal government",
    Fact.AGENT_OF_PROSPECT: "whether they work for, or act for, the prospect",
    Fact.FELLOW_MEMBER: "whether both are members of one referral group",
    Fact.FEDERAL_PAYER: "whether a federal health program may pay",
    Fact.FEDERALLY_RELATED_MORTGAGE: "whether a federally related mortgage is involved",
    Fact.NO_TERMS_DISCUSSED: "that they discuss no terms of a policy",
    Fact.PAID_FOR_EVERY_REFERRAL: "that it is given for every referral, sold or not",
    Fact.NO_REBATE: "that it is no rebate",
    Fact.FAIR_PRACTICE: "that it is no unfair trade practice",
    Fact.PRIVACY_KEPT: "that what clients tell stays private, as the GLBA wants it",
    Fact.PROPERTY_OR_CASUALTY: "whether it is property or casualty insurance",
    Fact.NOT_OFFERED_BY_LETTER: "that no letter wins anybody with the gift",
    Fact.REFERRING_PHYSICIAN: "whether they, or their family, refer patients as a physician",
    Fact.PAID_BY_OWNER: "that it is the owner or the manager of the homes who pays",
    Fact.TENANT_ADVERTISES_NOTHING: "that the tenant advertises nothing",
    Fact.INDEPENDENT_JUDGEMENT: "that each keeps an independent judgement",
    Fact.REVIEWED_REGULARLY: "that the arrangement is looked at again regularly",
    Fact.OVERSEEN: "that the adviser has reason to trust the promoter, and oversees them",
}
"""How an unknown fact, or an open condition, is asked for; others are called by their name."""


def asked(name: str) -> str:
    """An unknown fact or an open condition as a sentence names it."""
    if name == COUNSEL_SIGNOFF:
        return "that a lawyer has agreed"
    return QUESTIONS.get(name, name.replace("_", " "))
