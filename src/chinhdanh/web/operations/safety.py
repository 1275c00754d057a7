"""Settings with which the application must not be served: all of them told at once, before it listens."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from chinhdanh.registry.problems import Place, ProblemList
from chinhdanh.web.postgres import data_folder

SERVING = "CHINHDANH_SERVING"
DEMO = "CHINHDANH_DEMO"
KEY = "CHINHDANH_SECRET_KEY"
KEY_BEFORE = "CHINHDANH_SECRET_KEY_BEFORE"
HOSTS = "CHINHDANH_HOSTS"
DEBUG = "CHINHDANH_DEBUG"
OIDC = "CHINHDANH_OIDC_URL"

KEY_LENGTH = 50
_KEY_LETTERS = 10
_HOST = re.compile(r"\.?[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\]")
_VERIFIED = ("verify-full", "verify-ca", "require", "disable")


def is_on(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the variable `name` says yes."""
    return environ.get(name, "").lower() in ("1", "true", "yes", "on")


def what_is_unsafe(environ: Mapping[str, str]) -> ProblemList:
    """Every setting in `environ` that makes serving unsafe, outside demo mode."""
    found = ProblemList()
    _look_at_key(environ.get(KEY, ""), found)
    if environ.get(KEY_BEFORE):
        _look_at_key(environ[KEY_BEFORE], found, KEY_BEFORE)
    _look_at_hosts(environ.get(HOSTS, ""), found)
    if is_on(DEBUG, environ):
        found.add(
            "debug_on",
            Place(file=DEBUG),
            "Chế độ gỡ lỗi đang bật; trang lỗi khi đó hiện nội dung hồ sơ và cấu hình. Bỏ biến này.",
            "Debugging is on; error pages would then show records and settings. Unset this variable.",
        )
    _look_at_oidc(environ, found)
    look_at_database(environ.get("DATABASE_URL", ""), found)
    return found


def _look_at_oidc(environ: Mapping[str, str], found: ProblemList) -> None:
    url = environ.get(OIDC, "")
    if not url:
        return
    if urlsplit(url).scheme != "https":
        found.add(
            "oidc_without_tls",
            Place(file=OIDC),
            "Địa chỉ hệ thống đăng nhập của cơ quan phải bắt đầu bằng https://.",
            "The address of the office's sign-in service must begin with https://.",
        )
    for name in ("CHINHDANH_OIDC_CLIENT", "CHINHDANH_OIDC_SECRET"):
        if not environ.get(name):
            found.add(
                "oidc_incomplete",
                Place(file=name),
                f"Đã đặt {OIDC} nhưng thiếu {name}; lấy ở nơi đăng ký ứng dụng của hệ thống đăng nhập.",
                f"{OIDC} is set, and {name} is not; the sign-in service gives it where the application is registered.",
            )


def _look_at_key(key: str, found: ProblemList, name: str = KEY) -> None:
    how_vi = "Tạo bằng: python3 -c 'import secrets; print(secrets.token_urlsafe(50))', và giữ kín."
    how_en = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))', and keep it to yourself."
    if not key:
        found.add(
            "no_secret_key",
            Place(file=KEY),
            f"Chưa đặt khóa bí mật; mỗi lần khởi động lại mọi người sẽ phải đăng nhập lại. {how_vi}",
            f"No secret key is set; everybody would have to sign in again after each start. {how_en}",
        )
    elif len(key) < KEY_LENGTH or len(set(key)) < _KEY_LETTERS:
        found.add(
            "weak_secret_key",
            Place(file=name),
            f"Khóa bí mật quá ngắn hoặc quá đơn giản; cần ít nhất {KEY_LENGTH} ký tự ngẫu nhiên. {how_vi}",
            f"The secret key is too short or too plain; at least {KEY_LENGTH} random characters are needed. {how_en}",
        )


def _look_at_hosts(stated: str, found: ProblemList) -> None:
    hosts = [host.strip() for host in stated.split(",") if host.strip()]
    if not hosts:
        found.add(
            "no_hosts",
            Place(file=HOSTS),
            "Chưa ghi tên miền mà người dùng mở, ví dụ canbo.tinh.gov.vn. Nhiều tên cách nhau bằng dấu phẩy.",
            "The names under which users open the application are not stated, such as canbo.tinh.gov.vn. Separate "
            "several by commas.",
        )
    for host in hosts:
        if not _HOST.fullmatch(host):
            found.add(
                "bad_host",
                Place(file=HOSTS),
                f'"{host}" không phải một tên miền. Chỉ ghi tên, không có http://, cổng, dấu * hay dấu cách.',
                f'"{host}" is no host name. State the name only, without http://, port, * or spaces.',
                value=host,
            )


def look_at_database(url: str, found: ProblemList) -> None:
    if not url:
        return
    place = Place(file="DATABASE_URL")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    # The address holds a password: no message repeats it.
    if parts is None or parts.scheme not in ("postgres", "postgresql"):
        found.add(
            "bad_database_url",
            place,
            "Không phải địa chỉ PostgreSQL. Ghi như postgresql://tên:mật-khẩu@máy:5432/cơ-sở-dữ-liệu.",
            "This is no address of a PostgreSQL. Write it like postgresql://user:password@machine:5432/database.",
        )
    elif host and not is_loopback(host) and parse_qs(parts.query).get("sslmode", [""])[-1] not in _VERIFIED:
        found.add(
            "database_without_tls",
            place,
            "Cơ sở dữ liệu ở máy khác mà không nói rõ có mã hóa đường truyền hay không. Thêm ?sslmode=verify-full, hoặc "
            "?sslmode=disable nếu mạng giữa hai máy là mạng riêng tin cậy.",
            "The database is on another machine, and nothing says whether the line to it is encrypted. Add "
            "?sslmode=verify-full, or ?sslmode=disable where the network between the two is private and trusted.",
        )


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def listening_beyond(listen: str) -> ProblemList:
    """The problem of a demo that others could reach."""
    found = ProblemList()
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isdigit() or not is_loopback(host):
        found.add(
            "demo_beyond_this_machine",
            Place(file="--listen"),
            f'Bản dùng thử chỉ nghe trên máy này (localhost), không phải "{listen}": ai cũng biết mật khẩu của nó.',
            f'A demo listens on this machine only (localhost), not "{listen}": everybody knows its passwords.',
        )
    return found


def demo_key() -> str:
    """The key of the demo in this data folder; made when it is first asked for."""
    file = data_folder() / "demo-secret-key"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(KEY_LENGTH))
    except FileExistsError:
        pass
    return Path(file).read_text(encoding="ascii")
