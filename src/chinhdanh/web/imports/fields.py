"""What a column of an office's list can mean, and the words by which offices call it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

PEOPLE, DECISIONS, DISCIPLINE, PLANS, DECLARATIONS = "people", "decisions", "discipline", "plans", "declarations"
KIN, VOTES = "kin", "votes"
TARGETS = (
    (PEOPLE, gettext_lazy("Danh sách cán bộ, công chức, viên chức")),
    (DECISIONS, gettext_lazy("Danh sách quyết định")),
    (DISCIPLINE, gettext_lazy("Danh sách bị kỷ luật")),
    (PLANS, gettext_lazy("Danh sách quy hoạch")),
    (DECLARATIONS, gettext_lazy("Danh sách kê khai tài sản, thu nhập")),
    (VOTES, gettext_lazy("Kết quả lấy phiếu, bỏ phiếu tín nhiệm")),
    (KIN, gettext_lazy("Danh sách người thân")),
)
_ALL = tuple(target for target, _label in TARGETS)

RATING = "rating"
"""A rating is of a year: the key of the field is `rating-2024`."""


@dataclass(frozen=True)
class Field:
    """Something that a column can say. `pattern` is tried on headers without case, diacritics and punctuation.

    A header of `likely` may mean something else as well: it is taken for this only where the cells below can be read so.
    """

    key: str
    label: Any
    kind: str
    pattern: str
    targets: tuple[str, ...] = (PEOPLE, DECISIONS)
    table: str = ""
    column: str = ""
    of: str = ""
    """Of a qualification: its kind."""
    likely: str = ""


def _person(key: str, label: Any, kind: str, pattern: str, column: str = "", **more: Any) -> Field:
    return Field(key, label, kind, pattern, **{"targets": _ALL, "table": "person", "column": column or key, **more})


def _hanging(target: str, table: str, key: str, label: Any, kind: str, pattern: str, column: str) -> Field:
    return Field(key, label, kind, pattern, (target,), table, column)


def _qualification(key: str, label: Any, pattern: str, of: str) -> Field:
    return Field(key, label, "text", pattern, (PEOPLE,), "qualification", "level", of)


_OF_WHOM = (
    r"(can bo|cong chuc|vien chuc|cb|cc|vc|cbcc|cbccvc|ccvc|nhan su|nhan vien"
    r"|nguoi (bi|duoc|ke khai|co nghia vu|lao dong)).*"
)
_UNIT = (
    r"(ten )?(don vi|phong ban|co quan don vi|co quan|noi)( dang)?( cong tac| su dung)?( hien nay| hien tai)?"
    r"|phong ban don vi( cong tac)?|phong( chuyen mon)?|bo phan( cong tac)?"
)
_IN_POST = r"(giu|nhan|dam nhiem|dam nhan)( chuc (vu|danh))?"
_APPOINTED = r"(bo nhiem|phe chuan|cong nhan)"
_ABOVE = r"(chuc (vu|danh)( hien nay| hien tai)? )?"
_PRESENT = r"( lanh dao| quan ly)*( hien nay| hien tai| dang giu)?"
_DAYS = r"( ngay)?( thang)?( nam)?"

FIELDS: tuple[Field, ...] = (
    _person(
        "full_name",
        gettext_lazy("Họ và tên"),
        "name",
        rf"ho( va)?( chu dem)?( va)? ten( khai sinh| day du)?( cua)?( {_OF_WHOM})?|ten can bo( cong chuc)?( vien chuc)?",
    ),
    _person("family", gettext_lazy("Họ và chữ đệm"), "name", r"ho( va)?( ten| chu)?( dem| lot)|ho", "full_name"),
    _person("given", gettext_lazy("Tên (cột riêng)"), "name", r"ten", "full_name"),
    _person(
        "birth",
        gettext_lazy("Ngày sinh"),
        "birth",
        r"(ngay|nam)?( thang)?( nam)? ?sinh( dd mm yyyy)?|sinh ngay( thang nam)?",
        "birth_date",
    ),
    _person("birth_male", gettext_lazy("Ngày sinh, nếu là nam"), "birth", r".*sinh.* nam", "birth_date"),
    _person("birth_female", gettext_lazy("Ngày sinh, nếu là nữ"), "birth", r".*sinh.* nu", "birth_date"),
    _person("sex", gettext_lazy("Giới tính"), "sex", r"gioi tinh|gioi|nam nu|phai"),
    _person("sex_male", gettext_lazy("Giới tính nam (đánh dấu x)"), "mark", r"(gioi tinh )nam", "sex"),
    _person("sex_female", gettext_lazy("Giới tính nữ (đánh dấu x)"), "mark", r"(gioi tinh )?(nu|la nu)", "sex"),
    _person(
        "citizen_id",
        gettext_lazy("Số định danh cá nhân"),
        "citizen",
        r"(so |the |ma )*(can cuoc|cccd|(cmnd|cmt|cmtnd|cc) cccd|dinh danh ca nhan|ddcn)(?!.*\bcap\b).*",
        likely=r"(so |the |ma )*(cc|cmnd|cmt|cmtnd|cmnd cc|chung minh( nhan dan| thu)|dinh danh)( so)?|ma so dinh danh",
    ),
    _person(
        "code",
        gettext_lazy("Mã cán bộ"),
        "text",
        r"(ma|so hieu)( so)?( can bo| cong chuc| vien chuc| cbccvc| cbcc| ccvc| cb| cc| nhan su| nhan vien).*",
        "id",
    ),
    _person(
        "category", gettext_lazy("Đối tượng"), "code", r"doi tuong|loai (can bo|nhan su|cbccvc).*", targets=(PEOPLE,)
    ),
    _person(
        "party_joined_on",
        gettext_lazy("Ngày vào Đảng"),
        "day",
        r"(dang( vien)? )?(ngay )?(vao (dang|dcsvn)|ket nap)( dang)?( cong san| csvn)?( viet nam)?( du bi| lan dau)?",
        targets=(PEOPLE,),
    ),
    _person(
        "party_full_on",
        gettext_lazy("Ngày vào Đảng chính thức"),
        "day",
        r"((ngay )?(vao|ket nap|cong nhan|chuyen) )?dang( vien)?( ngay)? chinh thuc|ngay chinh thuc( vao dang)?",
        targets=(PEOPLE,),
    ),
    _person(
        "recruited_on",
        gettext_lazy("Ngày tuyển dụng"),
        "day",
        r"ngay( thang)?( nam)? (duoc )?tuyen dung( lan dau| chinh thuc)?( (cong|vien) chuc)?|tuyen dung( lan dau)? ngay",
        targets=(PEOPLE,),
        likely=r"tuyen dung|nam tuyen dung|(ngay |thang |nam )*vao (co quan|nganh).*",
    ),
    _qualification(
        "professional",
        gettext_lazy("Trình độ chuyên môn"),
        r"(trinh do )?(chuyen mon|cmnv)( nghiep vu)?( dao tao)?( cao nhat)?|trinh do( dao tao)?( nghiep vu)?( cao nhat)?",
        "professional",
    ),
    Field(
        "study_field",
        gettext_lazy("Chuyên ngành"),
        "text",
        r"(chuyen )?nganh( dao tao| hoc)?( cao nhat)?|(trinh do )?chuyen mon chuyen nganh",
        (PEOPLE,),
        "qualification",
        "field",
        "professional",
    ),
    _qualification(
        "political",
        gettext_lazy("Lý luận chính trị"),
        r"(trinh do )?((ly luan|ll) )?chinh tri|(trinh do )?llct",
        "political_theory",
    ),
    _qualification(
        "management",
        gettext_lazy("Quản lý nhà nước"),
        r"(trinh do )?(boi duong )?(quan ly( hanh chinh)? nha nuoc|ql( hc)?nn|qlhc nha nuoc)",
        "state_management",
    ),
    _qualification("language", gettext_lazy("Ngoại ngữ"), r"(trinh do )?(ngoai ngu|tieng anh)", "foreign_language"),
    _qualification(
        "informatics", gettext_lazy("Tin học"), r"(trinh do )?(tin hoc|cntt|cong nghe thong tin)", "informatics"
    ),
    Field(
        "unit",
        gettext_lazy("Đơn vị (phòng, ban, cơ quan)"),
        "text",
        _UNIT,
    ),
    Field("post", gettext_lazy("Chức vụ, chức danh"), "text", r"(chuc vu|chuc danh)( .*)?"),
    Field(
        "number",
        gettext_lazy("Số quyết định"),
        "text",
        r"so( ky hieu| hieu)?( qd| quyet dinh)( bo nhiem)?|so( va)? ky hieu( van ban)?"
        r"|(qd|quyet dinh)( .*)? so( ky hieu| hieu)?",
    ),
    Field(
        "signed_on",
        gettext_lazy("Ngày ký quyết định"),
        "day",
        r"ngay( thang)?( nam)?( ky| ra| ban hanh)?( quyet dinh| qd)( .*)?|ngay( thang)?( nam)? (ky|ban hanh)( van ban)?"
        r"|(qd|quyet dinh)( (?!.*\bso\b).*)? (ngay|thang)( thang)?( nam)?( ky| ban hanh| ra)?",
    ),
    Field(
        "since",
        gettext_lazy("Giữ chức vụ từ ngày"),
        "day",
        rf"{_ABOVE}(ngay |thoi diem )(duoc )?({_APPOINTED} ?)+({_IN_POST}|chuc (vu|danh))?{_PRESENT}"
        rf"|{_ABOVE}(ngay |thoi diem )(bat dau )?{_IN_POST}{_PRESENT}|{_ABOVE}({_IN_POST}{_PRESENT} )?tu ngay( thang)?( nam)?"
        rf"|{_IN_POST}{_PRESENT} tu( thang)?( nam)?|chuc (vu|danh)( hien nay| hien tai)? tu"
        r"|(quyet dinh |qd )?(ngay )?(co )?hieu luc( thi hanh)?( ke)?( tu)?( ngay)?",
        (PEOPLE, DECISIONS),
        likely=rf"{_ABOVE}thoi gian ({_APPOINTED}|{_IN_POST}).*|(bo nhiem|tu)( tu)?{_DAYS}",
    ),
    Field(
        "kind",
        gettext_lazy("Loại quyết định"),
        "code",
        r"loai (quyet dinh|qd)",
        (PEOPLE, DECISIONS),
        "decision",
        "kind",
        likely=r"hinh thuc|loai|ve viec|noi dung( quyet dinh)?|(quyet dinh |qd )(hinh thuc|loai|ve viec)",
    ),
    Field(
        "issuer",
        gettext_lazy("Cơ quan ban hành"),
        "text",
        r"((quyet dinh|qd)( .*)? )?(co quan|noi|cap|don vi) (ban hanh|ky|ra quyet dinh).*",
    ),
    Field(
        "title",
        gettext_lazy("Trích yếu"),
        "text",
        r"trich yeu.*|noi dung quyet dinh",
        (DECISIONS,),
        "decision",
        "title",
    ),
)

FIELDS += (
    _hanging(
        DISCIPLINE,
        "discipline",
        "form",
        gettext_lazy("Hình thức kỷ luật"),
        "code",
        r"hinh thuc( ky luat)?( .*)?",
        "form",
    ),
    _hanging(
        DISCIPLINE,
        "discipline",
        "regime",
        gettext_lazy("Kỷ luật của Đảng hay chính quyền"),
        "code",
        r"(loai )?ky luat( ve)?( dang| chinh quyen)+.*|dang (hay|hoac) chinh quyen|loai ky luat|dang chinh quyen",
        "regime",
    ),
    _hanging(
        DISCIPLINE,
        "discipline",
        "disciplined_on",
        gettext_lazy("Ngày quyết định kỷ luật"),
        "day",
        r"ngay( thang nam| thang)?( ky| ra| ban hanh)?( quyet dinh| qd)?( ky luat)?|quyet dinh( ky luat)? ngay( ky| ra)?",
        "decided_on",
    ),
    _hanging(
        DISCIPLINE,
        "discipline",
        "in_force_on",
        gettext_lazy("Ngày kỷ luật có hiệu lực"),
        "day",
        r"(ngay (co )?)?hieu luc( tu| tu ngay)?|tu ngay",
        "effective_on",
    ),
    _hanging(
        DISCIPLINE,
        "discipline",
        "ended_on",
        gettext_lazy("Ngày kỷ luật chấm dứt hiệu lực"),
        "day",
        r"ngay (het|cham dut) hieu luc.*|den ngay|ngay cham dut",
        "ended_on",
    ),
    _hanging(
        PLANS,
        "plan_entry",
        "planned_post",
        gettext_lazy("Chức danh quy hoạch"),
        "text",
        r"(chuc danh|chuc vu|vi tri)( duoc)? quy hoach.*|quy hoach( vao)?( chuc danh| chuc vu| vi tri)?",
        "post_id",
    ),
    _hanging(
        PLANS,
        "plan_entry",
        "planned_unit",
        gettext_lazy("Đơn vị của chức danh quy hoạch"),
        "text",
        r"(don vi|co quan|phong ban|noi).* quy hoach.*|quy hoach (don vi|co quan|phong ban|noi).*",
        "organization_id",
    ),
    _hanging(
        PLANS,
        "plan_entry",
        "term",
        gettext_lazy("Nhiệm kỳ, giai đoạn quy hoạch"),
        "text",
        r"(quy hoach )?(nhiem ky|giai doan).*",
        "term",
    ),
    _hanging(
        PLANS,
        "plan_entry",
        "approved_on",
        gettext_lazy("Ngày phê duyệt quy hoạch"),
        "day",
        r"(ngay )?(phe duyet|duyet)( quy hoach)?( ngay)?|ngay quyet dinh( phe duyet)?( quy hoach)?"
        r"|quyet dinh( phe duyet)?( quy hoach)? ngay( thang nam)?( ky)?",
        "approved_on",
    ),
    _hanging(
        PLANS,
        "plan_entry",
        "reviewed_on",
        gettext_lazy("Ngày rà soát quy hoạch"),
        "day",
        r"(ngay )?ra soat.*",
        "reviewed_on",
    ),
    _hanging(
        PLANS,
        "plan_entry",
        "withdrawn_on",
        gettext_lazy("Ngày đưa ra khỏi quy hoạch"),
        "day",
        r"(ngay )?(dua )?ra khoi quy hoach.*",
        "withdrawn_on",
    ),
    _hanging(
        DECLARATIONS,
        "asset_declaration",
        "declared_as",
        gettext_lazy("Loại kê khai"),
        "code",
        r"(loai|hinh thuc)( ban)? ke khai.*",
        "kind",
    ),
    _hanging(
        DECLARATIONS,
        "asset_declaration",
        "filed_on",
        gettext_lazy("Ngày nộp bản kê khai"),
        "day",
        r"ngay (nop|ke khai|lap|hoan thanh)( ban)?( ke khai)?.*",
        "filed_on",
    ),
    _hanging(
        DECLARATIONS,
        "asset_declaration",
        "published_on",
        gettext_lazy("Ngày công khai bản kê khai"),
        "day",
        r"(ngay )?cong khai.*",
        "published_on",
    ),
    _hanging(
        DECLARATIONS,
        "asset_declaration",
        "declaration_verified_on",
        gettext_lazy("Ngày xác minh tài sản, thu nhập"),
        "day",
        r"(ngay )?xac minh.*",
        "verified_on",
    ),
)

_OF_BALLOTS = r"( so phieu| so luong| sl| phieu)?"


def _count(key: str, label: Any, pattern: str) -> Field:
    return _hanging(VOTES, "confidence_vote", key, label, "count", pattern, key)


FIELDS += (
    _hanging(
        VOTES,
        "confidence_vote",
        "voted_post",
        gettext_lazy("Chức danh được lấy phiếu"),
        "text",
        r"(chuc vu|chuc danh)( .*)?",
        "post_id",
    ),
    _hanging(
        VOTES,
        "confidence_vote",
        "voted_unit",
        gettext_lazy("Đơn vị của chức danh được lấy phiếu"),
        "text",
        _UNIT,
        "post_id",
    ),
    _hanging(
        VOTES,
        "confidence_vote",
        "held_on",
        gettext_lazy("Ngày lấy phiếu, bỏ phiếu"),
        "day",
        r"(ngay|thoi gian|thoi diem)( to chuc)?( hoi nghi)?( (lay|bo) phieu( tin nhiem)?)?",
        "held_on",
    ),
    _hanging(
        VOTES,
        "confidence_vote",
        "vote_kind",
        gettext_lazy("Lấy phiếu hay bỏ phiếu"),
        "code",
        r"(hinh thuc|loai)( (lay|bo) phieu)?( tin nhiem)?|lay phieu hay bo phieu",
        "kind",
    ),
    _count(
        "convened", gettext_lazy("Số người được triệu tập"), r"((tong )?so )?(nguoi |dai bieu )?(duoc )?(trieu tap|moi)"
    ),
    _count("present", gettext_lazy("Số người có mặt"), r"((tong )?so )?(nguoi |dai bieu )?(co mat|tham du|du hop)"),
    _count("issued", gettext_lazy("Số phiếu phát ra"), r"((tong )?so )?phieu phat ra"),
    _count("high", gettext_lazy("Số phiếu tín nhiệm cao"), rf"(so )?(phieu )?tin nhiem cao{_OF_BALLOTS}"),
    _count("medium", gettext_lazy("Số phiếu tín nhiệm"), rf"(so )?(phieu )?tin nhiem{_OF_BALLOTS}"),
    _count("low", gettext_lazy("Số phiếu tín nhiệm thấp"), rf"(so )?(phieu )?tin nhiem thap{_OF_BALLOTS}"),
)

KIN_FIELDS: tuple[Field, ...] = (
    _hanging(
        KIN,
        "person",
        "relative_name",
        gettext_lazy("Họ và tên người thân"),
        "name",
        r"(nguoi than|than nhan)( ho( va)? ten)?|ho( va)? ten( cua)? (nguoi than|than nhan).*",
        "full_name",
    ),
    _hanging(
        KIN,
        "kinship",
        "relation",
        gettext_lazy("Quan hệ (người thân là gì của cán bộ)"),
        "code",
        r"((nguoi than|than nhan) )?(moi )?quan he.*|la gi cua.*",
        "relation",
    ),
    _hanging(
        KIN,
        "person",
        "relative_birth",
        gettext_lazy("Ngày hoặc năm sinh người thân"),
        "birth",
        r"(nguoi than|than nhan)( ngay| thang| nam)* sinh|(ngay |thang |nam )*sinh( cua)? (nguoi than|than nhan).*",
        "birth_date",
    ),
    _hanging(
        KIN,
        "person",
        "relative_citizen_id",
        gettext_lazy("Số định danh người thân"),
        "citizen",
        r"(nguoi than|than nhan) (so )?(can cuoc|cccd|dinh danh).*|(so )?(can cuoc|cccd|dinh danh).*(nguoi than|than nhan).*",
        "citizen_id",
    ),
)
FIELDS += KIN_FIELDS

BY_KEY = {field.key: field for field in FIELDS}


@cache
def _rating(key: str) -> Field | None:
    if not re.fullmatch(RATING + r"-\d{4}", key):
        return None
    label = format_lazy("{} {}", gettext_lazy("Xếp loại năm"), key[-4:])
    return Field(key, label, "code", "", (PEOPLE,), "evaluation", "rating")


def field_of(key: str) -> Field | None:
    """The field with this key, ratings of a year among them; None where there is none."""
    return BY_KEY.get(key) or _rating(key)


@cache
def year_of(key: str) -> int | None:
    """The year of a rating's field."""
    found = re.fullmatch(RATING + r"-(\d{4})", key)
    return int(found[1]) if found else None


def choices(target: str, this_year: int) -> list[tuple[str, str]]:
    """Every field of a target, with its words; ratings of the last years among them."""
    found = [(field.key, str(field.label)) for field in FIELDS if target in field.targets]
    if target == PEOPLE:
        keys = [f"{RATING}-{year}" for year in range(this_year, this_year - 12, -1)]
        found += [(key, str(one.label)) for key in keys if (one := field_of(key)) is not None]
    return found
