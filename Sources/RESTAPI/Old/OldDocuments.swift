// Answers to dialects B and L, to the byte: their clients compare texts and statuses.

import HTTPWire
import Node
import Vocabulary

extension OldAnswer {
    var response: HTTPResponse {
        switch self {
        case .bearerToken(let token):
            .old(200, [("status", .text("ok")), ("token", .text(token.text))])
        case .ok: .old(200, [("status", .text("ok"))])
        case .results(let results):
            .old(
                200,
                [
                    (
                        "results",
                        .list(
                            results.map {
                                .object([("url", .text($0.url)), ("username", .text($0.user))])
                            })
                    )
                ])
        case .bearerError(let error): error.response
        case .loginToken(let token):
            .old(200, [("status", .text("OK")), ("token", .text(token.text))])
        case .holders(let name, let holdings):
            .old(
                200,
                [
                    ("archivo", .text(name)),
                    (
                        "disponible_en",
                        .list(
                            holdings.map {
                                .object([("peer", .text($0.peer)), ("url", .ready($0.place))])
                            })
                    ),
                ])
        case .peers(let names): .old(200, [("peers", .list(names.map { .text($0) }))])
        case .loginError(let error): error.response
        }
    }
}

extension BearerError {
    private var said: (status: Int, message: String) {
        switch self {
        case .missingFields: (400, "Missing fields")
        case .missingFileName: (400, "Missing file name")
        case .missingUsername: (400, "Missing username")
        case .incorrectPassword: (401, "Incorrect password")
        case .tokenMissing: (401, "Token missing or malformed")
        case .invalidToken: (401, "Invalid token")
        case .forbidden: (403, "Not allowed to share files")
        case .notAllowed: (405, "Method not allowed")
        case .tooManyFiles: (413, "Too many files")
        case .tooMany: (429, "Too many attempts")
        case .busy: (503, "Busy, try again later")
        case .full: (507, "No room")
        }
    }

    fileprivate var response: HTTPResponse {
        let said = said
        var response = HTTPResponse.old(
            said.status, [("status", .text("error")), ("message", .text(said.message))])
        switch self {
        case .tooMany(let seconds), .busy(let seconds):
            response.fields.add("Retry-After", "\(seconds)")
        case .notAllowed(let methods):
            response.fields.add("Allow", methods.joined(separator: ", "))
        case .incorrectPassword, .tokenMissing, .invalidToken:
            response.fields.add("WWW-Authenticate", "Bearer")
        default: break
        }
        return response
    }
}

extension LoginError {
    private var said: (status: Int, detail: OldJSON) {
        switch self {
        case .wrongPassword: (401, .text("Usuario o contraseña incorrectos"))
        case .wrongFiles: (400, .text("Formato inválido en files_index"))
        case .missing(let names): (422, .list(names.map(Self.missing)))
        case .notFound(let name): (404, .text("Archivo '\(name)' no encontrado"))
        case .notActive(let name):
            (404, .text("Archivo '\(name)' encontrado pero los peers no están activos"))
        case .forbidden: (403, .text("El usuario no puede compartir archivos"))
        case .notAllowed: (405, .text("Method Not Allowed"))
        case .tooManyFiles: (413, .text("Demasiados archivos"))
        case .tooMany: (429, .text("Demasiados intentos"))
        case .busy: (503, .text("Ocupado, inténtelo más tarde"))
        case .full: (507, .text("No hay espacio"))
        }
    }

    /// As its framework says it of a parameter of the query.
    private static func missing(_ name: String) -> OldJSON {
        .object([
            ("type", .text("missing")), ("loc", .list([.text("query"), .text(name)])),
            ("msg", .text("Field required")), ("input", .ready("null")),
        ])
    }

    fileprivate var response: HTTPResponse {
        let said = said
        var response = HTTPResponse.old(said.status, [("detail", said.detail)])
        switch self {
        case .tooMany(let seconds), .busy(let seconds):
            response.fields.add("Retry-After", "\(seconds)")
        case .notAllowed(let methods):
            response.fields.add("Allow", methods.joined(separator: ", "))
        default: break
        }
        return response
    }
}

extension HTTPResponse {
    fileprivate static func old(_ status: Int, _ members: [(String, OldJSON)]) -> HTTPResponse {
        HTTPResponse(status: status, fields: oldFields, body: OldJSON.object(members).bytes)
    }

    fileprivate static var oldFields: HTTPFields {
        var fields = HTTPFields()
        fields.add("Content-Type", "application/json")
        fields.add("Cache-Control", "no-store")
        fields.add("X-Content-Type-Options", "nosniff")
        return fields
    }
}

// Dialect L's list of everything, which is written in parts.
extension RESTSurface {
    package var oldListHead: HTTPResponse {
        HTTPResponse(status: 200, fields: HTTPResponse.oldFields)
    }

    package func encode(_ part: OldListPart) -> [UInt8] {
        switch part {
        case .beginning: return Array(#"{"archivos":["#.utf8)
        case .end: return Array("]}".utf8)
        case .rows(let rows, let isFirst):
            var bytes: [UInt8] = []
            for (index, row) in rows.enumerated() {
                if index > 0 || !isFirst { bytes.append(UInt8(ascii: ",")) }
                let object = OldJSON.object([
                    ("peer", .text(row.peer)), ("filename", .text(row.name)),
                    ("url", .ready(row.place)),
                ])
                object.write(to: &bytes)
            }
            return bytes
        }
    }
}
