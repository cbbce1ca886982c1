"""行: the only place where the order of steps is written, where rows become facts, where SQL over records runs."""

import os

import django

# The rooms below that store rows need Django started before they are imported; opening a workspace points it later.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunnuo.settings")
django.setup()
