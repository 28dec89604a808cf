// What the tool says, in the languages that it speaks. A phrase stands here once, in all of them.
// Piped output is for programs and has no language.

import Bytes
import Glibc

enum Language: String {
    case english = "en"
    case spanish = "es"

    /// As the locale has it; English where we do not speak it.
    static var ofEnvironment: Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            guard let text = Environment.value(name), !text.isEmpty else { continue }
            return Language(rawValue: String(text.prefix(2))) ?? .english
        }
        return .english
    }
}

enum Environment {
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

struct Phrases {
    let language: Language

    init(_ language: Language) { self.language = language }

    var isSpanish: Bool { language == .spanish }

    func say(_ english: String, _ spanish: String) -> String {
        switch language {
        case .english: english
        case .spanish: spanish
        }
    }

    /// A word of a table: a column's title, a state.
    func term(_ word: String) -> String {
        language == .spanish ? Self.spanish[word] ?? word : word
    }

    private static let spanish = [
        "name": "nombre", "address": "dirección", "kind": "clase", "state": "estado",
        "files": "archivos", "seen": "visto", "learned": "conocido por", "zone": "zona",
        "version": "versión", "server": "servidor", "added": "añadido", "reason": "motivo",
        "size": "tamaño", "modified": "modificado", "holders": "quién lo tiene",
        "received": "recibido", "rate": "velocidad", "from": "de", "role": "papel",
        "port": "puerto", "uptime": "en marcha", "secret": "secreto", "nodes": "nodos",
        "downloads": "descargas", "connections": "conexiones", "yes": "sí", "no": "no",
        "alive": "activo", "down": "caído", "unknown": "desconocido", "waiting": "en espera",
        "searching": "buscando", "running": "en curso", "verifying": "comprobando",
        "paused": "en pausa", "done": "terminado", "failed": "fallido",
        "cancelled": "cancelado", "registered": "registrado", "trying": "intentando",
        "ours": "nuestro", "old": "antiguo", "on": "sí", "off": "no", "left": "restante",
        "never": "nunca", "here": "aquí", "answered": "respondió", "unhashed": "sin resumen",
        "notice": "aviso", "peer": "par", "this node": "este nodo", "system": "sistema",
        "node": "nodo", "requests": "peticiones", "longest": "la más larga",
        "infohash": "infohash", "download": "bajada", "upload": "subida", "peers": "pares",
        "naming": "sin nombre aún", "checking": "comprobando", "downloading": "descargando",
        "placing": "colocando", "seeding": "compartiendo", "client": "cliente",
        "sent": "enviado", "flags": "señales", "source": "procedencia",
        "created": "creado", "admin": "administrador", "member": "miembro", "reader": "lector",
        "failures": "fallos", "failure": "fallo", "never begun": "sin empezar",
    ]

    // MARK: Usage

    func noCommand(_ word: String) -> String {
        say(
            "there is no command “\(safe(word))”; see `distrishare help`",
            "no hay ninguna orden «\(safe(word))»; véase `distrishare help`")
    }
    func noOption(_ word: String) -> String {
        say(
            "there is no option \(safe(word)) here; see `distrishare help`",
            "aquí no hay ninguna opción \(safe(word)); véase `distrishare help`")
    }
    func noValueWanted(_ option: String) -> String {
        say("\(option) takes no value", "\(option) no lleva valor")
    }
    func valueMissing(_ option: String) -> String {
        say("\(option) wants a value", "a \(option) le falta su valor")
    }
    func noAddress(_ word: String) -> String {
        say(
            "“\(safe(word))” is no address: HOST:PORT or [IPV6]:PORT",
            "«\(safe(word))» no es una dirección: HOST:PUERTO o [IPV6]:PUERTO")
    }
    func noLanguage(_ word: String) -> String {
        say(
            "“\(safe(word))” is no language of ours: en, es",
            "«\(safe(word))» no es un idioma nuestro: en, es")
    }
    func wrongUse(_ form: String) -> String { say("usage: \(form)", "uso: \(form)") }
    func noName(_ word: String) -> String {
        say(
            "“\(safe(word))” is no name of a shared file",
            "«\(safe(word))» no es el nombre de un archivo compartido")
    }

    // MARK: Finding and reaching a node

