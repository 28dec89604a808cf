// The page that `distrishare help` shows. The words of commands have no language.

extension Phrases {
    var usage: String {
        let commands = """
              status
              nodes [--bootstrap | --multicast]
              nodes add | remove HOST:PORT
              bootstrap list
              bootstrap add | remove HOST:PORT
              multicast on | off
              files
              share PATH [--copy]
              unshare NAME
              search WORDS
              get NAME | SHA256 [--from HOST:PORT] [-o PATH]
              downloads [--follow]
              cancel ID
              secret new [FILE]
              load --node HOST:PORT --file NAME --connections N --seconds S [--rate R]
                   [--protocol json|http|http10] [--secret-file F] [--expect FILE|sha256:HEX]
              version [--verbose]
            """
        return header + "\n\n" + commands + "\n\n" + options
    }

    private var header: String {
        wrongUse(
            "distrishare [--socket PATH | --node HOST:PORT] [--json] [--lang en|es] COMMAND …")
    }

    private var options: String {
        isSpanish
            ? """
            Nodo: --socket, si no --node, si no DISTRISHARE_SOCKET, si no el único socket que haya
            en /run/distrishare/ y ./run/*/.
            Por TCP: --secret-file F (o DISTRISHARE_SECRET_FILE, DISTRISHARE_SECRET) para leer y
            buscar; --token-file F (o DISTRISHARE_TOKEN_FILE) para cambiar.
            Final: 0 hecho, 1 fallido, 2 uso erróneo o nombre ambiguo, 3 sin nodo,
            4 no encontrado, 5 comprobación fallida, 6 rechazado.
            """
            : """
            Node: --socket, else --node, else DISTRISHARE_SOCKET, else the only socket found
            in /run/distrishare/ and ./run/*/.
            Over TCP: --secret-file F (or DISTRISHARE_SECRET_FILE, DISTRISHARE_SECRET) to read and
            search; --token-file F (or DISTRISHARE_TOKEN_FILE) to change.
            Exit: 0 done, 1 failed, 2 wrong usage or a name that fits several contents, 3 no node,
            4 not found, 5 verification failed, 6 refused.
            """
    }
}
