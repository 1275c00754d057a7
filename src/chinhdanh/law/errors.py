"""What can go wrong with the law library.

    LawError
    ├── LawProblems        the law files themselves are at fault: every problem of every file at once
    ├── UnknownProvision   somebody asks for a provision that no file holds
    ├── UnknownParameter   the provision exists, the parameter does not
    └── NoValueOnDay       both exist, but not on the day asked for: "no rule", never the nearest value

A problem carries a code and the values that fill its sentence; the sentences stand in ``SENTENCES``,
Vietnamese beside English, each saying what is wrong and what to do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

SENTENCES: Mapping[str, tuple[str, str]] = {
    "unreadable": (
        "không đọc được tệp: {reason}; tệp phải là YAML, mã hóa UTF-8",
        "the file cannot be read: {reason}; it must be YAML in UTF-8",
    ),
    "wrong_shape": (
        "{where}: cần {wanted}",
        "{where}: {wanted} is needed here",
    ),
    "unknown_key": (
        "{where}: không có khóa `{key}`; các khóa được dùng: {known}",
        "{where}: unknown key `{key}`; the keys are {known}",
    ),
    "duplicate_key": (
        "{where}: khóa `{key}` xuất hiện hai lần; bỏ một",
        "{where}: the key `{key}` stands twice; remove one",
    ),
    "missing_key": (
        "{where}: thiếu khóa `{key}`",
        "{where}: the key `{key}` is missing",
    ),
    "empty_text": (
        "{where}: để trống; ghi nội dung hoặc bỏ khóa này",
        "{where}: is empty; write the text or drop the key",
    ),
    "not_nfc": (
        "{where}: chữ không ở dạng Unicode dựng sẵn (NFC); lưu lại ở dạng NFC",
        "{where}: the text is not in Unicode NFC; save it again as NFC",
    ),
    "not_a_date": (
        "{where}: “{value}” không phải là ngày; ghi dạng NĂM-THÁNG-NGÀY, ví dụ 2025-07-01",
        "{where}: “{value}” is no date; write YEAR-MONTH-DAY, for example 2025-07-01",
    ),
    "empty_period": (
        "{where}: kết thúc {until} không sau ngày bắt đầu {start}; `until` là ngày đầu tiên không còn hiệu lực",
        "{where}: ends on {until}, not after it starts on {start}; `until` is the first day no longer in force",
    ),
    "overlapping_periods": (
        "{where}: thời gian hiệu lực từ {start} chồng lên hoặc đứng trước khoảng trước đó",
        "{where}: the period from {start} overlaps the one before it or stands out of order",
    ),
    "bad_code": (
        "{where}: “{value}” không thuộc {known}",
        "{where}: “{value}” is none of {known}",
    ),
    "value_without_source": (
        "{where}: giá trị không có nguồn; ghi `source` là nơi đã đọc được con số này",
        "{where}: a value without a source; name in `source` where the number was read",
    ),
    "two_values_on_one_day": (
        "{where}: hai giá trị cùng bắt đầu ngày {day}; mỗi ngày chỉ có một giá trị",
        "{where}: two values start on {day}; a day has one value",
    ),
    "values_out_of_order": (
        "{where}: giá trị từ {day} đứng sau giá trị của ngày muộn hơn; xếp theo thời gian",
        "{where}: the value from {day} stands after one of a later day; put them in order of time",
    ),
    "value_outside_provision": (
        "{where}: giá trị từ {day} nằm ngoài thời gian hiệu lực của quy định ({start} đến {until})",
        "{where}: the value from {day} lies outside the time in which its provision applies ({start} to {until})",
    ),
    "wrong_value": (
        "{where}: “{value}” không phải là {wanted} như đơn vị `{unit}` đòi hỏi",
        "{where}: “{value}” is not {wanted}, which the unit `{unit}` asks for",
    ),
    "foreign_id": (
        "{where}: mã quy định phải bắt đầu bằng mã văn bản `{instrument}`",
        "{where}: the id of a provision must start with that of its instrument, `{instrument}`",
    ),
    "duplicate_id": (
        "mã `{id}` đã dùng ở {first}",
        "the id `{id}` is already used in {first}",
    ),
    "wrong_file_name": (
        "tệp phải mang tên mã văn bản: `{id}.yaml`",
        "the file must be named after its instrument: `{id}.yaml`",
    ),
    "outside_instrument": (
        "{where}: áp dụng từ {start} đến {until}, nhưng `{instrument}` chỉ có hiệu lực {periods}",
        "{where}: applies from {start} to {until}, but `{instrument}` is in force only {periods}",
    ),
    "unknown_provision": (
        "{where}: không có quy định `{id}`{nearest_vi}",
        "{where}: there is no provision `{id}`{nearest_en}",
    ),
    "not_yet_needs_reason": (
        "{where}: `treatment: not_yet` phải có `reason` nói vì sao, và chỉ khi đó mới có `reason`",
        "{where}: `treatment: not_yet` goes with a `reason` that says why, and only then",
    ),
    "one_reading": (
        "{where}: chỉ có một cách hiểu; ghi ít nhất hai, hoặc chuyển thành `note`",
        "{where}: one reading only; write two or more, or make it a `note`",
    ),
    "amends_one_way": (
        "{where}: ghi đúng một trong `parameters`, `repealed: true`, `replaced_by`",
        "{where}: write exactly one of `parameters`, `repealed: true`, `replaced_by`",
    ),
    "amends_nothing": (
        "{where}: `amends` chỉ dùng trong thư mục bổ sung (--law, --draft); ở đây hãy viết quy định mới",
        "{where}: `amends` belongs to a further folder (--law, --draft); write a new provision here",
    ),
    "amends_too_late": (
        "{where}: sửa từ {day}, nhưng quy định chỉ áp dụng {period}",
        "{where}: amended from {day}, but the provision applies only {period}",
    ),
    "unknown_parameter": (
        "{where}: không có con số `{name}`; có: {known}",
        "{where}: there is no number `{name}`; it has {known}",
    ),
    "rule_fails": (
        "tệp quy tắc không chạy được: {reason}",
        "the rule file cannot be run: {reason}",
    ),
    "rule_id_taken": (
        "mã quy tắc `{id}` đã có; đổi tên hàm hoặc thư mục giai đoạn",
        "there is already a rule `{id}`; rename the function or the folder of its stage",
    ),
    "rule_unbound": (
        "{id}: không gắn được với luật: {why}",
        "{id}: cannot be bound to the law: {why}",
    ),
    "no_instruments": (
        "không có tệp văn bản nào (*.yaml) trong thư mục này",
        "the folder holds no instrument file (*.yaml)",
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class LawProblem:
    """One fault of one law file. ``line`` counts from 1; 0 where the fault is the file's as a whole."""

    file: Path
    line: int
    code: str
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def message_vi(self) -> str:
        return SENTENCES[self.code][0].format(**self.values)

    @property
    def message_en(self) -> str:
        return SENTENCES[self.code][1].format(**self.values)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else str(self.file)

    def __str__(self) -> str:
        return f"{self.place}: {self.message_vi}\n    {self.message_en}"


