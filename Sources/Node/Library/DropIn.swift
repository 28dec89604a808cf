// What helps where a person shares a path that this node may not look at: the unit shows the node
// nothing of the homes, and whatever a drop-in binds is there for it (systemd.exec(5)).

struct DropIn {
    let path: String
    let port: UInt16

    /// Sentences for a person; the drop-in's lines stand in it as they are to be typed.
    var advice: String {
        """
        this node may not look at \(path). Under systemd \
        `systemctl edit distrishare-peer@\(port)` lets it, with these lines and a restart; its \
        user needs the right to read it, too:
        \(lines.joined(separator: "\n"))
        Else `share --temporary` shares it until the node stops, `share --copy` a copy of a file.
        """
    }

    /// Of a folder a descriptor gives the place and not the rights.
    var needOfRights: String {
        "this node may not look into \(path), though it has it open: its user needs the right to "
            + "read it, or `share --copy` shares copies of single files"
    }

    var lines: [String] {
        ["[Service]"] + (isInHome ? ["ProtectHome=tmpfs"] : [])
            + ["BindReadOnlyPaths=\(quoted)"]
    }

    /// What `ProtectHome=` covers; over its `yes` nothing can be bound.
    private var isInHome: Bool {
        ["/home", "/root", "/run/user"].contains {
            path == $0 || path.utf8.starts(with: "\($0)/".utf8)
        }
    }

    /// As systemd reads a path: `%` is a specifier, a colon and a space end it outside of quotes.
    private var quoted: String {
        var text = ""
        var isPlain = true
        for scalar in path.unicodeScalars {
            switch scalar {
            case "%": text += "%%"
            case "\"", "\\":
                text += "\\" + String(scalar)
                isPlain = false
            case " ", "\t", ":", "'":
                text.unicodeScalars.append(scalar)
                isPlain = false
            default: text.unicodeScalars.append(scalar)
            }
        }
        return isPlain ? text : "\"\(text)\""
    }
}
