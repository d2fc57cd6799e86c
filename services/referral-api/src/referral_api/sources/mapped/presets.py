"""Mappings of senders that many have: their names may be given instead of a document."""

from typing import Any, Final

_PAYMENT: Final = "/payload/payment/entity"
_REFUND: Final = "/payload/refund/entity"
_SECONDS: Final = {"at": "/created_at", "form": "seconds"}


def _of_razorpay(event: str, status: str) -> dict[str, Any]:
    captured = {"at": f"{_PAYMENT}/captured", "is": True}
    return {
        "kind": "refund",
        # A payment that never was captured is given back by itself, and was no sale.
        "when": [{"at": "/event", "is": event}, captured],
        "sale_external_id": f"{_REFUND}/payment_id",
        "external_id": f"{_REFUND}/id",
        "amount": {
            "amount": f"{_REFUND}/amount",
            "unit": "minor",
            "currency": f"{_REFUND}/currency",
        },
        "occurred_at": {"at": f"{_REFUND}/created_at", "form": "seconds"},
        "updated_at": _SECONDS,
        "status": status,
    }


RAZORPAY: Final[dict[str, Any]] = {
    "source": "razorpay",
    "topic": "/event",
    "signature_header": "X-Razorpay-Signature",
    "rules": [
        {
            "kind": "sale",
            "when": [{"at": "/event", "is": "payment.captured"}],
            "external_id": f"{_PAYMENT}/id",
            "occurred_at": {"at": f"{_PAYMENT}/created_at", "form": "seconds"},
            "updated_at": _SECONDS,
            "gross": {
                "amount": f"{_PAYMENT}/amount",
                "unit": "minor",
                "currency": f"{_PAYMENT}/currency",
            },
            "buyer": {
                "external_id": f"{_PAYMENT}/customer_id",
                # Who gave no address has this one, all of them.
                "email": {"at": f"{_PAYMENT}/email", "unless": ["void@razorpay.com"]},
                "phone": f"{_PAYMENT}/contact",
            },
            "link_code": f"{_PAYMENT}/notes/ref",
            "click_id": f"{_PAYMENT}/notes/gw_click",
        },
        _of_razorpay("refund.created", "pending"),
        _of_razorpay("refund.processed", "succeeded"),
        _of_razorpay("refund.failed", "failed"),
    ],
}

LEMONSQUEEZY: Final[dict[str, Any]] = {
    "source": "lemonsqueezy",
    "topic": "/meta/event_name",
    "signature_header": "X-Signature",
    "rules": [
        {
            "kind": "sale",
            "when": [
                {"at": "/meta/event_name", "is": "order_created"},
                {"at": "/data/attributes/status", "is": "paid"},
            ],
            "external_id": "/data/id",
            "occurred_at": "/data/attributes/created_at",
            "updated_at": "/data/attributes/updated_at",
            "gross": {
                "amount": "/data/attributes/total",
                "unit": "minor",
                "currency": "/data/attributes/currency",
            },
            "buyer": {
                "external_id": "/data/attributes/customer_id",
                "email": "/data/attributes/user_email",
                "name": "/data/attributes/user_name",
            },
            "link_code": "/meta/custom_data/ref",
            "click_id": "/meta/custom_data/gw_click",
            "test_when": [{"at": "/data/attributes/test_mode", "is": True}],
        },
        {
            "kind": "refund",
            "when": [{"at": "/meta/event_name", "is": "order_refunded"}],
            "sale_external_id": "/data/id",
            # It tells what went back in all, so that an order has one refund, which grows.
            "external_id": "refunded",
            "amount": {
                "amount": "/data/attributes/refunded_amount",
                "unit": "minor",
                "currency": "/data/attributes/currency",
            },
            "occurred_at": "/data/attributes/refunded_at",
            "updated_at": "/data/attributes/updated_at",
        },
    ],
}

PRESETS: Final[dict[str, dict[str, Any]]] = {
    "lemonsqueezy": LEMONSQUEEZY,
    "razorpay": RAZORPAY,
}
