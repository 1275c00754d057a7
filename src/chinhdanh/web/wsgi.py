"""The application as servers call it. However it is started, it refuses unsafe settings."""

from __future__ import annotations

import gc
import os
import sys

from chinhdanh.web.operations.safety import DEMO, SERVING, is_on, what_is_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chinhdanh.web.settings")
os.environ[SERVING] = "1"
if not is_on(DEMO):
    what_is_unsafe(os.environ).raise_if_any()

from importlib import import_module

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
# The law and its words are read before the first request asks for them: it takes some seconds, and they stay. By name,
# since models can be imported only now.
import_module("chinhdanh.web.findings.words").law()
# What is read once and kept needs not be looked through for garbage again and again.
gc.collect()
gc.freeze()
# A page asks the database a dozen times, and after each answer waits for its turn among the threads: at Python's own 5 ms
# a turn, beside one busy thread, a page of 20 ms takes three times as long.
sys.setswitchinterval(0.0005)