    var noNode: String {
        say(
            "no node found: is distrishared running? (see --socket and --node)",
            "no se encuentra ningún nodo: ¿está distrishared en marcha? (véase --socket y --node)"
        )
    }
    func severalNodes(_ paths: [String]) -> String {
        let list = paths.map { "\n  --socket \(safe($0))" }.joined()
        return say(
            "several nodes run here; say which:\(list)",
            "aquí hay varios nodos; diga cuál:\(list)")
    }
    func mayNotOpen(_ path: String) -> String {
        say(
            "\(safe(path)) may be opened by its owner and the group distrishare only",
            "\(safe(path)) sólo pueden abrirlo su dueño y el grupo distrishare")
    }
    func pathTooLong(_ path: String, _ limit: Int) -> String {
        say(
            "a socket's path has at most \(limit) bytes: \(safe(path))",
            "la ruta de un socket tiene como mucho \(limit) bytes: \(safe(path))")
    }
    func unreachable(_ place: String, _ why: String) -> String {
        say(
            "no node answers at \(safe(place)): \(why)",
            "ningún nodo responde en \(safe(place)): \(why)")
    }
    func broken(_ place: String) -> String {
        say("the connection to \(safe(place)) broke", "se cortó la conexión con \(safe(place))")
    }
    func notUnderstood(_ place: String) -> String {
        say(
            "what \(safe(place)) answered is not from a node of ours",
            "lo que respondió \(safe(place)) no es de un nodo nuestro")
    }
    var tookTooLong: String { say("it took too long", "tardó demasiado") }
    /// `detail` is harmless already, and may have lines.
    func refused(_ detail: String) -> String { say("refused: ", "rechazado: ") + detail }

    // MARK: Files

    func cannotRead(_ path: String, _ why: String) -> String {
        say("\(safe(path)) cannot be read: \(why)", "no se puede leer \(safe(path)): \(why)")
    }
    func cannotWrite(_ path: String, _ why: String) -> String {
        say("\(safe(path)) cannot be written: \(why)", "no se puede escribir \(safe(path)): \(why)")
    }
    func emptySecret(_ path: String) -> String {
        say("\(safe(path)) holds no secret", "\(safe(path)) no contiene ningún secreto")
    }
    func shared(_ name: String) -> String {
        say("shared as \(safe(name))", "compartido como \(safe(name))")
    }
    func unshared(_ name: String) -> String {
        say("\(safe(name)) is not shared any more", "\(safe(name)) ya no se comparte")
    }
    func secretWritten(_ path: String) -> String {
        say(
            "a new secret is in \(safe(path)), for its owner only",
            "hay un secreto nuevo en \(safe(path)), sólo para su dueño")
    }

    // MARK: Searches and downloads

    func nothingFound(asked: Int, silent: Int) -> String {
        say(
            "nothing found (\(asked) nodes asked, \(silent) silent)",
            "no se encontró nada (\(asked) nodos preguntados, \(silent) callados)")
    }
    func severalContents(_ name: String) -> String {
        say(
            "several contents are called \(safe(name)); choose one by its digest:",
            "varios contenidos se llaman \(safe(name)); elija uno por su resumen:")
    }
    func downloadFailed(_ name: String, _ why: String?) -> String {
        let reason = why.map { ": " + safe($0) } ?? ""
        return say(
            "\(safe(name)) was not downloaded\(reason)",
            "\(safe(name)) no se descargó\(reason)")
    }
    var interrupted: String {
        say("interrupted; nothing was kept", "interrumpido; no se guardó nada")
    }
    func notThere(_ name: String, _ place: String) -> String {
        say("\(safe(place)) does not have \(safe(name))", "\(safe(place)) no tiene \(safe(name))")
    }
    func from(_ holders: [String]) -> String {
        if let only = holders.first, holders.count == 1 {
            return say("from \(safe(only))", "de \(safe(only))")
        }
        return say("from \(holders.count) holders", "de \(holders.count) nodos")
    }
    func downloadCancelled(_ name: String) -> String {
        say("\(safe(name)): cancelled", "\(safe(name)): cancelado")
    }
    func downloaded(_ name: String, _ size: String, verified: Bool) -> String {
        let proof =
            verified
            ? say(", verified", ", comprobado")
            : say(", unverified: nobody told its digest", ", sin comprobar: nadie dijo su resumen")
        return say(
            "\(safe(name)): done, \(size)\(proof)",
            "\(safe(name)): terminado, \(size)\(proof)")
    }
    func placed(_ path: String) -> String {
        say("it is in \(safe(path))", "está en \(safe(path))")
    }
    func placedBefore(_ path: String) -> String {
        say("it was in \(safe(path)) already", "ya estaba en \(safe(path))")
    }
    func wrongContent(_ name: String) -> String {
        say(
            "\(safe(name)): what arrived is not what was promised; nothing was kept",
            "\(safe(name)): lo que llegó no es lo prometido; no se guardó nada")
    }
    func notHandedOver(_ name: String) -> String {
        say(
            "the node has \(safe(name)), but does not share its downloads (share_downloads)",
            "el nodo tiene \(safe(name)), pero no comparte sus descargas (share_downloads)"
        )
    }
    var noNewName: String {
        say("every name for it is taken there", "todos los nombres para él están ocupados allí")
    }
    func wrongLoadValue(_ option: String, _ allowed: String) -> String {
        say("\(option) is \(allowed)", "\(option) es \(allowed)")
    }

    /// A stranger's text, made harmless.
    func safe(_ text: String) -> String { text.escapedForPeople(limit: 4096) }
}
