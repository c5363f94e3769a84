from widgets.history import History


def test_stepping_forward_past_the_last_entry_restores_the_draft() -> None:
    history = History()
    for entry in ("users", "audit", "users", ""):
        history.add(entry)
    history.begin()
    assert [history.step(-1, "dra"), history.step(-1, "users"), history.step(-1, "audit")] == [
        "users",
        "audit",
        "audit",
    ]
    assert [history.step(1, "audit"), history.step(1, "users"), history.step(1, "dra")] == ["users", "dra", "dra"]
