"""The form on which somebody is named: how it is read, and how it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from urllib.parse import parse_qs

from pydantic import ValidationError

from referral_api.domain.asks.body import MAX_PROSPECTS, ProspectBody
from referral_api.routes.public.answering_words import Words
from referral_api.routes.public.pages import Look

MAX_FORM_BYTES = 1 << 16
MAX_FIELDS = 7 * MAX_PROSPECTS
_FIELD_OF = {"email": "contact", "phone": "contact", "how_known": "how", "need": "need"}

_ENTRY = """<label>{words.name}{wrong[name]}
<input name="name{n}" value="{name}" maxlength="255" autocomplete="off"{required}></label>
{contact}<label>{words.how} <small>{words.optional}</small>{wrong[how]}
<textarea name="how{n}" rows="2" maxlength="1000">{how}</textarea>
</label>
<label>{words.need} <small>{words.optional}</small>{wrong[need]}
<textarea name="need{n}" rows="2" maxlength="1000">{need}</textarea>
<small>{words.how_note}</small></label>
<label class="tick"><input type="checkbox" name="told{n}" value="yes"{ticked}{required}>
<span>{told}{wrong[told]}</span></label>
"""
_CONTACT = """<label>{words.contact} <small>{words.optional}</small>{wrong[contact]}
<input name="contact{n}" value="{contact}" maxlength="320" inputmode="email" autocapitalize="none"
 autocomplete="off"></label>
"""
_BUTTON = '<form method="post"><button name="answer" value="{}" class="quiet">{}</button></form>'


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as they were written down; `wrong` are the fields that must be mended."""

    name: str = ""
    contact: str = ""
    how: str = ""
    need: str = ""
    told: bool = False
    wrong: frozenset[str] = field(default=frozenset())

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.contact or self.how or self.need)


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a posted form; none where it is larger than any that our page sends."""
    if len(body) > MAX_FORM_BYTES:
        return {}
    text = body.decode("ascii", "replace")
    try:
        found = parse_qs(text, errors="replace", max_num_fields=MAX_FIELDS)
    except ValueError:
        return {}
    return {name: values[0].replace("\r\n", "\n").strip() for name, values in found.items()}


def read_entries(form: Mapping[str, str], *, contact: bool) -> list[Entry]:
    """Whom the form names; the first place always, to be mended where nobody is named."""
    entries = [
        Entry(
            form.get(f"name{n}", ""),
            form.get(f"contact{n}", "") if contact else "",
            form.get(f"how{n}", ""),
            form.get(f"need{n}", ""),
            f"told{n}" in form,
        )
        for n in range(1, MAX_PROSPECTS + 1)
    ]
    return [each for each in entries if not each.is_empty] or entries[:1]


def read_prospects(entries: Sequence[Entry]) -> tuple[list[Entry], tuple[ProspectBody, ...]]:
    """The entries with what is wrong in them, and the people whom the others name."""
    seen, prospects = [], []
    for each in entries:
        wrong, prospect = _read(each)
        seen.append(replace(each, wrong=wrong))
        if prospect is not None:
            prospects.append(prospect)
    return seen, tuple(prospects)


def _read(entry: Entry) -> tuple[frozenset[str], ProspectBody | None]:
    unread = set() if entry.told else {"told"}
    kind = "email" if "@" in entry.contact else "phone"
    said = {
        "name": entry.name,
        kind: entry.contact or None,
        "how_known": entry.how or None,
        "need": entry.need or None,
    }
    try:
        prospect = ProspectBody.model_validate({**said, "permission": True})
    except ValidationError as error:
        places = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
        return frozenset(unread | {_FIELD_OF.get(place, place) for place in places}), None
    return frozenset(unread), None if unread else prospect


def draw(entries: Sequence[Entry], words: Words, look: Look, *, contact: bool) -> str:
    """The form, one place open and each other one behind a line that opens it, and the two ways to
    say no."""
    shown = [*entries, *[Entry()] * (MAX_PROSPECTS - len(entries))]
    places = ""
    for n in range(MAX_PROSPECTS, 0, -1):
        drawn = _draw(n, shown[n - 1], words, look, contact=contact) + places
        opened = " open" if n <= len(entries) else ""
        more = f"<details{opened}><summary>{words.more}</summary>\n{drawn}</details>\n"
        places = more if n > 1 else drawn
    send = f'<button name="answer" value="named">{words.send}</button>'
    return f'<form method="post">{places}{send}</form>{say_no(words)}'


def say_no(words: Words) -> str:
    """The two ways to say no."""
    return _BUTTON.format("not_now", words.not_now) + never(words)


def never(words: Words) -> str:
    """The way to say it for ever."""
    return _BUTTON.format("never", words.never)


def _draw(n: int, entry: Entry, words: Words, look: Look, *, contact: bool) -> str:
    wrong = {
        name: f'<span class="wrong">{words.wrong[name]}</span>' if name in entry.wrong else ""
        for name in ("name", "contact", "how", "need", "told")
    }
    told = {
        "n": n,
        "words": words,
        "wrong": wrong,
        "name": escape(entry.name),
        "how": escape(entry.how),
        "need": escape(entry.need),
        "told": escape(words.told.format(look.name)),
        "ticked": " checked" if entry.told else "",
        "required": " required" if n == 1 else "",
    }
    reached = {**told, "contact": escape(entry.contact)}
    return _ENTRY.format(**told, contact=_CONTACT.format(**reached) if contact else "")
