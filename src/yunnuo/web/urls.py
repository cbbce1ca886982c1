"""The addresses of the pages. None ever holds anything personal: tokens, versions, receipt numbers, ids of words."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("yunnuo.web.people.urls"))]

handler400 = "yunnuo.web.people.refusals.refuse_bad"
handler403 = "yunnuo.web.people.refusals.refuse_entry"
handler404 = "yunnuo.web.people.refusals.refuse_missing"
handler500 = "yunnuo.web.people.refusals.refuse_fault"
