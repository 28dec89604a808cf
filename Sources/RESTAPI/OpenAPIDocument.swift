// Generated.
enum OpenAPIDocument { static let bytes = Array("{}".utf8) }
