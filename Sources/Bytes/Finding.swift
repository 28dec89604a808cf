// Words in texts, found by their bytes. The library's own search goes by characters, where a colon
// with an accent is another one, and brings a megabyte of regular expressions with it.

extension StringProtocol {
    /// Where the bytes of `word`, which is not empty, stand first.
    package func place(of word: String) -> Range<Index>? {
        var start = utf8.startIndex
        while start < utf8.endIndex {
            let rest = utf8[start...]
            if rest.starts(with: word.utf8) {
                return start..<utf8.index(start, offsetBy: word.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
