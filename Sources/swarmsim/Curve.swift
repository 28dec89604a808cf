// The completion curve: how much is there, and how many nodes have everything, as time goes by.

/// Shares of everything, from 0 to 1, after each time that one piece takes.
struct Curve {
    struct Point {
        let time: Int
        let pieces: Double
        let nodes: Double
    }

    private(set) var points: [Point] = []

    mutating func add(time: Int, pieces: Double, nodes: Double) {
        points.append(Point(time: time, pieces: pieces, nodes: nodes))
    }

    var csv: String {
        points.reduce("time,pieces,nodes\n") { $0 + "\($1.time),\($1.pieces),\($1.nodes)\n" }
    }

    /// A drawing of 800 by 400, with the time that is allowed as a line.
    func svg(title: String, allowed: Double) -> String {
        let width = max(Double(points.last?.time ?? 1), allowed) * 1.05
        func place(_ time: Double, _ share: Double) -> String {
            "\(rounded(60 + 720 * time / width)),\(rounded(360 - 320 * share))"
        }
        func line(_ color: String, _ share: (Point) -> Double) -> String {
            let way = points.map { place(Double($0.time), share($0)) }.joined(separator: " ")
            return "<polyline fill=\"none\" stroke=\"\(color)\" points=\"\(way)\"/>\n"
        }
        let end = place(allowed, 0).split(separator: ",")[0]
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400" font-family="sans-serif" \
            font-size="13">
            <text x="60" y="22">\(title)</text>
            <path fill="none" stroke="#888" d="M60 40V360H780"/>
            <path fill="none" stroke="#c33" stroke-dasharray="4 4" d="M\(end) 40V360"/>
            <text x="\(end)" y="378" text-anchor="middle" fill="#c33">\(Int(allowed))</text>
            <text x="60" y="378">0</text><text x="20" y="364">0 %</text>
            <text x="10" y="44">100 %</text>
            <text x="70" y="60" fill="#36c">pieces</text>
            <text x="70" y="78" fill="#383">nodes that have all</text>
            \(line("#36c", \.pieces))\(line("#383", \.nodes))</svg>
            """
    }

    private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
