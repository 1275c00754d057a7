"""The sign-in service of an office, for tests: django-oauth-toolkit as an OpenID provider, in a process of its own."""
