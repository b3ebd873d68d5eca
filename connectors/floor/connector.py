"""The declaration of a floor without an API: nothing is written to it by machine."""

from catalog.config import FloorSettings
from catalog.status import Action, Method
from connectors.base import Declaration, Policy


class FloorConnector:
    """A person uploads the pack; the public page, a person or a file tells what became of it."""

    declaration = Declaration(
        kind="buudien",
        label_vi="Nông sản Bưu điện (buudien.vn)",
        push=False,
        observe=(Method.PAGE, Method.PERSON, Method.FILE),
        actions=frozenset({Action.EXPORT}),
        settings=FloorSettings,
        policy=Policy(rate=0.33, in_flight=1, deadline=20.0, tries=1),
        state="open",
    )


CONNECTOR = FloorConnector()
