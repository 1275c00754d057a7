from django.contrib.auth.middleware import RemoteUserMiddleware


class NamedByTheFrontServer(RemoteUserMiddleware):
    """How a provider behind an office's own gateway learns who asks."""

    header = "HTTP_X_USER"
