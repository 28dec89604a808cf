// Limits of those who come by the directories of old: dialects B and L.

extension Limits {
    /// Users of before a restart that are looked after in a second, for what they had.
    package static let guestsStocked = 1000
    /// Users that each of the two dialects lists: a large school's, at once.
    package static let guests = 16_384
    /// An address that was reached once is gone after so many probes in a row (`probesFailed`), so
    /// far apart.
    package static let guestProbeInterval = Duration.seconds(60)
    /// One that was never reached is believed for so long after its last request; and what somebody
    /// had who is gone is known for so long.
    package static let guestMemory = Duration.seconds(86_400)
    /// What a client of dialect L says of where its file is, in bytes of JSON: an address or two.
    package static let guestPlaceLength = 1024
    /// What a client of dialect B that is listed says of its folder, in bytes: five thousand names.
    /// No more than that, for it is read and understood in one turn.
    package static let guestIndexLength = 256 << 10
    /// Holders that one answer names: a client looks at the first, or as many as it has addresses.
    package static let guestHolders = 1000
    /// Lists of everything that are written at a time, each as its reader takes it.
    package static let guestLists = 64
    /// Files of one holder that such a list looks at: they are put in order in one turn.
    package static let guestFilesListed = 10_000
    /// And so many are written at a time: with the longest names two mebibytes, which the
    /// connection has room for.
    package static let guestFilesAtOnce = 500
}
