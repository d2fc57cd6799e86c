"""The written terms of a program, generated from the document in the reader's language.

They name what R-REW-05 asks for: who, what counts, the minimum, the amount, the kind, the window,
the limits, a note on tax and how to end. A business may write its own: a template, in which
`{who}`, `{what_counts}` and so on stand for what we generate. What it does not name is added at its
end, so that no terms lack what they must say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date

from goodword.programs.document.conditions import AnyOf, Condition, Entry
from goodword.programs.document.fields import FIELDS, FieldType, Op
from goodword.programs.document.limits import Limit
from goodword.programs.document.placeholders import PLACEHOLDER, SUBJECTS
from goodword.programs.document.program import ProgramDocument, ProgramKind
from goodword.programs.document.rules import Cause, Recipient, RewardRule
from goodword.programs.wording.gifts import GiftWords
from goodword.programs.wording.languages import phrases_for
from goodword.programs.wording.languages.phrases import Phrases


def terms(document: ProgramDocument, business_name: str, language: str = "en") -> str:
    """The terms as plain text, one paragraph per subject; `language` is the reader's locale."""
    phrases = phrases_for(language)
    writer = _Writer(document, business_name, phrases, GiftWords(phrases, document.currency))
    written = writer.subjects()
    if document.terms is None:
        title = phrases.title.format(name=document.name, business=business_name)
        return "\n\n".join([title, *written.values()])
    known = {**written, "name": document.name, "business": business_name}
    own = PLACEHOLDER.sub(lambda found: known[found[1]], document.terms)
    named = set(PLACEHOLDER.findall(document.terms))
    return "\n\n".join([own.strip(), *(written[one] for one in SUBJECTS if one not in named)])


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the terms of one document in one language."""

    document: ProgramDocument
    business: str
    phrases: Phrases
    gifts: GiftWords

    def subjects(self) -> Mapping[str, str]:
        """The paragraphs by the name that a template has for them, in their order."""
        rewards = [one for rule in self.document.rewards for one in self._reward(rule)]
        return {
            "who": self._who(),
            "what_counts": self._what_counts(),
            "when": self._when(),
            "rewards": "\n\n".join(rewards),
            "limits": self._limits(),
            "hold": self._hold(),
            "tax": self.phrases.tax,
            "ending": self.phrases.ending.format(business=self.business),
        }

    def _who(self) -> str:
        where = ""
        if self.document.places:
            where = self.phrases.where.format(places=self._joined(list(self.document.places)))
        who = self._joined([self.phrases.audience[one] for one in self.document.audience])
        return self.phrases.who.format(who=who, where=where)

    def _joined(self, words: list[str]) -> str:
        if len(words) == 1:
            return words[0]
        return f"{', '.join(words[:-1])}{self.phrases.and_}{words[-1]}"

    def _what_counts(self) -> str:
        if self.document.kind is ProgramKind.ACTIVE_INTRO:
            return self.phrases.what_counts_introduction
        return self.phrases.what_counts_code

    def _when(self) -> str:
        window = self.document.window
        words = self.phrases.when.format(
            days=self.phrases.counted(window.days, "day"), since=self.phrases.since[window.since]
        )
        if self.document.starts_at:
            words += self.phrases.starts.format(day=self._day(self.document.starts_at))
        if self.document.ends_at:
            words += self.phrases.ends.format(day=self._day(self.document.ends_at))
        return words

    def _day(self, moment: datetime) -> str:
        return format_date(moment, "long", locale=self.phrases.locale)

    def _reward(self, rule: RewardRule) -> Iterator[str]:
        own_purchase = rule.to is Recipient.PROSPECT and rule.on is Cause.SALE
        instead = ""
        if rule.instead:
            instead = self.phrases.instead.format(gift=self.gifts.gift(rule.instead))
        yield self.phrases.reward.format(
            receives=self.phrases.receives[rule.to].format(gift=self.gifts.give(rule.give)),
            cause=self.phrases.own_purchase if own_purchase else self.phrases.causes[rule.on],
            instead=instead,
        )
        entries = [self._entry(entry) for entry in rule.when]
        if rule.on is Cause.SALE and not any(_is_minimum(entry) for entry in rule.when):
            entries.append(self.phrases.no_minimum)
        if entries:
            yield self.phrases.conditions.format(conditions="; ".join(entries))

    def _entry(self, entry: Entry) -> str:
        if isinstance(entry, Condition):
            return self._condition(entry)
        if isinstance(entry, AnyOf):
            options = self.phrases.or_.join(self._entry(one) for one in entry.any_of)
            return self.phrases.either.format(first=options)
        return self.phrases.not_.format(entry=self._entry(entry.negated))

    def _condition(self, condition: Condition) -> str:
        if condition.field == "prospect.is_new" and condition.op is Op.EQ:
            return self.phrases.new_customer if condition.value else self.phrases.known_customer
        if _is_minimum(condition):
            return self.phrases.minimum.format(amount=self.gifts.money(str(condition.value)))
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        money = FIELDS[condition.field].type is FieldType.MONEY and condition.op is not Op.EXISTS
        said = [self.gifts.money(str(one)) if money else self._said(one) for one in values]
        field, op = self.phrases.fields[condition.field], self.phrases.ops[condition.op]
        return f"{field} {op} {', '.join(said)}"

    def _said(self, value: bool | int | str | None) -> str:
        if isinstance(value, bool) or value is None:
            return self.phrases.no if value is False else self.phrases.yes
        return str(value)

    def _limits(self) -> str:
        found = [
            self._limit(limit) + self.phrases.of_rule.format(rule=rule.rule)
            for rule in self.document.rewards
            for limit in rule.limits
        ]
        found += [self._limit(limit) + self.phrases.of_all_rules for limit in self.document.limits]
        if not found:
            return self.phrases.no_limits
        return self.phrases.limits.format(limits="; ".join(found))

    def _limit(self, limit: Limit) -> str:
        bounds = [self.phrases.counted(limit.count, "reward")] if limit.count is not None else []
        if isinstance(limit.amount, int):
            bounds.append(self.phrases.counted(limit.amount, "point"))
        elif limit.amount is not None:
            bounds.append(self.gifts.money(limit.amount))
        return self.phrases.limit.format(
            bounds=self.phrases.and_.join(bounds),
            per=self.phrases.per[limit.per],
            period=self.phrases.periods[limit.period],
        )

    def _hold(self) -> str:
        threshold = self.document.on_refund == "threshold"
        return self.phrases.hold.format(
            days=self.phrases.counted(self.document.hold_days, "day"),
            refunds=self.phrases.threshold if threshold else self.phrases.proportional,
        )


def _is_minimum(entry: Entry) -> bool:
    return isinstance(entry, Condition) and entry.field == "sale.net" and entry.op is Op.GTE
