// Every command and every option. The words of commands have no language; what is said of them has.

extension Option {
    /// Those that stand before or after any command.
    static let all: [Option] = [
        Option(
            "--socket", value: "PATH", about: "the control socket of the node that is meant",
            "el socket de control del nodo al que se habla"),
        Option(
            "--node", value: "HOST:PORT", about: "a node that is reached over TCP",
            "un nodo al que se llega por TCP"),
        Option(
            "--json", about: "one JSON document instead of lines",
            "un documento JSON en lugar de líneas"),
        Option(
            "--lang", value: "en|es", about: "the language; else that of the environment",
            "el idioma; si no, el del entorno"),
        Option(
            "--secret-file", value: "FILE",
            about:
                "the network's secret: to read and fetch over TCP",
            "el secreto de la red: para leer y traer por TCP"),
        Option(
            "--token-file", value: "FILE",
            about: "the operator's token: to change over TCP",
            "la clave del operador: para cambiar por TCP"),
        Option(
            "-h", "--help", about: "this page, or a command's part of it", "esta página, o su parte"
        ),
        Option("--version", about: "the same as the command", "lo mismo que la orden"),
    ]
}

extension Command {
    static let all: [Command] = looking + sharing + moving + swarming + further

    private static let looking = [
        Command(
            "status", about: "what the node is, what it shares and whom it knows",
            "qué es el nodo, qué comparte y a quién conoce"
        ) { try $0.status() },
        Command(
            "nodes", "[--bootstrap | --multicast]", "add HOST:PORT", "remove HOST:PORT",
            options: [
                Option(
                    "--bootstrap", about: "those that a bootstrap told of",
                    "los que dijo un bootstrap"),
                Option(
                    "--multicast", about: "those that were heard on the network",
                    "los que se oyeron en la red"),
            ],
            about: "the nodes that are known; a node to try from now on, or no more",
            "los nodos conocidos; un nodo que probar desde ahora, o ya no"
        ) { try $0.nodes() },
        Command(
            "bootstrap", "list", "add HOST:PORT", "remove HOST:PORT",
            about: "the bootstraps that this node registers with",
            "los bootstraps en los que se registra este nodo"
        ) { try $0.bootstrap() },
        Command(
            "multicast", "on | off", about: "hear and say HELLO on the local network, or not",
            "oír y decir HELLO en la red local, o no"
        ) { try $0.multicast() },
    ]

    private static let sharing = [
        Command("files", about: "the files shared here", "los archivos que aquí se comparten") {
            try $0.files()
        },
        Command(
            "share", "PATH [--copy | [--temporary] [--public]]",
            options: [
                Option(
                    "--copy", about: "a copy of the file, in shared_files/",
                    "una copia del archivo, en shared_files/"),
                Option(
                    "--temporary",
                    about: "till the node stops, also where it may not look",
                    "hasta que pare el nodo, aunque no pueda mirar"),
                Option(
                    "--public", about: "strangers may have it too",
                    "también para extraños"),
            ],
            about: "share a file or a folder where it lies",
            "compartir un archivo o una carpeta donde está"
        ) { try $0.share() },
        Command(
            "unshare", "NAME", about: "share it no more; nothing is deleted",
            "dejar de compartirlo; no se borra nada"
        ) { try $0.unshare() },
    ]

    private static let moving = [
        Command(
            "search", "WORDS", about: "ask all nodes; a line for each content, with its holders",
            "preguntar a todos los nodos; una línea por contenido, con quién lo tiene"
        ) { try $0.search() },
        Command(
            "get", "NAME | SHA256 | URL [--from HOST:PORT] [-o PATH] [--sha256 HEX]",
            "TORRENT [--from HOST:PORT] [-o PATH] [--select FILES] [OPTION …]",
            options: [
                Option(
                    "--from", value: "HOST:PORT",
                    about: "from this node alone, also without a node here; a torrent's peer",
                    "sólo de ese nodo, también sin nodo aquí; un par de un torrent"),
                Option(
                    "-o", "--output", value: "PATH",
                    about: "a folder, or the file's name; nothing is replaced",
                    "una carpeta o el nombre del archivo; nada se reemplaza"),
                Option(
                    "--sha256", value: "HEX", about: "what the file behind a URL must be",
                    "lo que ha de ser el archivo de una URL"),
                Option(
                    "--standalone", about: "a torrent by a node that ends with it",
                    "un torrent con un nodo que termina con él"),
            ] + torrentOptions,
            about: "download a file or a torrent, verified",
            "descargar un archivo o un torrent, comprobado"
        ) { try $0.get() },
        Command(
            "add", "NAME | SHA256 | URL | TORRENT [--from HOST:PORT] [OPTION …]",
            options: [
                Option(
                    "--from", value: "HOST:PORT", about: "as of get", "como en get"),
                Option(
                    "--sha256", value: "HEX", about: "what the file behind a URL must be",
                    "lo que ha de ser el archivo de una URL"),
            ] + torrentOptions,
            about: "the same as get, without waiting for it", "lo mismo que get, sin esperarlo"
        ) { try $0.add() },
        Command(
            "downloads", "[--follow]",
            options: [
                Option(
                    "--follow", about: "show what changes until all have ended",
                    "mostrar los cambios hasta que terminen todas")
            ],
            about: "the downloads, running and ended", "las descargas, en curso y terminadas"
        ) { try $0.downloads() },
        Command(
            "pause", "ID | TORRENT",
            about: "let a download or a torrent rest; what has arrived stays",
            "dejar descansar una descarga o un torrent; lo que ha llegado queda"
        ) { try $0.pause() },
        Command(
            "resume", "ID | TORRENT", about: "go on with what rests",
            "seguir con lo que descansa"
        ) { try $0.resume() },
        Command(
            "cancel", "ID", about: "end a download; what has arrived is deleted",
            "terminar una descarga; lo que ha llegado se borra"
        ) { try $0.cancel() },
    ]

