"""The log as an AsyncAPI 3.0 document, made from the event classes."""

import json
import re
from typing import Any

from goodword.events.event import PARTITIONS, Event
from goodword.events.registry import EVENTS, STATE_TOPICS, TOPICS
from goodword.events.schemas import file_of

FILE = "asyncapi.yaml"
PREFIX = "goodword."
"""What Kafka's topics begin with unless GOODWORD_KAFKA_TOPIC_PREFIX says otherwise."""

_ABOUT = """\
What Goodword's services tell each other. Each event is a CloudEvent 1.0, on Kafka in binary mode: \
attributes are headers, the payload is the value. Delivery is at least once and in order per key; \
ce_id tells repetitions apart. Readers ignore what they do not know."""

_HEADERS: dict[str, tuple[str, str]] = {
    "ce_specversion": ("1.0", "CloudEvents version"),
    "ce_id": ("0193f5a2-7c1e-7d3a-9a51-3f0c5b7e2d10", "UUIDv7; the same for every repetition"),
    "ce_type": ("goodword.sale-closed.v1", "which event, in which version"),
    "ce_source": ("referral-api", "the service that owns the fact"),
    "ce_subject": ("sal_01jfts59h6fmx9mmqw1hdqwb8g", "TypeID of what it is about"),
    "ce_time": ("2026-11-24T09:30:00Z", "when it was said, RFC 3339"),
    "ce_partitionkey": ("sal_01jfts59h6fmx9mmqw1hdqwb8g", "what the order holds for"),
    "ce_seq": ("1", "its place among the events of its source, topic and key"),
    "ce_businessid": ("biz_01jfts59h6fmx9mmqw1hdqwb8g", "TypeID of the business whose it is"),
    "ce_traceparent": (
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "W3C trace context in which the fact came true",
    ),
    "content-type": ("application/json", "of the value"),
}
_PLAIN = re.compile(r"[a-z][A-Za-z0-9_.-]{3,}(?<!true)(?<!false)(?<!null)")
"""Keys that YAML takes for texts without quotes, even a YAML 1.1 that knows `on` and `yes`."""

_MAY_BE_ABSENT = ("ce_subject", "ce_traceparent")


def document() -> dict[str, Any]:
    """The whole document. Payloads are references to the schemas' files beside it."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Goodword events",
            "version": "1.0.0",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in TOPICS},
        "operations": {f"say-{topic}": _operation(topic) for topic in TOPICS},
        "components": {
            "messages": {event.full_name(): _message(event) for event in EVENTS.values()},
            "messageTraits": {"cloudevent": {"headers": _headers()}},
        },
    }


def to_yaml(node: dict[str, Any], depth: int = 0) -> str:
    """`node` as YAML: mappings as blocks, all else as JSON, which is YAML too."""
    # A writer of twenty lines, since the kernel needs YAML for nothing else.
    lines = []
    for key, value in node.items():
        start = f"{'  ' * depth}{key if _PLAIN.fullmatch(key) else _scalar(key)}:"
        if isinstance(value, dict) and value:
            lines.append(f"{start}\n{to_yaml(value, depth + 1)}")
        elif isinstance(value, list) and value:
            items = [f"{'  ' * depth}- {_scalar(item)}\n" for item in value]
            lines.append(f"{start}\n{''.join(items)}")
        else:
            lines.append(f"{start} {_scalar(value)}\n")
    return "".join(lines)


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _events_of(topic: str) -> list[type[Event]]:
    return [event for event in EVENTS.values() if event.topic == topic]


def _channel(topic: str) -> dict[str, Any]:
    state = topic in STATE_TOPICS
    return {
        "address": PREFIX + topic,
        "description": (
            "State: the newest event of a key says it all." if state else "What happened, in order."
        ),
        "messages": {
            event.full_name(): {"$ref": f"#/components/messages/{event.full_name()}"}
            for event in _events_of(topic)
        },
        "bindings": {
            "kafka": {
                "topic": PREFIX + topic,
                "partitions": PARTITIONS,
                "topicConfiguration": {"cleanup.policy": ["compact" if state else "delete"]},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation(topic: str) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [
            {"$ref": f"#/channels/{topic}/messages/{event.full_name()}"}
            for event in _events_of(topic)
        ],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    summary, _, more = (event.__doc__ or "").partition("\n\n")
    return {
        "name": event.type(),
        "title": event.name,
        "summary": " ".join(summary.split()),
        **({"description": " ".join(more.split())} if more else {}),
        "contentType": "application/json",
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        "payload": {"$ref": f"./{file_of(event)}"},
    }


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name in _HEADERS if name not in _MAY_BE_ABSENT],
        "properties": {
            name: {"type": "string", "description": meaning, "examples": [example]}
            for name, (example, meaning) in _HEADERS.items()
        },
    }
