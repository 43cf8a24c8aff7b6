"""How a network looks: one colour a class, size by degree, and what is only potential paler and dashed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import sqrt
from types import MappingProxyType
from typing import Final

#: Class → colour, shared with the web page. The seven colours are Okabe and Ito's (2008), chosen to be told apart with
#: any kind of colour blindness, the pale four darker, to be seen on white; their black is left to the text. A class
#: that is not listed is grey.
CLASS_COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Organization": "#0072b2",
        "Model": "#009e73",
        "Product": "#3d9bd1",
        "Policy": "#d55e00",
        "Person": "#c98500",
        "Concept": "#b8638f",
        "Place": "#9a8d00",
        "Role": "#4d4d4d",
    }
)
OTHER_COLOUR: Final = "#8a8f98"

EDGE_COLOUR: Final = "#6b7280"
POTENTIAL_COLOUR: Final = "#cfd4dc"

#: Stages that say it has happened, and stages that say it may.
SETTLED_STAGES: Final = frozenset({"completed", "in-effect"})
POTENTIAL_STAGES: Final = frozenset({"potential", "negotiating", "planned", "announced"})

SMALLEST, LARGEST = 10.0, 60.0


def is_potential(stages: Collection[str]) -> bool:
    """Whether an edge is only potential: some stage says it may come, and none that it has.

    >>> is_potential(["announced"]), is_potential(["announced", "completed"]), is_potential(["cancelled"])
    (True, False, False)
    """
    return SETTLED_STAGES.isdisjoint(stages) and not POTENTIAL_STAGES.isdisjoint(stages)


def size(degree: int, largest: int) -> float:
    """Diameter in Gephi's units, 10 to 60: its square root scale makes the *area* follow the degree.

    >>> size(0, 100), size(25, 100), size(100, 100)
    (10.0, 35.0, 60.0)
    """
    return round(SMALLEST + (LARGEST - SMALLEST) * sqrt(degree / largest), 1) if largest else SMALLEST


def rgb(colour: str) -> tuple[int, int, int]:
    """`#0072b2` as red, green and blue, 0 to 255.

    >>> rgb("#0072b2")
    (0, 114, 178)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def colour_of(class_name: str) -> str:
    """The colour of a class; grey for one that has none."""
    return CLASS_COLOURS.get(class_name, OTHER_COLOUR)
