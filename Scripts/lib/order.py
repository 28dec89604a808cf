"""Writes Sources/distrishared/Link/order: the functions that a daemon calls until it is idle. To be
run before a release and after a change of the toolchain, on x86-64, with a release build at hand.

Every function of the program gets a breakpoint that is taken away when it is first met. The
processes are this machine's own, and nobody else's are traced.
"""

import ctypes
import os
import signal
import struct
import subprocess
import sys
import time

import network

ORDER = network.PROJECT / "Sources/distrishared/Link/order"
BREAKPOINT = b"\xcc"  # INT3
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
LIBC.ptrace.restype = ctypes.c_long
TRACEME, CONT, GETREGS, SETREGS, SETOPTIONS = 0, 7, 12, 13, 0x4200
TRACECLONE, TRACEEXEC, EXITKILL = 1 << 3, 1 << 4, 1 << 20
REGISTERS, RIP = 27, 16  # of struct user_regs_struct, sys/user.h
IDLE = 5  # seconds after READY, as the measure of idle memory has it


def ptrace(what, pid, address=None, data=None):
    if LIBC.ptrace(what, pid, address, data) < 0:
        raise OSError(ctypes.get_errno(), f"ptrace {what}")


def functions(program):
    """Names by address, as they stand in the file."""
    listed = subprocess.run(
        ["nm", "--defined-only", program], capture_output=True, text=True, check=True
    )
    found = {}
    for line in listed.stdout.splitlines():
        address, kind, name = line.split(" ", 2)
        if kind in "tTwW":
            found.setdefault(int(address, 16), []).append(name)
    return found


class Traced:
    """A program with a breakpoint at every function."""

    def __init__(self, command, addresses):
        self.pid = os.fork()
        if self.pid == 0:
            ptrace(TRACEME, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            os.execv(command[0], command)
        os.waitpid(self.pid, 0)
        ptrace(SETOPTIONS, self.pid, None, TRACECLONE | TRACEEXEC | EXITKILL)
        ptrace(CONT, self.pid)
        os.waitpid(self.pid, 0)  # it has become the program, and stands at its first instruction
        self.memory = open(f"/proc/{self.pid}/mem", "r+b", buffering=0)
        with open(f"/proc/{self.pid}/maps", encoding="ascii") as maps:
            self.base = int(maps.readline().split("-")[0], 16)
        self.held = {self.base + a: self.exchange(self.base + a, BREAKPOINT) for a in addresses}

    def exchange(self, address, byte):
        self.memory.seek(address)
        before = self.memory.read(1)
        self.memory.seek(address)
        self.memory.write(byte)
        return before

    def run(self, met):
        """Calls `met` with each function's address, once, until the program ends."""
        ptrace(CONT, self.pid)
        while True:
            pid, status = os.waitpid(-1, 0x40000000)  # __WALL: threads too
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if pid == self.pid:
                    return
                continue
            self.go_on(pid, os.WSTOPSIG(status), bool(status >> 16), met)

    def go_on(self, pid, signum, is_event, met):
        if signum == signal.SIGTRAP and not is_event and self.step_back(pid, met):
            signum = 0
        if is_event or signum in (signal.SIGSTOP, signal.SIGTRAP):
            signum = 0
        ptrace(CONT, pid, None, signum)

    def step_back(self, pid, met):
        registers = (ctypes.c_ulonglong * REGISTERS)()
        ptrace(GETREGS, pid, None, ctypes.addressof(registers))
        address = registers[RIP] - 1
        byte = self.held.get(address)
        if byte is None:
            return False
        if self.exchange(address, byte) == BREAKPOINT:
            met(address - self.base)
        registers[RIP] = address
        ptrace(SETREGS, pid, None, ctypes.addressof(registers))
        return True


def trace(out, command):
    """The wrapper of a daemon: runs it, and writes the addresses."""
    with open(out, "wb") as file:
        traced = Traced(command, functions(command[0]))
        traced.run(lambda address: file.write(struct.pack("<Q", address)))


def main():
    names = functions(str(network.DAEMON))
    met = []
    with network.Network() as net:
        for role in ("peer", "bootstrap"):
            out = net.folder / f"met-{role}"
            wrapper = [sys.executable, __file__, "--trace", str(out)]
            daemon = net.daemon(role, role, wrapper=wrapper)
            time.sleep(IDLE)
            daemon.stop()
            met += [address for (address,) in struct.iter_unpack("<Q", out.read_bytes())]
    called = [name for address in dict.fromkeys(met) for name in names.get(address, [])]
    head = [line for line in ORDER.read_text().splitlines() if line.startswith("#")]
    ORDER.write_text("\n".join(head + called) + "\n")
    # SwiftPM does not know that the program is made of this file: the next build links it anew.
    network.DAEMON.unlink()


if sys.argv[1:2] == ["--trace"]:
    trace(sys.argv[2], sys.argv[3:])
else:
    main()
