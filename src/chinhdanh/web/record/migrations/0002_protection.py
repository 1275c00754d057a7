"""The record is protected and offered as the registry: what these tables and columns were when this was written."""

from django.db import migrations

from chinhdanh.web.record.protection import (
    FOLLOW,
    FUNCTIONS,
    NO_FUNCTIONS,
    ONE_HOLDER,
    follows_versions,
    only_added,
    snapshot_view,
)

COLUMNS = {
    "coverage": "table organization_id from until stated_by stated_on id",
    "organization": (
        "id name kind level parent_id province province_class sector subkind merged_from rearranged_on "
        "head_post_id state_share from until successor_id"
    ),
    "post": (
        "id organization_id title leadership rank equivalence adjacent_lower_rank field managed_by public_unit "
        "elected term_months term_limit seats job_position_id change_period_months reports_to from until"
    ),
    "establishment": "organization_id year category allotted approved_on id",
    "deputy_cap": "organization_id cap from until basis id",
    "body_rating": "organization_id year rating decided_on own_year_end id",
    "job_position": "id name group grade description",
    "competency": "id name kind",
    "position_competency": "job_position_id competency_id level id",
    "person_competency": "person_id competency_id level assessed_on assessed_by id",
    "person": (
        "id full_name sex birth_date birth_precision home_province birth_province category party_joined_on "
        "party_full_on recruited_on retires_on youngest_child_born_on citizen_id"
    ),
    "tenure": (
        "id person_id post_id from until acting concurrent purpose term_ends_on start_decision_id end_decision_id "
        "end_reason"
    ),
    "qualification": (
        "person_id kind level field issued_on issuer verified_on verified studied_from studied_until full_time id"
    ),
    "evaluation": "person_id year rating decided_on duty_related score id",
    "discipline": (
        "id person_id regime form act_started_on act_ended_on discovered_on notified_on decided_on effective_on "
        "ended_on quashed_on ground harm bribery duty_related decision_id"
    ),
    "proceeding": "id person_id kind from until named result",
    "confidence_vote": "person_id post_id held_on kind convened present issued high medium low id",
    "asset_declaration": "person_id kind filed_on published_on verified_on truthful id",
    "health_check": "person_id examined_on fit id",
    "kinship": "person_id relative_id relation from until source id",
    "plan_entry": (
        "id person_id post_id rank organization_id term approved_on reviewed_on withdrawn_on withdrawal_reason "
        "approver_id decision_id"
    ),
    "record_change": "table row_id column old new changed_on source_document_on changed_by id",
    "decision": (
        "id kind number title person_id post_id from_post_id organization_id receiving_organization_id "
        "signatory_id proposer_id source first_leadership higher_post after_reorganization policy_requested_on "
        "policy_answered_on process_started_on proposal_received_on signed_on effective_on registered_on until "
        "term_months ground discipline_id revokes_id status revoked_on competence reorganization rotation_purpose "
        "urgent_task vacancy_reason voting_body_id proposed_by exam_due exam_sat file_complete standards_met "
        "process_followed review_group"
    ),
    "step": (
        "decision_id step held_on held_until body_id chair_id members convened excused present ballots_issued "
        "ballots_valid votes_for ranking names_voted new_name secret announced head_in_favour minutes_on id"
    ),
    "candidate_vote": "decision_id step person_id votes_for id",
    "notice": "decision_id kind issued_on received_on known_on from_id to_id reason id",
    "participant": "decision_id step person_id role withdrew id",
    "dossier_item": "decision_id kind issued_on submitted_on considered_on verified_on conclusion id",
    "special_case": (
        "id decision_id departs_from issuer_organization_id issuer_level signed_on registered_on reason review_on"
    ),
    "report": "id about_person_id about_decision_id kind received_on anonymous accepted_on closed_on result",
    "calendar": "day kind id",
}


class Migration(migrations.Migration):
    dependencies = (
        ("record", "0001_initial"),
        ("organisations", "0001_initial"),
        ("officials", "0001_initial"),
        ("decisions", "0002_initial"),
    )

    operations = (
        migrations.RunSQL(FUNCTIONS + FOLLOW, NO_FUNCTIONS),
        only_added("change"),
        only_added("kept_table"),
        *(operation for table in COLUMNS for operation in follows_versions(table)),
        ONE_HOLDER,
        migrations.RunSQL("CREATE SCHEMA snapshot", "DROP SCHEMA snapshot"),
        *(snapshot_view(table, columns.split()) for table, columns in COLUMNS.items()),
    )
