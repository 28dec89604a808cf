// Members know few and reach all.

import Swarm
import Testing
import Vocabulary

@Suite struct MemberGraphTests {
    @Test("Nobody has more than twenty neighbours, and who comes late has ten nevertheless")
    func lateComers() {
        let count = 1000
        var chance = Chance(seed: 3)
        var nodes = Array(repeating: MemberGraph(), count: count)
        for late in 1..<count {
            while nodes[late].wantsMore, nodes[late].neighbours.count < late {
                let other = Int.random(in: 0..<late, using: &chance)
                if nodes[late].neighbours.contains(PeerKey(UInt64(other))) { continue }
                connect(late, other, &nodes, &chance)
            }
        }
        #expect(nodes.allSatisfy { $0.neighbours.count <= Limits.memberNeighbours })
        #expect(nodes[count - 1].neighbours.count == Limits.memberDials)
        #expect(nodes.count { $0.neighbours.count >= Limits.memberDials / 2 } == count)
        #expect(steps(from: 0, nodes).max()! <= 4)
    }

    private func connect(
        _ one: Int, _ other: Int, _ nodes: inout [MemberGraph], _ chance: inout Chance
    ) {
        for (left, right) in [(one, other), (other, one)] {
            let parted = nodes[left].joined(PeerKey(UInt64(right)), using: &chance)
            if let parted { nodes[Int(parted.number)].left(PeerKey(UInt64(left))) }
        }
    }

    /// How far everybody is from a node.
    private func steps(from start: Int, _ nodes: [MemberGraph]) -> [Int] {
        var steps = [start: 0]
        var border = [start]
        while !border.isEmpty {
            var next: [Int] = []
            for node in border {
                for neighbour in nodes[node].neighbours where steps[Int(neighbour.number)] == nil {
                    steps[Int(neighbour.number)] = steps[node]! + 1
                    next.append(Int(neighbour.number))
                }
            }
            border = next
        }
        #expect(steps.count == nodes.count)
        return Array(steps.values)
    }
}
