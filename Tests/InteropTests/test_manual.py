"""The manuals and the completions know what the programs know: each command, option and key."""

import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from network import DAEMON, PROJECT, TOOL
from story import needs

PAGES = PROJECT / "Packaging" / "man"
COMPLETIONS = PROJECT / "Packaging" / "completions"
CONFIGS = [PROJECT / "Config" / name for name in ("peer.toml", "bootstrap.toml")]
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z0-9-]*")
HELP = {"-h", "--help"}


def output_of(*command, **options):
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        **options,
    )
    return done.stdout


@functools.cache
def known():
    """What the tool says of itself."""
    return json.loads(output_of(TOOL, "--json", "help"))


def names(options):
    return {name for option in options for name in option["names"]}


def options_of(command):
    """Those of a command, and those of every command."""
    own = next(c["options"] for c in known()["commands"] if c["name"] == command)
    return names(own) | names(known()["options"])


def commands():
    """All of them: a new one is missed at once by each place that has not heard of it."""
    return {command["name"] for command in known()["commands"]}


def source(page):
    """A page as it is installed."""
    if page.name == "distrishare.toml.5":
        return output_of(sys.executable, PROJECT / "Scripts/lib/manual.py", page, CONFIGS[0])
    return page.read_text()


def shown(page):
    """A page as a person reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / page.name
        path.write_text(source(page))
        environment = {**os.environ, "MANWIDTH": "500", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"}
        done = subprocess.run(
            ["man", "--warnings", "-l", path],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
    return re.sub(r".\x08", "", done.stdout), done.stderr


class Manuals(unittest.TestCase):
    pages = sorted(PAGES.glob("*.[1-8]"))

    @needs("man")
    def test_they_are_written_as_manuals_are(self):
        self.assertEqual(len(self.pages), 3)
        for page in self.pages:
            self.assertEqual(shown(page)[1], "", page.name)

    @needs("mandoc")
    def test_they_pass_mandocs_eyes_too(self):
        for page in self.pages:
            done = subprocess.run(
                ["mandoc", "-T", "lint"],
                input=source(page),
                capture_output=True,
                text=True,
                check=False,
            )
            # A page of ours that is not installed here is none of its business.
            lines = [line for line in done.stdout.splitlines() if "referenced manual" not in line]
            self.assertEqual(lines, [], page.name)

    @needs("man")
    def test_the_tools_page_has_each_command_and_option_and_no_other(self):
        text, _ = shown(PAGES / "distrishare.1")
        described = re.findall(r"^\.It Cm (\w+)|, Cm (\w+) ", source(PAGES / "distrishare.1"), re.M)
        self.assertEqual({first or second for first, second in described} - {"es"}, commands())
        every = set().union(*(options_of(command) for command in commands()))
        self.assertEqual(set(OPTION.findall(text)), every)

    @needs("man")
    def test_the_tools_page_has_its_exit_codes_and_environment(self):
        text, _ = shown(PAGES / "distrishare.1")
        codes = re.findall(r"^ +(\d) ", text.split("EXIT STATUS")[1].split("EXAMPLES")[0], re.M)
        self.assertEqual([int(code) for code in codes], known()["exits"])
        for variable in known()["environment"]:
            self.assertIn(variable, text)

    @needs("man")
    def test_the_daemons_page_has_its_options(self):
        text, _ = shown(PAGES / "distrishared.8")
        synopsis = text.split("As a service")[0]
        self.assertEqual(
            set(OPTION.findall(synopsis)), set(OPTION.findall(output_of(DAEMON, "--help"))) | HELP
        )

    def test_the_configs_page_has_each_key_with_its_words(self):
        page = source(PAGES / "distrishare.toml.5")
        for config in CONFIGS:
            keys = re.findall(r"^(?:#?([a-z_]+) = |\[(.+)\]$)", config.read_text(), re.M)
            told = re.findall(r"^\.It Ic ([a-z_]+)$|^\.Ss \[(.+)\]\\&$", page, re.M)
            self.assertEqual(told, keys, config.name)
        defaults = page.split(".Sh KEYS")[1].split(".Sh FILES")[0]
        self.assertEqual(defaults.count("default "), sum(1 for key, _ in keys if key) + 1)

    def test_both_configs_explain_alike(self):
        def comments(path):
            body = path.read_text().split("\n\n", 2)[2]
            return [line for line in body.splitlines() if line.startswith("# ")]

        self.assertEqual(*(comments(config) for config in CONFIGS))


# What a node may tell: names that a shell could take for more than a name.
HOSTILE = ["$(touch ran)", "`touch ran`", "a b", "a;touch ran", "a'b", 'a"b', "*", "~", "-o", "é"]
ESCAPED = "esc\\u{1b}aped"

ASKING_BASH = """\
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_distrishare
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completions(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        lists = {
            "files": "".join(f"{name}/of mine\t12\t-\n" for name in [*HOSTILE, ESCAPED]),
            "downloads": "1\tx\trunning\n2\ty\tdone\n",
            "nodes": "id\tname\t10.0.0.7:9000\tpeer\n",
            "bootstrap": "10.0.0.1:8000\tregistered\n",
        }
        for name, text in lists.items():
            (self.folder / name).write_text(text)
        stub = self.folder / "distrishare"
        stub.write_text(f'#!/bin/sh\nfor last; do :; done\ncat "{self.folder}/$last"\n')
        stub.chmod(0o755)
        self.environment = {
            "PATH": f"{self.folder}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
        }

    def tearDown(self):
        self.assertFalse((self.folder / "ran").exists(), "a name was run")

    def bash(self, *words):
        text = output_of(
            "bash",
            "-c",
            ASKING_BASH,
            "bash",
            COMPLETIONS / "distrishare.bash",
            "distrishare",
            *words,
            env=self.environment,
            cwd=self.folder,
        )
        return {line for line in text.splitlines() if line}

    def fish(self, *words):
        line = " ".join(("distrishare", *words))
        text = output_of(
            "fish",
            "--no-config",
            "-c",
            "source $argv[1]; complete -C $argv[2]",
            COMPLETIONS / "distrishare.fish",
            line,
            env=self.environment,
            cwd=self.folder,
        )
        return {line.split("\t")[0] for line in text.splitlines()}

    def offers(self, complete):
        """What the shells that can be asked without a terminal must offer."""
        self.assertEqual(complete(""), commands())
        self.assertEqual(complete("--json", "mu"), {"multicast"})
        self.assertEqual(complete("--lang", ""), {"en", "es"})
        for command in sorted(commands()):
            offered = complete(command, "-") | complete(command, "--")
            self.assertEqual(offered | {"-h", "-o"}, options_of(command) | {"-h", "-o"}, command)
        self.assertEqual(complete("bootstrap", ""), {"list", "add", "remove"})
        protocols = {"json", "http", "http10", "udp-tracker", "http-tracker"}
        self.assertEqual(complete("load", "--protocol", ""), protocols)
        self.assertEqual(complete("cancel", ""), {"1"})
        self.assertEqual(complete("bootstrap", "remove", ""), {"10.0.0.1:8000"})

    def test_bash_offers_what_the_tool_knows(self):
        self.offers(self.bash)
        self.assertEqual(self.bash("nodes", "remove", "10"), {"10.0.0.7:9000"})
        self.assertEqual(self.bash("--lang=e"), {"en", "es"})

    def test_bash_takes_names_as_they_are(self):
        self.assertEqual(self.bash("--socket", "/x", "unshare", ""), set(HOSTILE))
        self.assertEqual(self.bash("unshare", "a\\ "), {"a b"})
        self.assertEqual(self.bash("unshare", "'a"), {n for n in HOSTILE if n.startswith("a")})

    @needs("fish")
    def test_fish_offers_what_the_tool_knows(self):
        self.offers(self.fish)

    @needs("fish")
    def test_fish_takes_names_as_they_are(self):
        self.assertGreaterEqual(self.fish("unshare", ""), {"a b", "$(touch ran)", "`touch ran`"})
        self.assertNotIn(ESCAPED, self.fish("unshare", ""))

    @needs("zsh")
    def test_zsh_has_each_command_and_option(self):
        path = COMPLETIONS / "_distrishare"
        output_of("zsh", "-n", path)
        text = path.read_text()
        described = text.split("commands=(")[1].split("\n  )")[0]
        self.assertEqual(set(re.findall(r"^ +'(\w+):", described, re.M)), commands())
        every = set().union(*(options_of(command) for command in commands()))
        words = re.findall(r"(?<=['\"),{])--?[a-z][a-z0-9-]*(?=[=+\[,}'])", text)
        self.assertEqual(set(words), every)
