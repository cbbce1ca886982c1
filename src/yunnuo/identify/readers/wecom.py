"""企业微信: customer list of the admin console, then one column per tag group.

Headers as the platform writes them and whom each column speaks of; it must never hold code or a sample person.
添加人 is staff; 描述 is free text written by staff.
"""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Layout, Role, assign_roles, split_headers

_CUSTOMER: Final = split_headers(
    "客户名称|描述|添加人|添加人账号|添加人所属部门|添加时间|来源|手机|企业|邮箱|地址|职务|电话"
)

_ROLES: Final = assign_roles(
    {
        Role.NICKNAME: "客户名称",
        Role.REMARK: "描述",
        Role.STAFF: "添加人|添加人账号|添加人所属部门",
        Role.FIRST_SEEN: "添加时间",
        Role.BUYER_PHONE: "手机|电话",
        Role.EMAIL: "邮箱",
        Role.RECEIVER_ADDRESS: "地址",
    }
)

LAYOUTS: Final = (
    Layout(
        name="wecom.customer",
        platform="wecom",
        kind="customer",
        era="unknown",
        certainty="low",
        origin="wecom_add",
        headers=_CUSTOMER,
        roles=_ROLES,
    ),
)
