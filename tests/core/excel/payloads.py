"""Text that is dangerous or fragile in a cell."""

PAYLOADS = (
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1","x")', "=SUM(A1:A9)", '=IMPORTXML(CONCAT(""),"//a")',
    '=WEBSERVICE("http://127.0.0.1/")', '=DDE("cmd","/C calc","x")', "=1+cmd|' /C calc'!A0", "=@SUM(1,1)", "==1+1",
    "= 1+1", " =1+1", "\t=1+1", "\n=1+1", "\r=1+1", "+1+1", "+cmd|' /C calc'!A0", "-1+1", "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0", "@A1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "'=1+1", '"=1+1', "{=1+1}",
    "{=TABLE(A1,A2)}", "#N/A", "#REF!", "#DIV/0!", "TRUE", "1E5", "2025-05-09", "10%", "00123", "\u200b=1+1",
    "\u202e=1+1", "%0A=1+1", "_x003D_1+1", "<f>1+1</f>", "]]><f>1</f>", "&=1+1",
)  # fmt: skip
"""What runs on the reader's computer if it is taken for a formula, and what Excel turns into something else."""
