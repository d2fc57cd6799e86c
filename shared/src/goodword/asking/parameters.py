"""The numbers of asking, which a business may set for itself; each default with its origin in the
method: `seed` from the articles, `source` from what is cited there, `choice` ours."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Days = Annotated[int, Field(ge=0, le=3650)]
Hours = Annotated[int, Field(ge=0, le=24 * 30)]
Months = Annotated[int, Field(ge=1, le=36)]


class AskParameters(BaseModel):
    """`business.parameters.asking`; what is not given is as the method has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask_min: Annotated[int, Field(ge=0, le=10)] = Field(default=9, description="score (seed)")
    review_min: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.9, description="share of the best rating, 4.5 of 5 (choice)"
    )
    score_valid_days: Days = Field(default=180, description="a score opens an ask (choice)")
    resurvey_days: Days = Field(default=90, description="between two relationship surveys (source)")
    survey_gap_days: Days = Field(default=30, description="between any two surveys (choice)")
    min_days: Days = Field(default=90, description="between two asks (choice)")
    min_days_with_signal: Days = Field(default=30, description="with a new signal (choice)")
    max_per_year: Annotated[int, Field(ge=0, le=365)] = Field(
        default=4, description="asks in 365 days (choice)"
    )
    max_per_week: Annotated[int, Field(ge=0, le=100)] = Field(
        default=2, description="commercial messages in 7 days (choice)"
    )
    max_unanswered: Annotated[int, Field(ge=1, le=100)] = Field(
        default=2, description="so many unanswered asks in a row end asking (choice)"
    )
    unanswered_days: Days = Field(default=14, description="then an ask is unanswered (choice)")
    value_days: Days = Field(default=90, description="a value contact earns an ask (choice)")
    value_per_ask: Annotated[float, Field(ge=0, le=100)] = Field(
        default=2, description="value contacts for each ask of 365 days (choice)"
    )
    signal_delay_hours: Hours = Field(default=1, description="from signal to gate (choice)")
    window_hours: Hours = Field(default=48, description="from signal to the end (choice)")
    check_in_months: Months = Field(default=4, description="from one to the next (choice)")
    check_in_min_months: Months = Field(default=3, description="not before (seed)")
    check_in_max_months: Months = Field(default=6, description="then it is overdue (seed)")
    lawful_basis: Literal["soft_opt_in", "consent"] = Field(
        default="soft_opt_in",
        description="who is written to: clients who did not object, or only who said yes (choice)",
    )
    tenure_days: Days = Field(default=180, description="from when a client ranks higher (source)")

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """The check-in is due between its bounds, and the gate runs before its window ends."""
        if not self.check_in_min_months <= self.check_in_months <= self.check_in_max_months:
            raise ValueError("check_in_months lies between its minimum and its maximum")
        if self.signal_delay_hours >= self.window_hours:
            raise ValueError("signal_delay_hours is less than window_hours")
        return self

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Self:
        """Those of a business's parameters, which were checked when they were set."""
        return cls.model_validate(parameters.get("asking") or {})
