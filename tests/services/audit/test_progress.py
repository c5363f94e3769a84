import pytest

from services.audit.progress import WINDOW_SECONDS, AuditProgress, Speedometer


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def speed(clock: Clock) -> Speedometer:
    meter = Speedometer(clock)
    meter.start()
    return meter


def test_the_rate_is_zero_at_first(speed: Speedometer, clock: Clock) -> None:
    clock.now = 0.2
    speed.add(10)
    assert speed.rate == 0


def test_the_rate_is_that_of_the_last_seconds(speed: Speedometer, clock: Clock) -> None:
    for second in range(1, 31):
        clock.now = second
        speed.add(10 if second <= 15 else 40)
    assert speed.rate == pytest.approx(40)
    clock.now += WINDOW_SECONDS * 2
    assert 0 <= speed.rate < 5


def test_a_pause_does_not_count(speed: Speedometer, clock: Clock) -> None:
    clock.now = 2
    speed.add(100)
    speed.stop()
    clock.now = 1000
    assert speed.rate == 0
    speed.start()
    clock.now = 1002
    speed.add(100)
    assert speed.rate == pytest.approx(50)
    assert speed.done == 200


@pytest.mark.parametrize(
    ("progress", "seconds"),
    [
        (AuditProgress(100, 400, True, 50.0), 6),
        (AuditProgress(100, 400, False, 50.0), None),
        (AuditProgress(100, 400, True, 0.0), None),
        (AuditProgress(401, 400, True, 50.0), 0),
    ],
)
def test_the_remaining_time_is_known_when_the_total_and_rate_are_known(
    progress: AuditProgress, seconds: float | None
) -> None:
    assert progress.remaining_seconds == seconds
