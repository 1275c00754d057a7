from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class WithNames(OAuth2Validator):
    """Tells the name of the user beside the number that stands for them."""

    def get_additional_claims(self, request: Any) -> dict[str, str]:
        return {"preferred_username": request.user.username}
