"""One person at work with one journal, for tests of issuing."""

import errno
import os
import threading
from pathlib import Path
from typing import Any

from services.credentials.generation import CredentialGenerator, GenerationStage
from services.credentials.issue import Issue
from services.credentials.journal import Journal
from services.credentials.journal_record import Record
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.values import User
from tests.services.accounts import operations, session_on

CREATE = "create_smtp_credential"
LIST = "list_smtp_credentials"
DELETE = "delete_smtp_credential"


class Desk:
    """One person at work: a tenancy, a journal, a user."""

    def __init__(self, tenancy: Tenancy, folder: Path) -> None:
        self.tenancy = tenancy
        self.session = session_on(tenancy)
        self.directory = ClassicDirectory(self.session)
        self.journal = Journal(folder / "journal", patience=0)
        self.user = self.directory.find("kim.park")
        self.stages: list[tuple[GenerationStage, int]] = []
        self.stop = threading.Event()

    def issuing(self) -> CredentialGenerator:
        """A program."""
        return CredentialGenerator(self.session, self.directory, Journal(self.journal.directory, patience=0))

    def issue(self, description: str = "billing host", user: User | None = None) -> Issue:
        return self.issuing().issue(user or self.user, description, self._told, self.stop)

    def _told(self, stage: GenerationStage, number: int) -> None:
        self.stages.append((stage, number))

    @property
    def record(self) -> Record:
        """The one record there is."""
        [record] = self.journal.records()
        return record

    @property
    def there(self) -> list[str]:
        """Descriptions of the user's credentials in the tenancy."""
        return [item.description for item in self.tenancy.credentials(self.user.ocid)]

    @property
    def posts(self) -> int:
        return operations(self.tenancy).count(CREATE)


class Disk:
    """Stands for `os` inside `services.storage.atomic_write`: a disk with room until `full_after` writes."""

    def __init__(self) -> None:
        self._room = 99

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def full_after(self, writes: int) -> None:
        self._room = writes

    def replace(self, source: Any, target: Any) -> None:
        self._room -= 1
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.replace(source, target)
