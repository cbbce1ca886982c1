"""The addresses of the pages for individuals."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from yunnuo.web.people import choosing, complaining, entering, landing, looking, proving

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="home")),
    path("n/<str:version>/", looking.show_page, name="notice"),
    path("n/<str:version>/<slug:name>/", looking.show_page, name="notice_page"),
    path("s/<str:token>/", landing.open_touchpoint, name="touchpoint"),
    path("q/<str:token>/", landing.open_scan, name="card"),
    path("code/", entering.code, name="code"),
    path("code/again/", entering.code_again, name="code_again"),
    path("language/", entering.language, name="language"),
    path("me/", choosing.home, name="home"),
    path("me/enter/", entering.enter, name="enter"),
    path("me/leave/", entering.leave, name="leave"),
    path("me/withdraw/", choosing.withdraw, name="withdraw"),
    path("me/data/", looking.show_holdings, name="holdings"),
    path("me/recipients/", looking.show_recipients, name="recipients"),
    path("me/why/", looking.explain_contact, name="why"),
    path("me/notices/", looking.show_notices, name="notices"),
    path("me/complain/", complaining.complain, name="complain"),
    path("me/receipts/", proving.list_mine, name="receipts"),
    path("me/receipts/<str:number>/", proving.show_receipt, name="receipt"),
    path("me/receipts/<str:number>.txt", proving.save_text, name="receipt_text"),
    path("me/receipts/<str:number>.json", proving.save_jsonld, name="receipt_json"),
]
