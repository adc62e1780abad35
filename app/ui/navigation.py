"""The pages of the window in the order of the rail. Every stage of the pipeline is on exactly one
page (a test holds that), so a new stage cannot be forgotten here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One entry of the rail.

    `key` names its texts ("page.<key>"), its widget and its shortcut; `group` its heading ("" =
    none); `module` is imported when the page is first shown and holds a class `Page`. `stages` are
    the verbs whose waiting counts stand beside it; `calls` = a red count: it waits for you."""

    key: str
    group: str
    icon: str
    module: str
    stages: tuple[str, ...] = ()
    calls: bool = False
    shortcut: str = ""


PAGES = (
    PageSpec("workbench", "", "dashboard", "app.ui.pages.workbench", shortcut="Ctrl+1"),
    PageSpec("parties", "master", "company", "app.ui.pages.parties", shortcut="Ctrl+2"),
    PageSpec("goods", "master", "goods", "app.ui.pages.goods", shortcut="Ctrl+3"),
    PageSpec("import", "filing", "import", "app.ui.pages.intake", ("import",), shortcut="Ctrl+4"),
    PageSpec(
        "match", "filing", "match", "app.ui.pages.matching", ("match",), True, shortcut="Ctrl+5"
    ),
    PageSpec(
        "lists",
        "filing",
        "list",
        "app.ui.pages.lists",
        ("precheck", "lists", "assess"),
        shortcut="Ctrl+6",
    ),
    PageSpec(
        "messages",
        "filing",
        "message",
        "app.ui.pages.messages",
        ("export", "receive"),
        shortcut="Ctrl+7",
    ),
    PageSpec(
        "status", "filing", "status", "app.ui.pages.status", ("status",), True, shortcut="Ctrl+8"
    ),
    PageSpec(
        "summary",
        "filing",
        "merge",
        "app.ui.pages.summary",
        ("summary",),
        shortcut="Alt+5",
    ),
    PageSpec(
        "returns", "filing", "returns", "app.ui.pages.returns", ("returns",), True, shortcut="Alt+6"
    ),
    PageSpec("book", "stock", "book", "app.ui.pages.book", shortcut="Alt+1"),
    PageSpec("taxes", "stock", "tax", "app.ui.pages.taxes", shortcut="Alt+2"),
    PageSpec("warehouses", "stock", "warehouse", "app.ui.pages.warehouses", shortcut="Alt+7"),
    PageSpec("refunds", "stock", "money", "app.ui.pages.refunds", shortcut="Alt+8"),
    PageSpec("limits", "stock", "limit", "app.ui.pages.limits", shortcut="Alt+3"),
    PageSpec("what_if", "stock", "split", "app.ui.pages.what_if", shortcut="Alt+4"),
    PageSpec("report", "view", "report", "app.ui.pages.report", ("report",), shortcut="Ctrl+9"),
    PageSpec("history", "view", "history", "app.ui.pages.history", shortcut="Alt+9"),
    PageSpec("rules", "view", "info", "app.ui.pages.rules", shortcut="Alt+0"),
    PageSpec("settings", "bottom", "settings", "app.ui.pages.settings", shortcut="Ctrl+,"),
)

WATCHED_FOLDER = "receive/watched_folder"
"""The option that names the folder the page of messages watches; when it is set, that page is made
at the start, so that nobody has to look at it first."""

OPERATOR = "window/operator"
"""The option with the name of the person working at this computer; it goes with every step."""
