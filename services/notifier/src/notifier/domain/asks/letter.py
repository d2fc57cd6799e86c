"""What an ask says: what is wanted, and where the answer goes."""

from pydantic import BaseModel, ConfigDict

from goodword.events.relationships import Wanted
from goodword.ids import AskId, PersonId


class AskFacts(BaseModel):
    """Kept with a message until its words are forgotten. The client's story and the rep's name are
    those that are known while it is composed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: AskId
    wanted: Wanted
    rep: PersonId | None = None
