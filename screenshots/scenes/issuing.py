"""The main job and what follows: a new credential, handing it over, replacing one, what was left interrupted."""

from screenshots.camera import Camera
from screenshots.scene import Scene
from tui.startup.start import Start

FIELD = "billing-host Postfix relay"
"""What the Generate dialog says in its empty field, without its first word, on which the cursor stands."""

MASKED = "•••"
"""How a password stands on the screen until v is pressed."""

DESCRIPTION = "Web shop, host shop-02"


async def generate(camera: Camera) -> None:
    """Generate a credential for the user on the screen."""
    await camera.shows("SMTP Credentials", "MailSenders")
    await camera.press("n")
    await camera.shows(FIELD)
    await camera.type(DESCRIPTION)


async def credential(camera: Camera) -> None:
    """A user, the Generate dialog, the new credential with its password masked, and the ways to hand it over."""
    await camera.photograph("user", "1 of 2", "MailSenders")
    await generate(camera)
    await camera.photograph("generate")
    await camera.press("enter")
    await camera.photograph("credential", "SMTP credential", "implicit TLS")
    await camera.press("s")
    await camera.photograph("hand-over", "Read aloud", "Client settings")


async def ways(camera: Camera) -> None:
    """Handing a new credential over: encrypted with age, as settings of a program, read aloud."""
    await generate(camera)
    await camera.press("enter")
    await camera.shows("implicit TLS")
    await _choose_way(camera, "Encrypt with age")
    await camera.photograph("age", "Public key")
    await camera.press("escape")
    await _choose_way(camera, "Client settings")
    await camera.photograph("clients", "Choose an application")
    await camera.press("enter")
    await camera.photograph("client-settings", "Use it with the settings")
    await camera.press("escape", "escape")
    await _choose_way(camera, "Read aloud")  # four characters of a password that was made up for the picture
    await camera.photograph("read-aloud", "of 5")


async def limit(camera: Camera) -> None:
    """The rejection of a third credential, and what R offers instead."""
    await camera.shows("2 of 2", "MailSenders")
    await camera.press("n")
    await camera.photograph("limit", "the maximum that OCI")
    await camera.press("escape", "R")
    await camera.photograph("room", "delete one first")


async def rotation(camera: Camera) -> None:
    """A rotation: its beginning, and where it stands once the new one is there."""
    await camera.shows("1 of 2", "MailSenders")
    await camera.press("R")
    await camera.photograph("rotate", "keeps working")
    await camera.press("enter")
    await camera.shows("implicit TLS")
    await camera.press("v")
    await camera.hides(MASKED)
    await camera.press("enter")
    await camera.shows("retiring")
    await camera.press("R")
    await camera.photograph("rotation", "The new one is deployed")


async def unfinished(camera: Camera) -> None:
    """A credential that was shown by a program that then died."""
    await generate(camera)
    await camera.press("enter")
    await camera.shows("implicit TLS")
    await camera.press("v")
    await camera.hides(MASKED)
    camera.app.pop_screen()
    await camera.shows("n Generate")
    await camera.settled()
    camera.app.action_go_home()
    await camera.shows("Credential audit")
    camera.app.find_interrupted()
    await camera.photograph("unfinished-home", "1 credential was interrupted")
    await camera.press("U")
    await camera.photograph("unfinished", "I have the password")


async def _choose_way(camera: Camera, way: str) -> None:
    """Choose a way to hand over the credential on the screen."""
    await camera.press("s")
    await camera.shows("and server to:")
    while f"> {way}" not in camera.look().words:
        await camera.press("j")
    await camera.settled()  # by then it is known whether it can be used
    await camera.press("enter")


MAILER = Start("user", "shop.mailer")
SCENES = (
    Scene(("user", "generate", "credential", "hand-over"), credential, MAILER),
    Scene(("age", "clients", "client-settings", "read-aloud"), ways, MAILER),
    Scene(("limit", "room"), limit, Start("user", "billing.relay")),
    Scene(("rotate", "rotation"), rotation, MAILER),
    Scene(("unfinished-home", "unfinished"), unfinished, MAILER),
)