class LawError(Exception):
    """Root of everything raised by the law library."""


class LawProblems(LawError):
    """The law files cannot be used; ``problems`` holds every fault found, by file and line."""

    def __init__(self, problems: Iterable[LawProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownProvision(LawError):
    """No instrument file holds this provision; ``nearest`` are ids that look like it."""

    def __init__(self, provision_id: str, nearest: Iterable[str]) -> None:
        self.provision_id = provision_id
        self.nearest = tuple(nearest)
        super().__init__(
            f"không có quy định `{provision_id}`{nearest_vi(self.nearest)}"
            f" / there is no provision `{provision_id}`{nearest_en(self.nearest)}"
        )


class UnknownParameter(LawError):
    """The provision has no parameter of this name; ``known`` are those it has."""

    def __init__(self, provision_id: str, name: str, known: Iterable[str]) -> None:
        self.provision_id = provision_id
        self.name = name
        self.known = tuple(known)
        names = ", ".join(self.known) or "–"
        super().__init__(
            f"`{provision_id}` không có tham số `{name}`; có: {names}"
            f" / `{provision_id}` has no parameter `{name}`; it has: {names}"
        )


class NoValueOnDay(LawError):
    """The provision, or a value of its parameter, is not in force on the day asked for."""

    def __init__(self, provision_id: str, name: str, day: date) -> None:
        self.provision_id = provision_id
        self.name = name
        self.day = day
        super().__init__(
            f"`{provision_id}`: ngày {day:%d/%m/%Y} không có giá trị nào của `{name}` đang có hiệu lực"
            f" / `{provision_id}`: no value of `{name}` is in force on {day.isoformat()}"
        )


def nearest_vi(ids: Iterable[str]) -> str:
    """`"; gần nhất: a, b"`, or nothing when no id looks alike."""
    names = ", ".join(ids)
    return f"; gần nhất: {names}" if names else ""


def nearest_en(ids: Iterable[str]) -> str:
    """`"; nearest: a, b"`, or nothing when no id looks alike."""
    names = ", ".join(ids)
    return f"; nearest: {names}" if names else ""
