"""What numbers of deputies, streamlining and original dossiers ask of a random world: communes, general departments."""

from chinhdanh.registry.schema import TABLES

OFFICES = ("vu", "cuc", "van_phong", "thanh_tra", "phong")


def add_bodies(maker):
    if maker.chance(0.5):
        _family(maker)
    for decision in maker.rows["decision"]:
        decision["number"] = maker.pick(None, "1/QĐ", "1/QĐ", "2/QĐ")
        if decision["kind"] in ("separation", "retirement") and maker.chance(0.6):
            decision["ground"] = "streamlining"
        if decision["kind"] == "recruitment":
            for kind in ("cv", "diplomas", "health_certificate"):
                for _ in range(maker.pick(0, 1, 1, 1, 2)):
                    maker.add("dossier_item", decision_id=decision["id"], kind=kind, verified_on=maker.end(0.8))
    _positions(maker)
    _corrections(maker)
    _complaints(maker)


def _family(maker):
    """A superior with units of one level beside each other, their deputies, and an appointment of one more."""
    kind, level = maker.pick(("commune", "commune"), ("ministry", "central"), ("general_department", "province"))
    above = maker.add("organization", name="above", kind=kind, level=maker.pick(level, "central"))
    units = [
        maker.add(
            "organization",
            name="unit",
            kind=maker.pick("division", "public_service_unit", None),
            level=level,
            parent_id=above,
            sector=maker.pick(None, "police", "finance"),
            subkind="cuc" if level == "province" else maker.pick(*OFFICES, None),
            until=maker.end(0.1),
            **{"from": maker.pick(None, maker.early())},
        )
        for _ in range(maker.pick(2, 3))
    ]
    posts = [
        maker.add("post", organization_id=body, title="deputy", leadership="deputy") for body in (above, above, *units)
    ]
    for post in posts:
        for _ in range(maker.pick(0, 1, 2)):
            maker.add(
                "tenure",
                person_id=maker.person(),
                post_id=post,
                until=maker.end(0.3),
                acting=maker.pick(None, False, False, True),
                **{"from": maker.pick(None, maker.early(), maker.early())},
            )
    for _ in range(2):
        maker.add(
            "decision",
            kind="appointment",
            person_id=maker.person(),
            post_id=maker.pick(*posts),
            signed_on=maker.day(),
            effective_on=maker.end(0.6),
        )


def _positions(maker):
    groups = [
        maker.add("job_position", name="position", group=maker.pick("leadership", "specialised", "support", None))
        for _ in range(2)
    ]
    for post in maker.rows["post"]:
        if maker.chance(0.7):
            post["job_position_id"] = maker.pick(*groups)
            post["seats"] = maker.pick(1, 2, 5)
    for body in maker.rows["organization"]:
        for category in ("civil_servant", "public_employee"):
            for year in (maker.anchor.year - 1, maker.anchor.year):
                if maker.chance(0.4):
                    maker.add(
                        "establishment",
                        organization_id=body["id"],
                        year=year,
                        category=category,
                        allotted=maker.pick(None, 4, 7, 15, 30),
                        approved_on=maker.end(),
                    )


def _corrections(maker):
    columns = ("birth_date", "birth_precision", "full_name", "sex", "home_province", "category")
    assert set(columns) <= set(TABLES["person"].column_names)
    for _ in range(maker.pick(0, 1, 2, 3)):
        maker.add(
            "record_change",
            table=maker.pick("person", "person", "person", "post"),
            row_id=maker.person(),
            column=maker.pick(*columns),
            changed_on=maker.pick(maker.anchor, maker.day()),
            source_document_on=maker.end(),
        )


def _complaints(maker):
    for decision in list(maker.rows["decision"]):
        for _ in range(maker.pick(0, 0, 0, 1, 1, 2)):
            maker.add(
                "report",
                about_person_id=decision["person_id"],
                about_decision_id=maker.pick(decision["id"], decision["id"], None),
                kind=maker.pick("complaint", "complaint", "denunciation", None),
                received_on=maker.day(),
                accepted_on=maker.end(0.7),
                closed_on=maker.end(0.6),
            )
