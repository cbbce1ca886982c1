"""Which kind of column a role in a known download is; what a kind means stands in `lexicon/columns/kinds.yaml`."""

from __future__ import annotations

from typing import Final

from yunnuo.identify.shape import Role

ROLE_KINDS: Final[dict[Role, str]] = {
    Role.ORDER_ID: "order_number",
    Role.ACCOUNT: "account",
    Role.PAY_ACCOUNT: "pay_account",
    Role.NICKNAME: "nickname",
    Role.BUYER_NAME: "name",
    Role.BUYER_PHONE: "phone",
    Role.RECEIVER_NAME: "name",
    Role.RECEIVER_PHONE: "phone",
    Role.RECEIVER_ADDRESS: "address",
    Role.REGION: "region",
    Role.EMAIL: "email",
    Role.WECOM_ID: "wecom_id",
    Role.UNION_ID: "open_id",
    Role.ID_NUMBER: "id_card",
    Role.ID_NAME: "real_name",
    Role.BIRTHDAY: "birthday",
    Role.GENDER: "gender",
    Role.REMARK: "remark",
    Role.TOP_UP_ACCOUNT: "top_up_account",
    Role.DEVICE_ID: "device_id",
    Role.SHOP: "shop",
    Role.ORDERED_AT: "ordered_at",
    Role.PAID_AT: "paid_at",
    Role.FIRST_SEEN: "first_seen",
    Role.MEMBER_FLAG: "member_flag",
    Role.MEMBER_SINCE: "member_since",
    Role.MEMBER_SHOP: "member_shop",
    Role.VIRTUAL_UNTIL: "virtual_until",
    Role.GOODS: "goods",
    Role.STATUS: "status",
    Role.AMOUNT: "amount",
    Role.TRACKING: "tracking_number",
    Role.PAYMENT_ID: "payment_id",
    Role.GIFT: "gift_id",
    Role.INVOICE: "invoice",
    Role.TAG: "profile_tag",
    Role.PROMOTER: "promoter",
    Role.PROMOTER_PHONE: "promoter_phone",
    Role.STAFF: "staff",
}
