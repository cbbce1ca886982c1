"""What a web server loads: opens the workspace named by `YUNNUO_WORKSPACE`, then answers requests."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from yunnuo.flows.workspace import open_workspace
from yunnuo.reach.senders import choose_sender
from yunnuo.web.desk import Desk, open_desk

desk = Desk(
    open_workspace(Path(os.environ.get("YUNNUO_WORKSPACE", "yunnuo-workspace"))),
    choose_sender(os.environ.get("YUNNUO_CODE_SENDER", "console")),
)
open_desk(desk)
application = get_wsgi_application()
