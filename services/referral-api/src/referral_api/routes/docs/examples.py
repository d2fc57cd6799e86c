"""Requests to copy: one for each route that takes a body, as the reference shows it.

Each is posted as it stands, but for the ids, by a test. Ids in it stand for those of the reader's
own house.
"""

from typing import Any

_NINETY = {"minor": 9000, "currency": "USD"}
_AT = "2026-03-01T10:00:00Z"
_ANA = {"emails": ["ana@example.com"], "name": {"given": "Ana", "family": "Reyes"}, "locale": "es"}
_BEN = {"email": "ben@example.com", "name": {"display": "Ben Buyer"}}
_DOCUMENT = {
    "name": "Give $50, get $50",
    "kind": "code",
    "currency": "USD",
    "destination_url": "https://shop.example/welcome",
    "rewards": [
        {
            "rule": "referrer",
            "to": "referrer",
            "on": "sale",
            "when": [{"field": "sale.net", "op": "gte", "value": "50.00"}],
            "give": {"kind": "gift_card", "amount": {"fixed": "50.00"}},
        }
    ],
}
_BUSINESS = {"name": "Harbor & Pine", "time_zone": "America/New_York", "locale": "en"}
_PERSON = "per_01jd0000000000000000000000"
_PROGRAM = "prg_01jd0000000000000000000000"
_CRM = {"kind": "crm", "ref": "lead 7"}
_REASON = {"reason": "Looked into it: all is well."}

