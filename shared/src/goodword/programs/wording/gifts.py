"""Gifts in words of one language."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_percent

from goodword.money import Money
from goodword.programs.document.amounts import (
    Amount,
    Fixed,
    Percent,
    PercentOff,
    Points,
    Tiers,
)
from goodword.programs.document.gifts import Choice, Gift, GiftKind, Give
from goodword.programs.wording.languages.phrases import Phrases


@dataclass(frozen=True, slots=True)
class GiftWords:
    """Says gifts in one language, money in one currency."""

    phrases: Phrases
    currency: str

    def give(self, give: Give) -> str:
        """One gift, or all that can be chosen."""
        if not isinstance(give, Choice):
            return self.gift(give)
        options = self.phrases.choice_or.join(self.gift(gift) for gift in give.choose)
        days = self.phrases.counted(give.choose_within_days, "day")
        words = self.phrases.choice.format(options=options, days=days)
        if give.default is None:
            return words
        return words + self.phrases.choice_default.format(
            kind=self.phrases.default_kinds[give.default]
        )

    def gift(self, gift: Gift) -> str:
        """`a gift card, worth $50.00`, with item, place and validity where it has them."""
        if gift.kind is GiftKind.POINTS and gift.amount:
            return self.amount(gift.amount)
        details = []
        if gift.amount:
            details.append(self.phrases.worth.format(amount=self.amount(gift.amount)))
        if gift.where:
            favourite = gift.where == "favourite"
            pattern = self.phrases.favourite if favourite else self.phrases.for_place
            details.append(pattern.format(where=gift.where))
        if gift.valid_days:
            days = self.phrases.counted(gift.valid_days, "day")
            details.append(self.phrases.valid.format(days=days))
        return ", ".join([self._thing(gift), *details])

    def _thing(self, gift: Gift) -> str:
        kind = self.phrases.kinds[gift.kind]
        if gift.item is None:
            return kind
        article = "an" if gift.item[0].lower() in "aeiou" else "a"
        return self.phrases.item.format(kind=kind, item=gift.item, article=article)

    def amount(self, amount: Amount) -> str:
        """`$50.00`, `10% of the net sale, at most $100.00`, `250 points`."""
        if isinstance(amount, Tiers):
            return self._tiers(amount)
        if isinstance(amount, Percent):
            return self._percent(amount)
        if isinstance(amount, Points):
            return self.phrases.counted(amount.points, "point")
        if isinstance(amount, Fixed):
            return self.money(amount.fixed)
        if isinstance(amount, PercentOff):
            return self.phrases.off.format(amount=self._share(amount.percent_off))
        return self.phrases.off.format(amount=self.money(amount.amount_off))

    def money(self, text: str) -> str:
        """A decimal text as people write it: `$50.00`."""
        return Money.parse(text, self.currency).format(self.phrases.locale)

    def _share(self, text: str) -> str:
        """`12.50` is `12.5%`."""
        share = Decimal(text) / 100
        return format_percent(share, locale=self.phrases.locale, decimal_quantization=False)

    def _percent(self, amount: Percent) -> str:
        words = self.phrases.percent_of.format(
            percent=self._share(amount.percent), base=self.phrases.bases[amount.of]
        )
        if amount.at_least:
            words += self.phrases.at_least.format(amount=self.money(amount.at_least))
        if amount.at_most:
            words += self.phrases.at_most.format(amount=self.money(amount.at_most))
        return words

    def _tiers(self, amount: Tiers) -> str:
        first, *others = amount.tiers
        steps = [
            self.phrases.tier.format(begins=tier.begins, amount=self.amount(tier))
            for tier in others
        ]
        counted = self.phrases.counts[amount.by]
        return ", ".join([self.amount(first), *steps]) + self.phrases.counting.format(
            counted=counted
        )
