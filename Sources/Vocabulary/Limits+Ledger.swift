// The limits of what is remembered, and of its copies.

extension Limits {
    /// Milliseconds that SQLite waits for another process, such as a backup, to let go.
    package static let ledgerPatience: Int32 = 2000
    /// Damaged databases that are kept beside the sound one; somebody must look before there are
    /// more.
    package static let damagedKept = 100

    /// What is to be remembered is gathered for so long: a crash loses no more.
    package static let ledgerDelay = Duration.milliseconds(100)
    /// Changes that wait while the disk is full: a whole library of 100,000 files, twice.
    package static let changesWaiting = 200_000
}
