"""Oracle's SDK without its front door.

`import oci` loads Object Storage and DNS as well: a tenth of all that it loads, and of no use here.
"""

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec


def lighten_sdk() -> None:
    """From now on each part of the SDK is imported when it is first asked for; too late once `oci` is imported.

    Whatever else is asked of `oci` runs its own `__init__` after all, so that nothing is missing.
    """
    spec = None if "oci" in sys.modules else find_spec("oci")
    if spec is None or spec.loader is None:
        return
    package, loader = module_from_spec(spec), spec.loader

    def part(name: str) -> object:
        if name.startswith("__") and name != "__version__":
            raise AttributeError(name)
        try:
            return import_module(f"oci.{name}")
        except ModuleNotFoundError:
            del package.__getattr__  # the SDK has one of its own
            loader.exec_module(package)
            return getattr(package, name)

    package.__getattr__ = part  # type: ignore[method-assign]  # a module's own (PEP 562)
    sys.modules["oci"] = package
    import_module("oci.fips").enable_fips_mode()  # as its `__init__` does before any key is read