EXAMPLES: dict[str, Any] = {
    "POST /v1/businesses": {**_BUSINESS, "currency": "USD", "mode": "test", "industry": "retail"},
    "PATCH /v1/business": {"name": "Harbor & Pine", "postal_address": "12 Wharf St, Portland ME"},
    "POST /v1/api_keys": {"name": "till", "scopes": ["read", "write"]},
    "POST /v1/people": {**_ANA, "external_ids": [{"source": "crm", "id": "7"}]},
    "PATCH /v1/people/{person_id}": {"name": {"display": "Ana R."}, "place": {"country": "US"}},
    "PUT /v1/people/{person_id}/preferences": {"accepts": "anything", "channel": "email"},
    "POST /v1/people/{person_id}/merge": {"into": _PERSON},
    "POST /v1/people/{person_id}/consents": {
        "purpose": "marketing",
        "channel": "email",
        "state": "given",
        "basis": "consent",
        "at": _AT,
        "evidence": {"kind": "form", "ref": "checkout", "wording": "Yes, write to me."},
    },
    "POST /v1/programs": {"document": _DOCUMENT},
    "POST /v1/programs/{program_id}/sign_offs": {
        "place": "US-WA",
        "reason": "Our counsel's letter of 1 March, kept in the contracts folder.",
    },
    "POST /v1/templates": {"kind": "welcome", "language": "en"},
    "PATCH /v1/templates/{template_id}": {"subject": "{{ rep_name }} has a question for you"},
    "POST /v1/templates/{template_id}/preview": {"facts": {"first_name": "Dana"}},
    "POST /v1/templates/lint": {
        "kind": "referral_ask",
        "language": "en",
        "text": "Do you know anyone who would be interested?",
    },
    "PATCH /v1/programs/{program_id}": {"document": {**_DOCUMENT, "name": "Give 50, get 50"}},
    "POST /v1/programs/{program_id}/dry_run": {"facts": {"sale": {"net": _NINETY}}},
    "POST /v1/participants": {"program_id": _PROGRAM, "person_ref": _BEN, "code": "BEN20"},
    "PATCH /v1/participants/{participant_id}": {"status": "left"},
    "POST /v1/participants/{participant_id}/discuss": {"discussed_at": _AT},
    "POST /v1/test_clock/advance": {"by_s": 86_400},
    "POST /v1/reviews": {
        "source": "google",
        "external_id": "r-77",
        "person_ref": _BEN,
        "rating": {"value": "5", "out_of": "5"},
        "text": "They built our fence in two days.",
        "written_at": _AT,
    },
    "POST /v1/survey_answers": {
        "source": "delighted",
        "external_id": "a-12",
        "person_ref": _BEN,
        "score": 10,
        "answered_at": _AT,
    },
    "POST /v1/value_contacts": {
        "person_ref": _BEN,
        "kind": "problem_solved",
        "value": "The gate closes by itself again.",
        "evidence": "ticket 311",
        "occurred_at": _AT,
    },
    "POST /v1/issues": {"person_ref": _BEN, "kind": "question", "opened_at": _AT},
    "POST /v1/issues/{issue_id}/reply": {"has_plan": True},
    "POST /v1/issues/{issue_id}/resolve": {},
    "POST /v1/opportunities": {
        **{"source": "crm", "external_id": "d-9", "person_ref": _BEN},
        **{"stage": "committing", "changed_at": _AT},
    },
    "POST /v1/order_fulfilments": {"person_ref": _BEN, "fulfilled_at": _AT},
    "POST /v1/invitations": {
        **{"source": "delighted", "external_id": "i-12", "person_ref": _BEN},
        **{"kind": "relationship_survey", "template": "nps v3", "decided_at": _AT},
    },
    "POST /v1/sales": {
        "source": "till",
        "external_id": "1002",
        "occurred_at": _AT,
        "gross": _NINETY,
        "buyer_ref": _BEN,
        "codes": ["ANA20"],
        "items": [{"product_id": "candle", "quantity": 2}],
    },
    "POST /v1/sales/{sale_id}/refunds": {
        "external_id": "R-1",
        "amount": {"minor": 4500, "currency": "USD"},
        "occurred_at": "2026-03-03T10:00:00Z",
    },
    "POST /v1/sales/{sale_id}/attribute": {"code": "ANA20"},
    "POST /v1/referrals": {
        "program_id": _PROGRAM,
        "referrer_ref": {"email": "ana@example.com"},
        "prospect_ref": _BEN,
        "permission": True,
        "context": "They row together.",
        "need": "A boathouse that leaks.",
    },
    "POST /v1/referrals/{referral_id}/request_introduction": {"two_step": False},
    "POST /v1/referrals/{referral_id}/introductions": {
        "evidence": {"kind": "meeting_record", "ref": "calendar entry of 2 March"}
    },
    "POST /v1/referrals/{referral_id}/advance": {"status": "contacted", "evidence": _CRM},
    "POST /v1/referrals/{referral_id}/lose": {"reason": "no_need", "evidence": _CRM},
    "POST /v1/referrals/{referral_id}/withdraw": {"reason": "asked_to"},
    "POST /v1/asks": {"person_ref": {"email": "ana@example.com"}, "wanted": "introduction"},
    "POST /v1/asks/preview": {"person_id": _PERSON, "wanted": "introduction"},
    "POST /v1/asks/{ask_id}/answer": {
        "answer": "named",
        "prospects": [
            {"name": "Dana", "phone": "+1 305 555 0177", "how_known": "Her accountant."}
            | {"permission": True}
        ],
    },
    "POST /v1/rewards/{reward_id}/approve": _REASON,
    "POST /v1/rewards/{reward_id}/deny": {"reason": "The buyer is the referrer's spouse."},
    "POST /v1/rewards/{reward_id}/retry": _REASON,
    "POST /v1/rewards/{reward_id}/revoke": {"reason": "The order was a mistake."},
    "POST /v1/rewards/{reward_id}/recover": {"reason": "It was handed over twice."},
    "POST /v1/rewards/{reward_id}/choose": {"choice": "gift_card", "reason": "She rang."},
    "POST /v1/tasks/{task_id}/done": {"proof": "R-1", "code": "X-1"},
    "PUT /v1/providers/{kind}": {"settings": {"due_days": 3}},
    "PUT /v1/channels/{kind}": {"settings": {"host": "mail.example.com", "port": 587}},
    "POST /v1/connections": {"source": "shopify", "name": "Web shop"},
    "PATCH /v1/connections/{connection_id}": {"name": "The shop in Wharf Street"},
    "POST /v1/connections/{connection_id}/rotate_secret": {},
    "POST /v1/connections/{connection_id}/dry_run": {
        "topic": "orders/paid",
        "body": {
            "id": 820982911946154500,
            "currency": "USD",
            "financial_status": "paid",
            "created_at": _AT,
            "total_price": "90.00",
            "email": "ben@example.com",
            "discount_codes": [{"code": "ANA20"}],
            "line_items": [{"product_id": 632910392, "quantity": 1, "price": "90.00"}],
        },
    },
    "POST /v1/webhook_endpoints": {
        "url": "https://hooks.example.com/goodword",
        "name": "Warehouse",
        "event_types": ["sale_closed", "reward_issued"],
    },
    "PATCH /v1/webhook_endpoints/{endpoint_id}": {"status": "active"},
    "POST /v1/webhook_endpoints/{endpoint_id}/replay": {"since": _AT, "status": ["failed"]},
    "POST /v1/deliveries/replay": {
        "connection_id": "con_01jd0000000000000000000000",
        "received_from": "2026-03-05T00:00:00Z",
        "received_before": "2026-03-06T00:00:00Z",
    },
}
"""By method and path."""
