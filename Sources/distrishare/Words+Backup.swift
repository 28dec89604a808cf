// What the tool says of backups, in the languages that it speaks.

extension Phrases {
    func backedUp(_ path: String, _ size: String) -> String {
        say("backed up: \(safe(path)), \(size)", "copiado: \(safe(path)), \(size)")
    }
    func backupNeedsName(_ path: String) -> String {
        say(
            "“\(safe(path))” is a folder; a backup is a file",
            "«\(safe(path))» es una carpeta; la copia es un archivo")
    }
    func noBackup(_ path: String) -> String {
        say(
            "\(safe(path)) is there and is no backup of a node; nothing was replaced",
            "\(safe(path)) existe y no es copia de un nodo; no se reemplazó nada")
    }
    var backupIsLocal: String {
        say(
            "a backup is made through the node's control socket, on its machine",
            "la copia se hace por el socket de control del nodo, en su máquina")
    }
}
