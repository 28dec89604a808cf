"""Runs the stories: python3 Tests/InteropTests [--long] [--sanitized] [--counts FILE] [NAME ...]

NAME is a module (test_multicast) or a part of a test's name. A story that hangs is ended at its
deadline, with where it hung. --counts writes "PASSED FAILED" for the script that adds up. --long
tells what takes minutes at its full length. --sanitized leaves out what programs with a sanitizer
in them cannot be asked for, each with its reason.
"""

import argparse
import os
import pathlib
import signal
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
# `network` is the scripts' module too: the demo and the benchmarks stand on it.
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "Scripts" / "lib")]


# What a class may take to set up its network, or a machine to boot.
SETTING_UP = 300


# By name. A sanitizer's programs are slower, keep what was freed, and have a thread of their own.
NOT_SANITIZED = {
    "test_package": "it builds its own programs",
    "test_systemd": "there is no sanitizer's library in the box",
    "test_crowds": "it compares times and memory",
    "test_endurance": "it measures memory",
    "test_zero_copy": "it counts system calls",
    "test_clock": "libfaketime and a sanitizer both have to be loaded first",
    "test_a_thousand_connections_need_no_further_thread": "it counts threads",
    "test_many_who_do_not_read_are_bounded": "it measures memory",
    "test_bodies_that_never_end_hold_no_memory": "it measures memory",
    "test_a_long_upload_costs_a_bounded_buffer": "it measures memory",
    "test_forged_hellos_by_the_thousand": "it measures memory",
    "test_what_one_address_makes_us_keep": "it measures memory",
    "test_none_of_his_answers_becomes_a_file": "it measures memory",
    "test_a_flood_of_registrations": "it measures memory",
    "test_forged_hellos_from_every_address": "it measures memory",
    "test_no_request_without_a_credential_is_dear": "it measures time",
    "test_a_head_in_single_bytes": "it measures time",
    "test_callers_are_not_spun_for": "it measures time",
}


class Hung(Exception):
    """A story went past its deadline."""


class Teller(unittest.TextTestResult):
    """One line a story, with its time; counts what passed."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed = 0

    def startTest(self, test):
        self.began = time.monotonic()
        signal.alarm(getattr(test, "deadline", 120))
        super().startTest(test)

    def stopTest(self, test):
        signal.alarm(SETTING_UP)
        super().stopTest(test)

    def getDescription(self, test):
        if part := getattr(test, "test_case", None):
            return f"{self.getDescription(part)} {test._subDescription()}"
        if not isinstance(test, unittest.TestCase):
            return str(test)
        module, name = type(test).__module__, test._testMethodName
        return f"{module.removeprefix('test_')}: {name.removeprefix('test_').replace('_', ' ')}"

    def addSuccess(self, test):
        self.passed += 1
        self.stream.write(f"[{time.monotonic() - self.began:.1f} s] ")
        super().addSuccess(test)

    @property
    def failed(self):
        return len(self.failures) + len(self.errors) + len(self.unexpectedSuccesses)


def hang(*_):
    raise Hung("past its deadline")


def chosen(suite, names, left_out=()):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, names, left_out)
        elif any(name in test.id() for name in left_out):
            continue
        elif not names or any(name in test.id() for name in names):
            yield test


def main():
    parser = argparse.ArgumentParser(prog="Tests/InteropTests")
    parser.add_argument("--counts", type=pathlib.Path)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--sanitized", action="store_true")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    if arguments.long:
        os.environ["DISTRISHARE_LONG"] = "1"
    signal.signal(signal.SIGALRM, hang)
    signal.alarm(SETTING_UP)
    left_out = NOT_SANITIZED if arguments.sanitized else {}
    for name, reason in left_out.items():
        print(f"left out: {name}: {reason}")
    stories = unittest.TestSuite(
        chosen(unittest.defaultTestLoader.discover(str(HERE)), arguments.names, left_out)
    )
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Teller)
    result = runner.run(stories)
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    if arguments.counts:
        arguments.counts.write_text(f"{result.passed} {result.failed}\n")
    return 0 if result.failed == 0 and result.passed > 0 else 1


sys.exit(main())
