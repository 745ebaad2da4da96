"""Files that go out as downloads: their names are Chinese as often as not."""

from flask import Flask

from trainingapp.core.web import send_attachment


def test_a_chinese_file_name_reaches_the_browser_whole(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        answer = send_attachment("表".encode(), media_type="text/plain", file_name="一班一档.txt")

    header = answer.headers["Content-Disposition"]
    answer.close()
    assert header.encode("latin-1").decode("ascii") == header
    assert header.endswith("filename*=UTF-8''%E4%B8%80%E7%8F%AD%E4%B8%80%E6%A1%A3.txt")
    assert header.startswith("attachment;")
