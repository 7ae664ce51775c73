"""Parts of the check, by importance: the first is measured first.

Each is a module with a TITLE, the seconds that it WANTS, its LEAST seconds, and `measure`; one with ALONE is measured
only when it is named.
"""

from parts import (
    causes, energy, engine, fit, frameworks, machine, reconstruction, resnet, scenes, transformer, watching,
    workloads,
)

ALL = {
    module.__name__.removeprefix("parts."): module
    for module in (
        machine, fit, resnet, causes, frameworks, transformer, engine, energy, watching, workloads, reconstruction,
        scenes,
    )
}
