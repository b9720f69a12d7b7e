"""«Отклик»: the engine behind the dashboard and the command line.

Data flows one way: read (`sheets`) → parse (`register`) → assess (`timeline`, `sla`) →
summarise (`summary`, `signals`, `check`) → draw (`charts`, `report`, the pages).

The house, floor by floor. A room asks only rooms of its own floor and of those below, never in a circle;
Streamlit is known on the last floor alone, Google on the second and where the template is laid into a sheet.
`tests/test_house.py` holds the plan.

1 law and time: errors files clock regulation schema period workdays worktime
2 sources: tabs titles workbook transport google login config sheets feed
3 the register: decode cells layout columns journal settings register several vanished
4 obligations: timeline sla live check advice
5 figures: figures facts tally people dynamics summary doubt signals surges repeats headline
6 words and lists: plaintext words phrases statements spans privacy scope norms question pointers caselist
  casefile traits behind signal_lists mending fingerprint digest
7 drawing: charts charts_insight markup caselist_html export
8 documents: report report_model report_content report_tables report_dynamics report_findings report_annex
  report_past report_looks report_pictures report_plotly report_sheet report_docx report_xlsx report_html
9 registers made and looked after: template template_defaults template_layout template_missing
  template_requests template_state template_sheet template_file graft leaf ooxml
  demo demo_texts demo_history demo_live demonstration findings doctor
10 the edge: access gate entry store insight visit links controls russian addresses
  ui blocks checkup view_cases cards repairs view_parts
  view_now view_month view_people view_topics view_signals view_deputy view_report __main__
"""
