// A password, from a terminal without showing it, or a line of standard input.
//
// Law. It is never an argument, and never shown. Whatever ends the tool meanwhile, the terminal is
// left as it was: signals are held back until then.

import Bytes
import Glibc
import Vocabulary

extension Session {
    /// One that nobody knows yet is typed twice, since nobody sees it.
    func newPassword(of user: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try passwordLine() }
        let terminal = try SilentTerminal()
        defer { terminal.leave() }
        let first = try checkedPassword(terminal.ask(phrases.passwordOf(user)))
        guard try terminal.ask(phrases.passwordAgain) == Array(first.utf8) else {
            throw Failure(.usage, phrases.passwordsDiffer)
        }
        return first
    }

    /// The first line of standard input, for programs.
    private func passwordLine() throws -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count <= Limits.passwordLength {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return try checkedPassword(line)
    }

    private func checkedPassword(_ bytes: [UInt8]) throws -> String {
        guard let text = String(utf8: bytes), Password(text) != nil, !bytes.contains(0) else {
            throw Failure(.usage, phrases.noPassword(Limits.passwordLength))
        }
        return text
    }
}

/// The terminal, showing nothing of what is typed.
private struct SilentTerminal {
    private var before = termios()

    init() throws {
        Signals.hold()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else {
            throw Failure(.failed, systemError())
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }

    func leave() {
        var before = before
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }

    /// What is typed until the line ends.
    func ask(_ question: String) throws -> [UInt8] {
        Output.drawAside(question)
        defer { Output.drawAside("\r\n") }
        var typed: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { throw Interrupted() }
            switch byte {
            case 3: throw Interrupted()  // Ctrl-C
            case 4 where typed.isEmpty: throw Interrupted()  // Ctrl-D
            case 10, 13: return typed
            case 8, 127: Self.takeBack(&typed)
            case 21: typed = []  // Ctrl-U
            default: if typed.count <= Limits.passwordLength { typed.append(byte) }
            }
        }
    }

    /// The last character, however many bytes it has.
    private static func takeBack(_ typed: inout [UInt8]) {
        while let last = typed.popLast(), last & 0xc0 == 0x80 {}
    }
}
