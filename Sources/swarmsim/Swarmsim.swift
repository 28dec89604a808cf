// `swarmsim [--nodes N] [--pieces N] [--neighbours N] [--slices N] [--seed N] [--super] [--svg]`:
// how long the last of very many nodes takes to load what one seed has, and the completion curve as
// CSV or SVG.
//
// Law: the first line says what was simulated and how long it took; the status is 1 if that was too
// long.

@main
enum Swarmsim {
    static func main() {
        guard let wish = Wish(Array(CommandLine.arguments.dropFirst())) else {
            print(Wish.usage)
            exitProgram(2)
        }
        var model = Model(
            nodes: wish.nodes, pieces: wish.pieces, neighbours: wish.neighbours,
            slices: wish.slices, isSuperSeed: wish.isSuperSeed, seed: UInt64(wish.seed))
        var curve = Curve()
        let isWhole = model.run { model in
            curve.add(
                time: model.now / model.slices, pieces: model.progress,
                nodes: Double(model.nodesDone) / Double(model.nodeCount - 1))
        }
        let took = Double(model.done.last ?? 0) / Double(model.slices)
        let isInTime = isWhole && took <= wish.allowed
        let title =
            "\(wish.nodes) nodes, \(wish.pieces) pieces, \(wish.neighbours) neighbours, "
            + "\(wish.slices) slices, seed \(wish.seed): "
            + (isWhole ? "last done after \(took)" : "only \(model.nodesDone) nodes done")
            + " of \(wish.allowed) piece times, the seed gave "
            + "\(Double(model.seedGave) / Double(wish.pieces)) copies, "
            + "\(model.piecesWasted) pieces came twice"
        if wish.isDrawn {
            print(curve.svg(title: title, allowed: wish.allowed))
        } else {
            print("# \(title)")
            print(curve.csv, terminator: "")
        }
        exitProgram(isInTime ? 0 : 1)
    }
}

/// What the arguments ask for.
private struct Wish {
    static let usage =
        "usage: swarmsim [--nodes N] [--pieces N] [--neighbours N] [--slices N] [--seed N] "
        + "[--super] [--svg]"

    var nodes = 10_000
    var pieces = 1000
    var neighbours = 20
    var slices = 1
    var seed = 1
    var isSuperSeed = false
    var isDrawn = false

    /// 1.5 × (pieces + ⌈log2 nodes⌉), in times that one piece takes at the upload rate.
    var allowed: Double {
        1.5 * Double(pieces + (Int.bitWidth - (nodes - 1).leadingZeroBitCount))
    }

    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--svg" || word == "--super" {
                isDrawn = isDrawn || word == "--svg"
                isSuperSeed = isSuperSeed || word == "--super"
                continue
            }
            guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else { return nil }
            switch word {
            case "--nodes": nodes = number
            case "--pieces": pieces = number
            case "--neighbours": neighbours = number
            case "--slices": slices = number
            case "--seed": seed = number
            default: return nil
            }
        }
        guard nodes > neighbours else { return nil }
    }
}
