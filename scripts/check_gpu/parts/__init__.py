"""The parts of the check, by worth: what stands first is measured first.

Each is a module with a TITLE, the seconds that it WANTS and the LEAST that it can do with, and `measure`.
"""

from parts import causes, energy, engine, fit, frameworks, machine, resnet, transformer, watching, workloads

ALL = {
    module.__name__.removeprefix("parts."): module
    for module in (machine, fit, resnet, causes, frameworks, transformer, engine, energy, watching, workloads)
}
