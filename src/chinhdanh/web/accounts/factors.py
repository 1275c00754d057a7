"""Second factors, where they differ from django-allauth's own way: their secrets are kept encrypted."""

from __future__ import annotations

import base64
import logging
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_MARK = "f1:"
"""Before what is encrypted; what stands without it was kept before anything was."""
log = logging.getLogger(__name__)


class FactorAdapter(DefaultMFAAdapter):
    """Who gets hold of the database or of a backup, but not of the server's key, has nobody's second factor."""

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it."""
        return _MARK + _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself. One under a key that is not known here is answered with one that opens nothing."""
        if not encrypted_text.startswith(_MARK):
            return encrypted_text
        try:
            return _keys().decrypt(encrypted_text.removeprefix(_MARK)).decode()
        except InvalidToken:
            log.exception("a second factor was kept under another CHINHDANH_SECRET_KEY: its codes are refused")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _keys() -> MultiFernet:
    """The server's key, which encrypts, and those before it, which still read."""
    return MultiFernet([_key(one) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"chinhdanh second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
