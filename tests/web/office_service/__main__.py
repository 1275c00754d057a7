"""`python -m office_service CLIENT SECRET REDIRECT`: serves until told to stop, and says first at which port."""

import os
import sys
from wsgiref.simple_server import make_server


def main(client: str, secret: str, redirect: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "office_service.settings"
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    Application.objects.create(
        client_id=client,
        client_secret=secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=redirect,
        skip_authorization=True,
        algorithm=Application.RS256_ALGORITHM,
    )
    with make_server("localhost", 0, application) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
