"""Payloads as Shopify writes them, and its signature."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

PAYLOADS = Path(__file__).parent / "sources" / "payloads" / "shopify"


def payload(name, **changes):
    """A body as a dict, with some members changed."""
    return json.loads((PAYLOADS / f"{name}.json").read_text()) | changes


def raw(body):
    return json.dumps(body, indent=2).encode()


def signature(secret, body):
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(secret, body, *, topic="orders/paid", delivery_id="b7c6", prefix="X-Shopify-"):
    return {
        f"{prefix}Hmac-Sha256": signature(secret, body),
        f"{prefix}Topic": topic,
        f"{prefix}Webhook-Id": delivery_id,
        "Content-Type": "application/json",
    }
