"""«Отклик»: the engine behind the dashboard and the command line. One folder a floor, data flows down.

 1 base: errors, files, texts made harmless, the time of day; nobody below
 2 law worktime: the regulation and the register as data; working days, working time, spans of days
 3 sources sheets: raw tabs of a Google Sheet or a workbook (`sheets.read`), the feed with the last good copy
 4 register: raw tabs to typed frames, every bad cell to a named problem (`register.parse`)
 5 duties sla: events in order, one row per obligation (`sla.assess`), the next step of each case, the check
 6 figures: every figure that is shown anywhere (`summary.month`)      7 words: figures and moments in Russian
 8 lists: the cases behind a number, what a role may see          9 charts letters: pictures; texts to copy
10 documents template district notices: files; an empty register; many registers as one; whom to tell what
11 demo doctor: a register of invented messages; each link of a deployment looked at
12 web cli: everything that knows Streamlit (gate, shell, parts, views); the command line (`__main__` runs it)
"""
