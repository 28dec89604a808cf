// What the tool says of torrents.

extension Phrases {
    func noTorrent(_ place: String, _ why: String) -> String {
        say(
            "\(safe(place)) is no .torrent: \(safe(why))",
            "\(safe(place)) no es un .torrent: \(safe(why))")
    }
    func noMagnet(_ link: String, _ why: String) -> String {
        say(
            "\(safe(link)) is no magnet link that can be followed: \(safe(why))",
            "\(safe(link)) no es un enlace magnet que se pueda seguir: \(safe(why))")
    }
    func noTLS(_ url: String) -> String {
        say(
            "\(safe(url)): this program speaks no TLS yet; fetch it otherwise and give the file",
            "\(safe(url)): este programa aún no habla TLS; tráigalo de otro modo y dé el archivo")
    }
    func noWebAddress(_ url: String) -> String {
        say("\(safe(url)) is no address of the web", "\(safe(url)) no es una dirección de la web")
    }
    func notFetched(_ url: String, _ why: String) -> String {
        say("\(safe(url)) was not fetched: \(safe(why))", "no se trajo \(safe(url)): \(safe(why))")
    }
    func leadsOn(_ url: String, _ place: String) -> String {
        say(
            "\(safe(url)) leads on to \(safe(place)); give that if it is meant",
            "\(safe(url)) remite a \(safe(place)); dé ésa si es la buena")
    }
    func noFileSelected(_ item: String, _ count: Int) -> String {
        say(
            "no file of the torrent is meant by “\(safe(item))”; it has \(count), from 0",
            "«\(safe(item))» no es ningún archivo del torrent; tiene \(count), desde el 0")
    }
    var namesNotKnown: String {
        say(
            "what the torrent consists of is not known yet: use get, or a .torrent",
            "aún no se sabe de qué consta el torrent: use get, o un .torrent")
    }
    func onlyTorrents(_ option: String) -> String {
        say("\(option) is for torrents only", "\(option) es sólo para torrents")
    }
    func torrentAdded(_ name: String) -> String {
        say("\(safe(name)): added", "\(safe(name)): añadido")
    }
    func downloadAdded(_ name: String, _ id: Int64) -> String {
        say("\(safe(name)): download \(id)", "\(safe(name)): descarga \(id)")
    }
    func noSuchTorrent(_ word: String) -> String {
        say(
            "there is no torrent “\(safe(word))” here", "aquí no hay ningún torrent «\(safe(word))»"
        )
    }
    func severalTorrents(_ word: String) -> String {
        say(
            "several torrents are called \(safe(word)); choose one by its info-hash:",
            "varios torrents se llaman \(safe(word)); elija uno por su info-hash:")
    }
    var notOnTerminal: String {
        say(
            "a .torrent is not for a terminal: send it to a file, as in `> name.torrent`",
            "un .torrent no es para una terminal: envíelo a un archivo, como en `> nombre.torrent`")
    }
    func notHashedYet(_ name: String) -> String {
        say("\(safe(name)) is not hashed yet", "\(safe(name)) aún no tiene resumen")
    }
    func isWhatItWas(_ name: String) -> String {
        say("\(safe(name)): verified", "\(safe(name)): comprobado")
    }
    func isNotWhatItWas(_ name: String) -> String {
        say("\(safe(name)) is not what it was", "\(safe(name)) no es lo que era")
    }
    func piecesHere(_ name: String, _ count: Int, of all: Int) -> String {
        say(
            "\(safe(name)): \(count) of \(all) pieces are here",
            "\(safe(name)): aquí hay \(count) de \(all) piezas")
    }
    var noDaemonBeside: String {
        say(
            "no node found, and no distrishared beside this program that could be started",
            "no se encuentra ningún nodo, ni un distrishared junto a este programa que arrancar")
    }
    var notStarted: String {
        say("the node that was started does not answer", "el nodo que se arrancó no responde")
    }
    var leaveWithQ: String { say("q: leave", "q: salir") }
}
