"""Every fact once more, slowly and plainly, from its documented meaning: what the expressions are held against."""

from . import (
    base,
    careers,
    complaints,
    conduct,
    deputies,
    disciplinary,
    documents,
    dossier,
    exits,
    integrity,
    leaving,
    moves,
    offices,
    plans,
    procedure,
    reappointment,
    recruitment,
    relatives,
)
from .common import Record

__all__ = ["Record", "facts_of"]


def facts_of(record, decision, provisions=()):
    """All facts of one decision by name, with special cases of `provisions`; None where the record does not tell."""
    keys, found = base.facts(record, decision)
    covered = keys["covered"]

    def whole(*tables):
        return all(covered[f"coverage_{table}"] for table in tables)

    found |= careers.service(record, decision, keys, whole("tenure"))
    found |= careers.planning(record, decision, keys, whole("plan_entry"))
    found |= conduct.ratings(record, decision)
    found |= conduct.discipline(record, decision)
    found |= conduct.cases(record, decision)
    found |= conduct.assets(record, decision, whole("asset_declaration"))
    found |= procedure.steps(record, decision, covered)
    found |= procedure.requests(record, decision, found)
    found |= procedure.notices(record, decision, whole("notice"))
    found |= dossier.dossier(record, decision, whole("dossier_item"))
    found |= dossier.declarations(record, decision, whole("asset_declaration", "dossier_item"))
    found |= relatives.relatives(record, decision, keys, covered)
    found |= offices.bodies(record, decision, keys, covered)
    found |= offices.chairs(record, decision, keys, whole("tenure"))
    found |= offices.acting(record, decision, whole("tenure"))
    found |= reappointment.terms(record, decision, keys, found, covered)
    found |= reappointment.deferrals(record, decision, found)
    found |= reappointment.status(record, decision, keys)
    found |= reappointment.left(record, decision, keys)
    found |= reappointment.kept(record, decision, whole("tenure"))
    found |= integrity.filings(record, decision, keys, covered)
    found |= integrity.conflicts(record, decision, covered)
    found |= integrity.proposers(record, decision)
    found |= integrity.plans(record, decision, whole("plan_entry"))
    found |= integrity.enterprises(keys)
    found |= moves.moves(record, decision, keys, covered)
    found |= moves.postings(record, decision, covered)
    found |= moves.heads(record, decision, keys, covered)
    found |= recruitment.recruitment(record, decision, found)
    found |= disciplinary.facts(record, decision, keys, covered)
    found |= deputies.around(record, decision, keys, covered)
    found |= complaints.complaints(record, decision)
    found |= documents.numbers(record, decision)
    found |= leaving.streamlining(record, decision)
    found |= leaving.entry_file(record, decision, whole("dossier_item"))
    found |= plans.lists(record, decision, found)
    found |= plans.levels(record, decision, whole("tenure"))
    found |= plans.nominations(record, decision, keys, whole("tenure"))
    found |= exits.facts(record, decision, keys, covered, found["retires_on"])
    for provision in provisions:
        found |= relatives.special_case(record, decision, keys, provision)
    return found
