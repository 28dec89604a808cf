// How room is made for what will arrive.

/// The values are the config's words.
package enum Allocation: String, Sendable, CaseIterable {
    /// Blocks are taken as bytes come.
    case sparse
    /// Zeros are written first, so that a file lies in one piece on any disk.
    case full
    /// The file system reserves the blocks.
    case falloc
}
