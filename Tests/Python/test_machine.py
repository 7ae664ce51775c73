import unittest

import headroom
from headroom import _program


class MachineTests(unittest.TestCase):
    TAG = "manylinux_2_35_x86_64"

    def refusal(self, *machine):
        with self.assertRaises(headroom.HeadroomError) as raised:
            _program.check_machine(self.TAG, *machine)
        self.assertEqual(raised.exception.exit_code, 3)
        return raised.exception.message

    def test_this_machine_is_right(self):
        _program.check_machine(self.TAG, "Linux", "x86_64", "2.35")
        _program.check_machine(self.TAG, "Linux", "x86_64", "2.100")
        self.assertRegex(_program.tag(), r"^manylinux_2_\d+_")

    def test_an_older_glibc(self):
        self.assertEqual(
            self.refusal("Linux", "x86_64", "2.9"),
            "this package needs glibc 2.35 or newer, and this system has glibc 2.9.",
        )

    def test_another_c_library(self):
        self.assertIn("another C library", self.refusal("Linux", "x86_64", None))

    def test_another_architecture(self):
        self.assertIn("Linux on aarch64", self.refusal("Linux", "aarch64", "2.36"))
        self.assertIn("Darwin", self.refusal("Darwin", "x86_64", None))
