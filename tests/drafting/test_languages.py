"""A text in another language is refused by the right name."""

from __future__ import annotations

import pytest

from aikg.drafting.languages import language_of
from aikg.errors import UnreadableInput

TEXTS = {
    "French": [
        "La société de Paris a levé cent millions d’euros auprès de plusieurs fonds de capital. De nombreux clients de "
        "la région attendent la mise en service de ses modèles de langue avant la fin de l’année.",
        "Il y a de plus en plus de modèles de langue de grande taille, selon le directeur de la recherche de la banque "
        "de France, et il ne faut pas attendre de miracle de la part de ceux de la côte.",
        "Tesla se dit prête à investir dans Mistral. Elle en a les moyens, mais elle n’a pas encore signé de contrat "
        "de coopération avec le ministère de la Défense.",
    ],
    "Spanish": [
        "La empresa de Madrid ha recaudado cien millones de euros de varios fondos de capital. Muchos clientes de la "
        "región esperan la puesta en marcha de sus modelos de lenguaje antes de que termine el año.",
        "El director de la compañía dijo que no hay planes de venta y que los modelos de lenguaje son de uso libre "
        "para las escuelas de la ciudad.",
    ],
    "Portuguese": [
        "A empresa de Lisboa levantou cem milhões de euros de vários fundos de capital. Muitos clientes da região "
        "esperam a entrada em serviço dos seus modelos de linguagem antes do fim do ano.",
    ],
    "Italian": [
        "La società di Milano ha raccolto cento milioni di euro da diversi fondi di capitale. Molti clienti della "
        "regione aspettano la messa in servizio dei suoi modelli di lingua prima della fine dell’anno.",
    ],
    "German": [
        "Die Firma aus Berlin hat hundert Millionen Euro von mehreren Fonds erhalten. Viele Kunden der Region warten "
        "auf ihre Sprachmodelle, die noch in diesem Jahr in Betrieb gehen.",
    ],
    "Dutch": [
        "Het bedrijf uit Utrecht heeft honderd miljoen euro opgehaald bij meerdere fondsen. Veel klanten in de regio "
        "wachten op de taalmodellen van het bedrijf, die nog dit jaar in gebruik worden genomen.",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in TEXTS.items() for text in texts])
def test_a_language_is_called_by_its_name(language: str, text: str) -> None:
    with pytest.raises(UnreadableInput, match=f"seems to be in {language};"):
        language_of(text)


def test_english_with_names_from_elsewhere_is_english() -> None:
    text = (
        "Mistral of Paris and the Banque de France said that La Poste, El País and O Globo will use Le Chat on phones."
    )
    assert language_of(text) == "en"