    /// TORRENT is an info-hash, a magnet link, a .torrent file ("-": stdin) or a URL of one.
    private static let torrentOptions = [
        Option(
            "--select", value: "FILES",
            about: "of a torrent these alone: 0,2-5 or names and patterns",
            "de un torrent sólo éstos: 0,2-5 o nombres y patrones"),
        Option(
            "--sequential", about: "a torrent from its beginning to its end",
            "un torrent de principio a fin"),
        Option(
            "--seed-ratio", value: "R", about: "give it on until R times its size was given",
            "darlo hasta haber dado R veces su tamaño"),
        Option(
            "--seed-time", value: "TIME", about: "give it on for so long: 30m, 2h, 7d",
            "darlo durante ese tiempo: 30m, 2h, 7d"),
        Option(
            "--super-seed", about: "as its only seed: each peer gets a part and the peers the rest",
            "como única fuente: a cada uno una parte, y entre ellos el resto"),
    ]

    private static let swarming = [
        Command(
            "torrents", about: "the torrents: what is here of them, and how fast they go",
            "los torrents: qué hay aquí de ellos y a qué velocidad van"
        ) { try $0.torrents() },
        Command(
            "torrent", "NAME | TORRENT [--magnet]",
            options: [
                Option(
                    "--magnet", about: "the magnet link in its place",
                    "en su lugar el enlace magnet")
            ],
            about: "write the .torrent of a shared file, a folder or a torrent to standard output",
            "escribir en la salida el .torrent de un archivo, una carpeta o un torrent"
        ) { try $0.torrent() },
        Command(
            "remove", "TORRENT [--data]",
            options: [
                Option(
                    "--data", about: "delete also what is whole of it",
                    "borrar también lo que está entero")
            ],
            about: "forget a torrent; what is whole of it stays",
            "olvidar un torrent; lo que está entero queda"
        ) { try $0.remove() },
        Command(
            "verify", "NAME | TORRENT",
            about: "hash a shared file or a torrent again; 5: it is not what it was",
            "resumir de nuevo un archivo o un torrent; 5: no es lo que era"
        ) { try $0.verify() },
        Command(
            "top", about: "torrents and peers as they go; q leaves",
            "torrents y pares en marcha; q sale"
        ) { try $0.top() },
    ]

    private static let further = [
        Command(
            "user", "list", "add NAME [--admin | --reader]", "passwd NAME", "remove NAME",
            options: [
                Option(
                    "--admin", about: "may change the node and its users",
                    "puede cambiar el nodo y sus usuarios"),
                Option(
                    "--reader", about: "may search and fetch alone",
                    "sólo puede buscar y traer"),
            ],
            about: "the users of a bootstrap; passwords are asked for, or a line of stdin",
            "los usuarios de un bootstrap; las contraseñas se piden, o son una línea de la entrada"
        ) { try $0.user() },
        Command(
            "backup", "FILE",
            about: "copy what the node remembers, users too, into a file; it goes on meanwhile",
            "copiar en un archivo lo que el nodo recuerda, y sus usuarios; sigue entretanto"
        ) { try $0.backup() },
        Command(
            "secret", "new [FILE]", about: "make a secret for a network",
            "hacer un secreto para una red"
        ) { try $0.secret() },
        Command(
            "load", "--node HOST:PORT --file NAME --connections N --seconds S [OPTION …]",
            options: loadOptions,
            about: "measure how much a node serves; fails on any wrong byte",
            "medir cuánto sirve un nodo; falla con cualquier byte erróneo"
        ) { try $0.load() },
        Command("help", about: "this page", "esta página") { try $0.help() },
        Command(
            "version", "[--verbose]",
            options: [
                Option(
                    "--verbose", about: "the system and the node too",
                    "también el sistema y el nodo")
            ],
            about: "the version of the tool", "la versión de la herramienta"
        ) { try $0.version() },
    ]

    private static let loadOptions = [
        Option("--file", value: "NAME", about: "the file to ask for", "el archivo que se pide"),
        Option("--connections", value: "N", about: "at the same time", "a la vez"),
        Option("--seconds", value: "S", about: "how long", "cuánto tiempo"),
        Option(
            "--rate", value: "R", about: "requests a second; else as many as go",
            "peticiones por segundo; si no, cuantas se pueda"),
        Option(
            "--requests", value: "M", about: "end after so many, if that is sooner",
            "terminar tras tantas peticiones, si es antes"),
        Option(
            "--protocol", value: "json|http|http10|udp-tracker|http-tracker",
            about: "how to ask; http. A tracker is asked for peers, not for a file",
            "cómo se pide; http. A un tracker se le piden pares y no un archivo"),
        Option(
            "--torrents", value: "N", about: "of a tracker: torrents that are asked for; 1000",
            "de un tracker: torrents por los que se pregunta; 1000"),
        Option(
            "--kept", about: "of http-tracker: connections are kept",
            "de http-tracker: se conservan las conexiones"),
        Option(
            "--expect", value: "FILE|sha256:HEX",
            about: "what every answer must be; else like the first",
            "lo que ha de ser cada respuesta; si no, como la primera"),
    ]
}
