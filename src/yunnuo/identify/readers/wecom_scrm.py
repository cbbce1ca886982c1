"""SCRM: import templates for adding friends in bulk. Such a file is outreach by phone search.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
Two headers are too few to recognise a file by: the user names the layout.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_TEMPLATE_2022: Final = split_headers("手机号|客户名称")
_TEMPLATE_2021: Final = split_headers("电话|备注")

_ROLES: Final = assign_roles(
    {
        Role.BUYER_PHONE: "手机号|电话",
        Role.NICKNAME: "客户名称",
        Role.REMARK: "备注",
    }
)

LAYOUTS: Final = (
    Layout(
        name="wecom_scrm.import_template.2022",
        platform="wecom_scrm",
        kind="import_template",
        era="2022",
        certainty="high",
        origin="",
        headers=_TEMPLATE_2022,
        roles=_ROLES,
        exact=True,
    ),
    Layout(
        name="wecom_scrm.import_template.2021",
        platform="wecom_scrm",
        kind="import_template",
        era="2021",
        certainty="high",
        origin="",
        headers=_TEMPLATE_2021,
        roles=_ROLES,
        exact=True,
    ),
)
