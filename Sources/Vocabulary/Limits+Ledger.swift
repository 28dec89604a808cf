// The limits of what is remembered, and of its copies.

extension Limits {
    /// Milliseconds that SQLite waits for another process, such as a backup, to let go.
    package static let ledgerPatience: Int32 = 2000
    /// Damaged databases that are kept beside the sound one; somebody must look before there are
    /// more.
    package static let damagedKept = 100
    /// The last backup is written anew so long after something of it has changed: a hundred users
    /// that are made one after the other are one backup, or a few.
    package static let lastBackupDelay = Duration.seconds(5)
    /// And so long after that failed.
    package static let lastBackupRetry = Duration.minutes(1)
    /// Sentences about the ledger that `status` keeps; the newest are dropped, for the log has them
    /// all.
    package static let ledgerNotices = 8
    /// Pages of 4 KiB that a backup copies at a time: four milliseconds, in which others wait for
    /// the ledger.
    package static let backupPages: Int32 = 256
    /// Backups at a time, each as large as the ledger; whoever wants another one comes again.
    package static let backupsAtOnce = 1
    /// Bytes that a backup leaves free on the disk of the state folder, for the ledger to grow.
    package static let backupSpare: Int64 = 4 << 20
    /// What says of a database that it is a backup of ours (PRAGMA application_id): "DSbk".
    package static let backupMark: UInt32 = 0x4453_626b

    /// What is to be remembered is gathered for so long: a crash loses no more.
    package static let ledgerDelay = Duration.milliseconds(100)
    /// Changes that wait while the disk is full: a whole library of 100,000 files, twice.
    package static let changesWaiting = 200_000
}
