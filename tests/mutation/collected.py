"""A pytest plugin: the tests are collected once, and for each request some of them run in a fork that has a mutant.

The fork has the functions of the mutant; a mutant that changes more than functions is for a fresh process.
"""

import gc
import json
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest
from types import CodeType, FunctionType

import pytest

PASSED, FAILED, NOT_POSSIBLE = 0, 1, 2
"""Answers to a request; the last mostly where the mutant changes what is done on import."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Read a request a line, as JSON, from one pipe, and write a number into the other, until there are no more."""
    requests, answers = map(int, os.environ["MUTATION_PIPES"].split())
    functions = _functions()
    gc.freeze()  # what a fork does not touch it shares
    with open(requests) as lines, open(answers, "w") as told:
        for line in lines:
            request = json.loads(line)
            codes = _changed(request["path"], request["right"], request["source"])
            code = NOT_POSSIBLE
            if codes is not None:
                changes = [
                    (function, new)
                    for old, new in codes
                    for function in functions[_place(old)]
                    if function.__code__ == old
                ]
                code = _in_a_fork(session, request["tests"], changes, request["seconds"])
            print(code, file=told, flush=True)
    return True


Place = tuple[str, int, str]
Pairs = list[tuple[CodeType, CodeType]]
Changes = list[tuple[FunctionType, CodeType]]


def _functions() -> dict[Place, list[FunctionType]]:
    """Those that were imported, by where they are. What is imported later is read from the file of the mutant."""
    found: defaultdict[Place, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found[_place(each.__code__)].append(each)
    return found


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_firstlineno, code.co_name


def _changed(path: str, right: str, mutated: str) -> Pairs | None:
    """The functions that change, each before and after; None where other things do."""
    pairs: Pairs = []
    before, after = (compile(source, path, "exec", dont_inherit=True) for source in (right, mutated))
    for old, new in zip_longest(_all_in(before), _all_in(after)):
        if old is None or new is None or (old.co_name, old.co_freevars) != (new.co_name, new.co_freevars):
            return None
        is_function = bool(old.co_flags & 1)  # CO_OPTIMIZED: neither a module nor the body of a class
        if not is_function and _done_by(old) != _done_by(new):
            return None
        if is_function and old != new:
            pairs.append((old, new))
    return pairs


def _all_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _all_in(inner)


def _done_by(code: CodeType) -> tuple[object, ...]:
    plain = tuple(repr(each) for each in code.co_consts if not isinstance(each, CodeType))
    return code.co_code, plain, code.co_names


def _in_a_fork(session: pytest.Session, tests: Sequence[str], changes: Changes, seconds: float) -> int:
    child = os.fork()
    if child == 0:
        os.setsid()
        try:
            os._exit(_run(session, tests, changes))
        finally:
            os._exit(NOT_POSSIBLE)  # not even the tests could be run so
    is_late = threading.Event()

    def end_it() -> None:
        is_late.set()
        _end(child)

    timer = threading.Timer(seconds, end_it)
    timer.start()
    _, status = os.waitpid(child, 0)
    timer.cancel()
    timer.join()
    _end(child)  # what it has started, too
    return FAILED if is_late.is_set() or os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _run(session: pytest.Session, tests: Sequence[str], changes: Changes) -> int:
    for function, code in changes:
        function.__code__ = code
    by_name = {item.nodeid: item for item in session.items}
    items = [by_name[test] for test in tests]
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            break
    answer = FAILED if session.testsfailed else PASSED
    session.config.hook.pytest_sessionfinish(session=session, exitstatus=answer)  # ends what the fixtures have begun
    return answer


def _end(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
