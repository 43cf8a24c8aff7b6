"""Who and what the news is about. The first of each list are the hubs; the lists grow with the root of the items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isqrt
from typing import Final, NamedTuple

from synthetic.draws import Draw
from synthetic.terms import BASE, REGISTRY_GRAPH, Graph, Node, a, iri, text

_SYLLABLES: Final = "kalorivenutasomideraquzobefalimoneparusitevoxiyahojugedibocenalu"
_CHARACTERS: Final = "卡洛瑞维努塔索米德拉奎佐贝法利莫内帕鲁西特沃希亚霍居格迪波策纳卢"
_SCATTER: Final = 7919  # odd, so that i * _SCATTER modulo a power of two gives each name once
_PREF, _ALT = iri("skos:prefLabel"), iri("skos:altLabel")
_DEFINITION, _PART_OF = iri("skos:definition"), iri("schema:isPartOf")

# Kind, share of all entities, class, endings of the names in English and Chinese.
_KINDS: Final = (
    (
        "organization",
        0.44,
        "aikg:Organization",
        (" Labs", " Capital", " AI", " Group", " Hospital"),
        "实验室 资本 智能 集团 医院",
    ),
    ("model", 0.22, "aikg:Model", ("", " 2.0", " 3.5", " 4 Pro"), " ,2.0,3.5,4 Pro"),
    ("product", 0.14, "aikg:Product", (" Store", " Chip", " Robot", " Cluster"), "商店 芯片 机器人 集群"),
    ("policy", 0.04, "aikg:Policy", (" Act", " Controls", " Initiative"), "法案 管制 倡议"),
    ("person", 0.10, "schema:Person", ("",), ""),
    ("place", 0.01, "schema:AdministrativeArea", ("",), "国"),
    ("concept", 0.03, "skos:Concept", (" market", " industry"), "市场 产业"),
    ("role", 0.02, "skos:Concept", (" analyst", " trainer"), "分析师 训练师"),
)


class Entity(NamedTuple):
    """An entity: its IRI in angle brackets and its names; `label_zh` is empty where it has none in Chinese."""

    iri: str
    label: str
    label_zh: str
    alias: str


class Registry:
    """The entities for news of so many items."""

    def __init__(self, items: int, seed: int) -> None:
        total = 20 * isqrt(max(items, 100))
        self._classes: dict[str, str] = {}
        self._lists: dict[str, list[Entity]] = {}
        number = 0
        for kind, share, class_, endings, endings_zh in _KINDS:
            count = max(8, int(total * share))
            self._classes[kind] = class_
            zh = endings_zh.split("," if "," in endings_zh else " ") or [""]
            self._lists[kind] = [
                _entity(kind, number + _family(kind, i), endings[i % len(endings)], zh[i % len(zh)].strip())
                for i in range(count)
            ]
            number += count
        draw = Draw(seed)
        labs = self.labs
        self.makers = {e.iri: draw.popular(labs) for e in (*self.of("model"), *self.of("product"))}
        """Who makes each model and product: always the same."""
        self.issuers = {e.iri: draw.popular(draw.of((self.of("place"), labs))) for e in self.of("policy")}
        """Whose each policy is."""

    def of(self, kind: str) -> list[Entity]:
        """The entities of a kind, the most popular first."""
        return self._lists[kind]

    @property
    def labs(self) -> list[Entity]:
        """Organizations that make things."""
        return self._lists["organization"][0::5] + self._lists["organization"][2::5]

    @property
    def investors(self) -> list[Entity]:
        """Organizations that put money into others."""
        return self._lists["organization"][1::5]

    @property
    def sites(self) -> list[Entity]:
        """Organizations that use models and products."""
        return self._lists["organization"][4::5]

    def __len__(self) -> int:
        return sum(map(len, self._lists.values()))

    def graphs(self) -> Iterator[Graph]:
        """The graph of the registry, a kind at a time."""
        for kind, entities in self._lists.items():
            nodes = [self._node(kind, rank, entities) for rank in range(len(entities))]
            yield Graph(REGISTRY_GRAPH, nodes)

    def _node(self, kind: str, rank: int, entities: Sequence[Entity]) -> Node:
        entity = entities[rank]
        lines = [a(self._classes[kind]), f"{_PREF} {text(entity.label, 'en')}"]
        if entity.label_zh:
            lines.append(f"{_PREF} {text(entity.label_zh, 'zh')}")
        lines.append(f"{_ALT} {text(entity.alias, 'en')}")
        lines.append(f"{_DEFINITION} {text(f'Made up for measuring: number {rank + 1} among {kind}s.', 'en')}")
        if _family(kind, rank) != rank:
            lines.append(f"{_PART_OF} {entities[_family(kind, rank)].iri}")
        return Node(entity.iri, lines)


def _family(kind: str, rank: int) -> int:
    """Four models are one family, the first of them the family itself; they share the stem of their names."""
    return rank - rank % 4 if kind == "model" else rank


def _entity(kind: str, number: int, ending: str, ending_zh: str) -> Entity:
    code = number * _SCATTER % 32**3
    places = (code % 32, code // 32 % 32, code // 1024)
    stem = "".join(_SYLLABLES[2 * place : 2 * place + 2] for place in places).capitalize()
    label, chinese = f"{stem}{ending}", "".join(_CHARACTERS[place] for place in places) + ending_zh
    alias = stem if kind == "organization" else f"{label} ({kind})"
    slug = label.lower().replace(" ", "-")
    return Entity(f"<{BASE}id/{kind}/{slug}>", label, chinese if number % 10 < 7 else "", alias)
