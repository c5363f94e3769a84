"""Loggers can be walked through, as pytest does for each test, while a thread of the app under test adds to them."""

import logging
from itertools import islice


def test_adding_a_logger_does_not_break_iteration_over_loggers() -> None:
    loggers = logging.root.manager.loggerDict
    for number, _ in enumerate(islice(loggers.values(), 3)):
        logging.getLogger(f"{__name__}.{number}")
    assert f"{__name__}.2" in loggers
