// Lists in one column: a word a line, and an empty line between tiers. What is spelled has no line
// ends in it: addresses that have are none.

enum Spelled {
    static func numbers(_ numbers: [Int]) -> String {
        numbers.map { String($0) }.joined(separator: " ")
    }

    static func numbers(_ text: String) -> [Int] {
        text.utf8.split(separator: UInt8(ascii: " ")).compactMap { Int(Substring($0)) }
    }

    static func tiers(_ tiers: [[String]]) -> String {
        tiers.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    static func tiers(_ text: String) -> [[String]] {
        var tiers: [[String]] = [[]]
        for line in text.utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            if line.isEmpty {
                tiers.append([])
            } else {
                tiers[tiers.count - 1].append(String(Substring(line)))
            }
        }
        return tiers.filter { !$0.isEmpty }
    }
}
