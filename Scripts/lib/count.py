"""Reads the xunit reports of `swift test` and prints "PASSED FAILED".

`swift test` writes one report for XCTest and one for Swift Testing; a test with several issues, or
with several arguments, is one test.
"""

import sys
import xml.etree.ElementTree as xml


def outcomes(path):
    """One value for every test in the report: did it pass? Skipped ones do not count."""
    try:
        cases = xml.parse(path).getroot().iter("testcase")
    except (OSError, xml.ParseError):
        return
    for case in cases:
        if case.find("skipped") is None:
            yield case.find("failure") is None and case.find("error") is None


def main():
    seen = [passed for path in sys.argv[1:] for passed in outcomes(path)]
    print(seen.count(True), seen.count(False))


main()
