import copy
import json
import logging
import pickle
import secrets
import string
import traceback

import msgspec
import pytest

from services.model.secret import Secret, SecretGoneError


@pytest.fixture
def text() -> str:
    return secrets.token_urlsafe(24)


@pytest.mark.parametrize("password", [string.printable, "", "🔑é\u202e\x00", "[/] [@click=app.quit]x"])
def test_reveal_returns_exactly_the_given_text(password: str) -> None:
    assert Secret(password).reveal() == password


def test_no_text_format_shows_the_secret(text: str) -> None:
    secret = Secret(text)
    written = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{secret:s}",
        "%s" % secret,  # noqa: UP031 - this way of formatting is what is tested
        repr([secret]),
        repr({"password": secret}),
    ]
    assert not [line for line in written if text in line]


def test_a_log_record_and_a_traceback_do_not_show_the_secret(text: str, caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(text)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("anything").debug("got %s", secret)
    try:
        raise ValueError(secret)
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "<Secret>" in shown
    assert text not in shown.replace(repr(text), "")  # the test's own local is not the secret's doing
    assert text not in caplog.text


@pytest.mark.parametrize("copier", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_secret_cannot_be_copied_or_pickled(copier: object, text: str) -> None:
    assert callable(copier)
    with pytest.raises(TypeError) as refused:
        copier(Secret(text))
    assert text not in str(refused.value)


@pytest.mark.parametrize("encode", [json.dumps, msgspec.json.encode])
def test_a_secret_cannot_be_encoded_as_json(encode: object, text: str) -> None:
    assert callable(encode)
    with pytest.raises(TypeError) as refused:
        encode({"password": Secret(text)})
    assert text not in str(refused.value)


def test_a_secret_equals_only_a_secret_with_the_same_text(text: str) -> None:
    assert Secret(text) == Secret(text)
    assert Secret(text) != Secret(text + "x")
    assert Secret(text) != text
    with pytest.raises(TypeError):
        {Secret(text)}


def test_nothing_can_be_read_after_wiping(text: str) -> None:
    secret, twin = Secret(text), Secret(text)
    held = secret._held
    secret.wipe()
    secret.wipe()
    assert secret.is_wiped
    assert secret != twin
    assert held is not None
    assert not any(held), "the bytes themselves are overwritten"
    with pytest.raises(SecretGoneError) as gone:
        secret.reveal()
    assert text not in str(gone.value)


def test_a_secret_has_no_length_and_no_attributes(text: str) -> None:
    secret = Secret(text)
    with pytest.raises(TypeError):
        len(secret)  # type: ignore[arg-type]  # that it has no length is what is tested
    with pytest.raises(TypeError):
        vars(secret)
