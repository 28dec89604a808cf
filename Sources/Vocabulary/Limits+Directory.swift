// Limits of a bootstrap's directory: what is kept of other people's files, and what a search in
// them may cost.

extension Limits {
    // MARK: Files and their holders

    /// Files that one holder may have here, where the config says nothing: twice a library of
    /// 100,000 files.
    package static let filesPerHolder = 200_000
    /// Bytes of memory for everything that the directory knows, where the config says nothing.
    package static let directoryMemory: Int64 = 1 << 30
    /// A file and its first holder, in bytes of memory, besides what its name takes: measured with
    /// a million files of 10,000 peers.
    package static let catalogueFile = 300
    /// And a further holder.
    package static let catalogueHolding = 48
    /// How far over what it may take it may come: what one report brings is taken or not, file by
    /// file, and the last file has a name.
    package static let catalogueSlack = 64 << 10
    /// An address of a file in another dialect, in bytes.
    package static let holdingURLLength = 2048
    /// Files that one step of tidying takes: their words go one by one, a few microseconds each.
    package static let holdingsPerStep = 512
    /// Files that are read from the ledger at a time.
    package static let listingsPerStep = 512
    /// And so many of them find their place in a turn: two milliseconds, for a search has its
    /// step in the same turn.
    package static let listingsRecalled = 192

    // MARK: Reports of indexes

    /// What a report names takes so many bytes of its document: with what else a heartbeat says it
    /// fits `requestBodyLength`.
    package static let reportLength = 48 << 10
    /// And so many names: each costs the bootstrap some microseconds, and its turn has others.
    package static let reportNames = 256
    /// What a bootstrap takes in one report: more than ours sends, for others may.
    package static let reportNamesMax = 1024
    /// Why a bootstrap did not take everything: a sentence, in characters.
    package static let receiptReasonLength = 200
    /// What a file takes in a report, besides its name.
    package static let reportedFileLength = 220
    /// So often in a row a bootstrap may want everything and is told it at once.
    package static let wholesInHaste = 3
    /// Names that a peer looks at in a turn: a digest each.
    package static let indexStep = 1024
    /// A change is told so soon, and what follows it closely with it.
    package static let reportDelay = Duration.seconds(1)
    /// A bootstrap that takes no report at the moment is asked again so soon: it is being started.
    package static let reportRest = Duration.seconds(5)
    /// Peers that are looked after in a second, whether they are still on the list: a millisecond.
    package static let indexesLookedAfter = 2048

    // MARK: Words

    /// Words of one name by which it is found. A path of folders has a dozen.
    package static let wordsIndexed = 32
    /// Bytes of a word by which it is found.
    package static let indexedWordLength = 64

    // MARK: Searches

    /// Words of one search in the directory.
    package static let catalogueWords = 16
    /// So short a word forgives no mistake: every other word would be one.
    package static let typoLength = 4
    /// Letters beyond ASCII that may stand for a mistaken one.
    package static let typoLetters = 256
    /// Files that are looked at by name, half a microsecond each; of more, words alone tell.
    package static let searchedByName = 4096
    /// What one step of a search may cost, in nanoseconds as they were measured; then others have
    /// their turn.
    package static let searchStep = 2_000_000
    /// Holders that an answer names of one file; it says how many there are.
    package static let holdersTold = 20
    /// Files that are looked at for one part of a list without words: two milliseconds of it.
    package static let filesLookedThrough = 100_000
    /// And so many are looked at for that: a file that ten thousand have costs no more than others.
    package static let holdersLookedAt = 256
    /// Files that one part of an answer has, whatever was asked for: with their holders two or
    /// three milliseconds of a turn.
    package static let catalogueHits = 256
    /// Searches in the directory that take more than one step, at a time.
    package static let longSearches = 64
}
