// One mistake in a word (Damerau, 1964): a letter too much, one missing, one that is another, or
// two that have changed places. Four fifths of all mistakes are one of these.

import Vocabulary

enum Typo {
    /// Whether `word` is `wanted` with one mistake. By bytes: a letter beyond ASCII that is another
    /// may be two or three mistakes, and is found by `variants`.
    static func isOne(_ wanted: [UInt8], _ word: ArraySlice<UInt8>) -> Bool {
        guard wanted.count >= Limits.typoLength, abs(wanted.count - word.count) <= 4 else {
            return false
        }
        let (left, right) = (scalars(wanted[...]), scalars(word))
        guard abs(left.count - right.count) <= 1 else { return false }
        let same = zip(left, right).prefix { $0 == $1 }.count
        let (restLeft, restRight) = (left[same...], right[same...])
        if left.count > right.count { return restLeft.dropFirst().elementsEqual(restRight) }
        if left.count < right.count { return restRight.dropFirst().elementsEqual(restLeft) }
        if restLeft.dropFirst().elementsEqual(restRight.dropFirst()) { return true }
        guard restLeft.count >= 2, restLeft[same] == restRight[same + 1],
            restLeft[same + 1] == restRight[same]
        else { return false }
        return restLeft.dropFirst(2).elementsEqual(restRight.dropFirst(2))
    }

    /// Calls `body` with everything that `word` would be with one mistake, made of `letters`: some
    /// seventy for each of its letters, which is quicker looked up than found among all words.
    static func eachVariant(
        of word: [UInt8], letters: [Unicode.Scalar], _ body: (ArraySlice<UInt8>) -> Void
    ) {
        let scalars = scalars(word[...])
        guard scalars.count >= Limits.typoLength else { return }
        var variant: [Unicode.Scalar] = []
        var bytes: [UInt8] = []
        func tell() {
            bytes.removeAll(keepingCapacity: true)
            for scalar in variant { bytes.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
            body(bytes[...])
        }
        for place in scalars.indices {
            variant = scalars
            variant.remove(at: place)
            tell()
            guard place + 1 < scalars.count else { break }
            variant = scalars
            variant.swapAt(place, place + 1)
            tell()
        }
        for letter in letters {
            for place in 0...scalars.count {
                variant = scalars
                variant.insert(letter, at: place)
                tell()
                guard place < scalars.count, scalars[place] != letter else { continue }
                variant = scalars
                variant[place] = letter
                tell()
            }
        }
    }

    private static func scalars(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
        Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    }
}
