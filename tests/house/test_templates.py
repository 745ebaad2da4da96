"""Every template is one that Jinja understands, whether a test opens its page or not."""

from flask import Flask


def test_every_template_compiles(sqlite_app: Flask) -> None:
    environment = sqlite_app.jinja_env
    names = environment.list_templates(extensions=["html"])

    compiled = [environment.get_template(name).name for name in names]

    assert compiled == names
    assert len(names) > 100
