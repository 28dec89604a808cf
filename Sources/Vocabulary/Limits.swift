// Every buffer, queue, table, retry and deadline ends somewhere: here, with its reason.

package enum Limits {
    // MARK: Connections

    /// A connection that says nothing for so long is closed. Long enough for a person with telnet.
    package static let sniffingTimeout = Duration.seconds(10)
    /// A request head, or the JSON object of a request, must be whole so soon after its first byte.
    package static let requestTimeout = Duration.seconds(10)
    /// What one read takes: two BitTorrent blocks' worth would do; more saves calls on downloads.
    package static let readBuffer = 256 << 10
    /// Bytes of a first read of whoever came in over the network, doubled up to `readBuffer` while
    /// he fills it and is not paused. A read is understood whole, and 28 bytes of a pipeline become
    /// a request of 200: with 256 KiB, the connections of one address held half a gigabyte.
    package static let callerRead = 8 << 10
    /// Bytes of a read that is to find the head of what has its place: heads are 26 bytes long,
    /// and a few other messages may come before one.
    package static let headRead = 1 << 10
    /// After so long a turn of the loop begins nothing more that can wait. What it has begun, and
    /// what must be told, may take as long again: 10 ms is what a turn may take in all.
    package static let turnTime = Duration.milliseconds(4)
    /// Connections that the kernel names at a time. Whoever is named is served, if it be with a
    /// mebibyte each: 2 ms in all.
    package static let readyAtOnce = 8
    /// Connections taken in one turn of the loop, before others are served again.
    package static let acceptsPerTurn = 64
    /// Bytes that one connection may send in a turn: 1 MiB is fair and fastest without pacing.
    package static let bytesPerTurn = 1 << 20
    /// And where TCP paces its segments with timers, fewer and longer turns are faster.
    package static let bytesPerTurnPaced = 2 << 20
    /// The unit of sending files: offsets, fairness and accounting count in chunks.
    package static let chunk = 4096
    /// Bytes that wait in memory for one connection; a peer that reads slower is not given more.
    package static let unsentBytes = 4 << 20
    /// Connections that the kernel holds for us until we accept; nginx's benchmark setting.
    package static let backlog = 4096
    /// How often the deadlines of all connections are looked at.
    package static let sweepInterval = Duration.seconds(1)
    /// An HTTP connection that is kept alive may stay silent for so long.
    package static let keepAliveTimeout = Duration.seconds(60)
    /// Files up to here are sent without asking whether they are in memory: a read that short
    /// costs a disk less than asking costs the busy case.
    package static let residencyUnasked = 64 << 10
    /// A connection that ends before its peer has stopped talking is read on for so long, so that
    /// our last words are not lost to a reset (RFC 9112, section 9.6).
    package static let lingerTimeout = Duration.seconds(2)
    /// And so many bytes of his last words are heard: a request's worth, and what TCP had on its
    /// way.
    package static let lingerBytes: UInt32 = 4 << 20
    /// Where even the spare descriptor is gone, accepting rests for so long.
    package static let acceptRest = Duration.milliseconds(100)
    /// Rounds of report and decision in one turn, before sockets are looked at again.
    package static let reportRoundsPerTurn = 8
    /// Bytes that are put into one place of a connection's queue, however small they come.
    package static let queuedPiece = 64 << 10
    /// Batches of 64 datagrams taken in one turn, before others are served again.
    package static let datagramBatchesPerTurn = 4
    /// Bytes of an answer that waits for the others of its batch.
    package static let datagramAnswerLength = 2048
    /// Bytes of datagrams that the kernel keeps for us, or what it allows of that: half a second of
    /// announces.
    package static let datagramBuffer = 4 << 20
    /// Descriptors kept back for files, sockets of our own and SQLite when connections are counted.
    package static let descriptorsReserved = 256

    // MARK: Descriptors over the control socket

    /// Taken with one read: a request has use for one, and comes in one piece.
    package static let descriptorsPerRead = 1
    /// That wait on one connection for the requests they belong to.
    package static let descriptorsPerConnection = 4
    /// Finished files that are copied to where they are wanted at a time: half of the pool.
    package static let deliveriesAtOnce = 2
    /// In the node's hands altogether: for shares and for downloads that are to be delivered.
    package static let descriptorsHeld = 64

    // MARK: Rates

    /// What a rate may be ahead of itself: long enough for a turn to be worth its while.
    package static let throttleBurst = Duration.milliseconds(50)
    /// Where rates are limited, files are sent on so often at most.
    package static let throttleTick = Duration.milliseconds(10)
    /// Peers whose rates are remembered though nothing waits for them.
    package static let throttleRested = 64

    // MARK: Names and addresses

    /// RFC 1035: a longer name was never a host's.
    package static let hostNameLength = 253
    /// A path in the library. Linux's PATH_MAX, less the folder that it lies beneath.
    package static let fileNameLength = 3072
    /// A path of this machine in bytes: Linux's PATH_MAX, less its NUL.
    package static let pathLength = 4095
    /// `sun_path` on Linux, less its NUL.
    package static let socketPathLength = 107

    // MARK: The JSON dialect

    /// Old servers read a request with one recv of 4096 bytes: nobody sends more.
    package static let jsonRequestLength = 4096
    /// Old clients read the list of nodes with one recv of 4096 bytes.
    package static let jsonNodesLength = 4096
    /// A request of ours fits one segment of any network: old servers read one segment.
    package static let jsonOwnRequestLength = 1400
    /// What an old node may answer to a question; its lists have 4096 bytes.
    package static let jsonAnswerLength = 64 << 10
    /// Objects inside objects: the dialect has one level, its lists two.
    package static let jsonDepth = 16

    // MARK: HTTP

    /// A request line: 150 file names in a query are 11 KB, and old clients of HTTP ask so; more
    /// than this is a 414.
    package static let requestLineLength = 64 << 10
    /// All fields of a head together; more is a 431.
    package static let fieldsLength = 16 << 10
    /// Fields in a head.
    package static let fieldsCount = 100
    /// What may stand after a chunk's size; nobody has found a use for it but attackers.
    package static let chunkExtensionLength = 256
    /// Heads of requests that are known by their bytes, a power of two: programs that fetch the
    /// same few hundred files.
    package static let knownHeads = 256
    /// And how long such a head may be: a browser's is 500 to 900 bytes.
    package static let knownHeadLength = 1024
    /// Requests of dialect J that are known by their bytes, a power of two, each at most
    /// `knownHeadLength`: the files that a room fetches at a time.
    package static let knownAsks = 64
    /// Interim responses (1xx) before the one that counts: a 100 and a few hints.
    package static let interimResponses = 8
    /// A document (JSON) that is held in memory as a whole, in either direction.
    package static let documentLength = 4 << 20
    /// The body of a request. Whoever sends it may not have proved anything yet, and the largest
    /// that anybody has to say is a path of 4 KiB in JSON's longest spelling.
    package static let requestBodyLength = 64 << 10
    /// Ranges of one request; more of them get the whole file. Readers of archives ask for a few.
    package static let ranges = 16
    /// A body arrives with a least rate: so many bytes in every window of so long, 1 KiB a second.
    /// A modem is faster; who is slower keeps a descriptor and a place for nothing.
    package static let bodyWindow = Duration.seconds(10)
    package static let bodyWindowLength = 10 << 10
    /// And an answer is taken with a least rate, in bytes a second, over each idle timeout: half of
    /// a body's, since the kernel takes it in lumps. Who is slower keeps open files for nothing.
    package static let answerRate = 512
    /// Files that are being uploaded at a time: each may hold `unwrittenBytes` of memory.
    package static let uploads = 16
    /// Requests of one connection that wait while an earlier one is being answered.
    package static let pipelinedRequests = 64
    /// And bytes of their bodies: a few of the largest.
    package static let waitingBodies = 4 * requestBodyLength
    /// Documents that a connection has not taken: with so many bytes of them it is answered no
    /// more. One that comes on top fits into `unsentBytes`, whose end is the connection's. No more
    /// than the socket's buffers hold already: whoever asks for our description and never reads
    /// needs no secret for that, and one host has 256 connections.
    package static let unsentDocuments = 64 << 10
    /// What one connection is answered in a turn: as many files as it may have unsent, or a quarter
    /// of that in documents. One read may bring ten thousand requests for lists of a millisecond.
    package static let turnShare = 64
    package static let documentShare = 4

    // MARK: Multicast

    /// The longest HELLO is 30 bytes; a description of the system allows words around it.
    package static let datagramLength = 1500
    /// Nodes known by multicast alone: a LAN has fewer, a forger has more.
    package static let multicastNodes = 1024
    /// How often the interfaces are looked at, in case one came or went.
    package static let interfaceInterval = Duration.seconds(10)
    /// HELLOs from addresses never seen before that are looked at in a second; a room that is
    /// switched on at once is through in seconds, a forger fills no table.
    package static let strangersPerSecond = 100
    /// And of those, from one source: what it names in a whole `claimAge` leaves room for others in
    /// the table, and the others' HELLOs are heard while it shouts.
    package static let strangersPerSecondPerSource = 10

    // MARK: Nodes

    /// Nodes that a bootstrap remembers: 1,000 bytes each is 64 MiB.
    package static let registeredNodes = 65_536
    /// Nodes at one address that register in dialect J, where nobody proves anything: a classroom
    /// behind one gateway, not all the ports of a machine.
    package static let nodesPerAddress = 256
    /// Nodes that a peer remembers from its bootstraps and by itself.
    package static let knownNodes = 8192
    /// Nodes that are looked after in one turn: a millisecond.
    package static let neighboursLookedAfter = 2048
    /// Nodes that a bootstrap tells a peer of at a time: what was seen last, 300 KiB of it.
    package static let nodesTold = 2000
    /// Nodes that it tells all peers of in a second, two microseconds each: in a network of ten
    /// thousand where somebody always comes or goes, everybody would hear of 2,000 in every
    /// heartbeat. Who has a list keeps it until his turn comes.
    package static let nodesToldRate = 40_000
    /// And at once, after a quiet time: a hundred of the longest lists.
    package static let nodesToldAtOnce = 200_000
    /// Probes to addresses that others named: in all, and to those that one source named. A node
    /// that can be made to knock anywhere, as often as somebody likes, is a weapon.
    package static let probesPerSecond = 100
    package static let probesPerSecondPerSource = 1
    /// A claim that could not be probed for so long is forgotten.
    package static let claimAge = Duration.seconds(60)
    /// Probes in a row that fail before a silent node is gone.
    package static let probesFailed = 3
    /// Names of bootstraps and nodes that a person has added.
    package static let addedNodes = 256
    /// A node's name, zone or version as it tells others: a host name with its port, in Unicode's
    /// scalars.
    package static let nodeNameLength = 260

    /// What a bootstrap gets to answer a registration.
    package static let registerTimeout = Duration.seconds(5)
    /// The longest wait between attempts at a bootstrap that is down: when it is back, everybody
    /// is registered a minute later.
    package static let registerBackOffMax = Duration.seconds(60)

    /// A bootstrap that closed on HTTP so often in a row, without a word, is an old one.
    package static let silencesOfOld = 3
    /// A node that was found to be old may have been replaced by one of ours: asked so often.
    package static let kindAge = Duration.minutes(10)

    // MARK: Proofs

    /// How far two clocks may be apart before a proof of the secret is not believed.
    package static let proofAge = Duration.seconds(300)
    /// Seconds by which a clock that is set is a clock that jumps: `adjtime` and NTP move slowly.
    package static let clockJump = 30
    /// After so long people live with a clock that jumped, and so does a node.
    package static let clockTrust = Duration.minutes(60)
    /// Senders whose counters are remembered for that long; each is a holder of the secret.
    package static let proofSenders = 16_384

    // MARK: Library

    /// Files in a library: 100,000 is a goal, ten times it a wall.
    package static let files = 1_000_000
    /// Files of a walk that one turn takes in: two milliseconds of it.
    package static let filesPerTurn = 1024
    /// Folders and files that are shared by reference.
    package static let shares = 256
    /// Files that are hashed at a time: half of the pool, so that downloads have the rest.
    package static let hashesAtOnce = 2
    /// Files that people have hashed again at a time: one, so that others still get their digests.
    package static let verificationsAtOnce = 1
    /// A changed file that nobody closed is taken when it was quiet for so long.
    package static let quietTime = Duration.seconds(2)
    /// Files that are copied into `shared_files/` at a time: each takes a thread of the pool.
    package static let copiesAtOnce = 2
    /// A folder that could not be read is walked again so soon: a disk that was away for a moment
    /// is not missed for an hour, and a line in the log each time is bearable.
    package static let walkRest = Duration.seconds(5)
    /// Changed files that wait to be quiet; more, and the share is walked instead.
    package static let changedFiles = 10_000
    /// Folders in one shared folder: each wants a watch, and the kernel has about as many.
    package static let folders = 65_536
    /// Folders inside folders. Deeper trees are machines' work (and nearly PATH_MAX).
    package static let folderDepth = 64
    /// Files that stay open between two downloads of them, and for how long without another look
    /// at the name: a hot file costs one `open` a second.
    package static let openFiles = 100
    package static let openFileTime = Duration.seconds(1)
    /// Heads of files that are kept written: those of a busy hour, 600 bytes each.
    package static let hotHeads = 1024
    /// Files up to here that are asked for again are sent from memory over HTTP, in one call with
    /// their head. Above, sendfile is as fast or faster: what 64 connections are sent falls out of
    /// the cache when it is copied, and at 64 KiB that was half the rate. With `openFiles` of them,
    /// 1.6 MiB in all.
    package static let hotFileLength = 16 << 10
    /// And only where they have not changed for so long: then no change can hide in a time stamp.
    package static let hotFileAge = Duration.seconds(2)
    /// Attempts at one open while somebody renames folders under it (EAGAIN of `openat2`).
    package static let openAttempts = 32
    /// Bytes that one read takes while a file is hashed, copied or warmed.
    package static let fileRead = 1 << 20
    /// Two writes so close together may leave one time stamp: the kernel's tick is 1 to 10 ms.
    package static let timeStampGrain = Duration.milliseconds(20)
    /// Bytes of changes that one read of the watch descriptor takes; the kernel queues 16,384.
    package static let changesRead = 64 << 10
    /// Words of one search that are looked for; who knows more of them knows the name.
    package static let searchWords = 32
    /// Files that one answer to a search names.
    package static let searchHits = 1000

    // MARK: Search and download

    /// What old clients wait for an answer.
    package static let searchTimeout = Duration.seconds(2)
    /// Searches at a time: each asks every node.
    package static let searches = 16
    /// Nodes asked at the same moment in one search; the rest follow as answers come.
    package static let searchFanout = 128
    /// Downloads that run; others wait their turn.
    package static let downloadsAtOnce = 4
    /// Downloads that are listed, running or ended; the oldest ended ones go first.
    package static let downloads = 1000
    /// Received bytes of one download that wait for the disk. A crash may cost 4 MiB of what this
    /// program has read: it is looked at after a read, which brings `readBuffer` more, and half a
    /// mebibyte is kept for what is written and not told yet. While the disk is behind, the kernel
    /// holds a window of each sender besides (tcp_rmem); else that is empty.
    package static let unwrittenBytes = 3 << 20
    /// Bytes of a download that may be in the page cache alone: what a power cut may cost.
    package static let unsyncedBytes: Int64 = 64 << 20
    /// Bytes of a download that are read back for its digest between two writes.
    package static let catchUpBytes: Int64 = 4 << 20
    /// The record of what has arrived of a download, 24 bytes a line. One holder's line is a
    /// mebibyte, eight holders' lines are 128 KiB each: this is 350 GiB of the worst. A record that
    /// is longer is written anew, in as many lines as there are gaps; one that is longer even then
    /// is not read, and the next run begins anew.
    package static let resumeRecordLength: Int64 = 64 << 20
    /// Bytes of a download that are written at a time: large enough for the disk, small enough to
    /// be digested while they are in the processor's cache.
    package static let writeLength = 1 << 20
    /// A download that waits for room looks again so often.
    package static let roomInterval = Duration.seconds(5)
    /// How long a holder may take to answer the telephone.
    package static let dialTimeout = Duration.seconds(5)
    /// `name (2)` to `name (1000)`, by the node and by `get -o`: then somebody is downloading in a
    /// circle.
    package static let namesTried = 1000
    /// After a restart, how long a wanted file may be unknown to everybody that is known so far.
    package static let recallPatience = Duration.minutes(10)
    /// Attempts at one holder that bring nothing before it is left.
    package static let attemptsPerHolder = 2
    /// Bytes after which an attempt was a good one, however it ended.
    package static let progressBytes: Int64 = 64 << 10
    /// A holder that failed is asked again after so long, twice as long after each failure.
    package static let holderRest = Duration.milliseconds(500)
    /// Holders that send parts of one file at a time: more share the same line.
    package static let holdersAtOnce = 8
    /// Holders of one file that are remembered; a search names more only where somebody invents.
    package static let holders = 256
    /// A range is asked for in steps of so many bytes.
    package static let rangeStep: Int64 = 256 << 10
    /// What one holder is asked for at a time: long enough that the pause between two requests does
    /// not show, short enough that nobody holds up the end.
    package static let segmentLengthMin: Int64 = 1 << 20
    package static let segmentLengthMax: Int64 = 64 << 20
    /// How often running downloads are looked after.
    package static let downloadTick = Duration.seconds(1)
    /// A holder whose rest takes longer than this gives it to one that waits and is faster.
    package static let slowRest = 4.0
    /// While a download runs, new holders are looked for so often.
    package static let searchAgainInterval = Duration.seconds(60)
    /// And so often where those who send send next to nothing: a dripping holder is known as one
    /// after `bodyWindow`.
    package static let searchAgainDripping = Duration.seconds(15)
    /// And so soon where nobody is left, twice as long after each time that found nobody.
    package static let searchRest = Duration.seconds(5)
    package static let searchRestMax = Duration.seconds(60)
    /// A download that nobody feeds fails so long after its last byte.
    package static let downloadPatience = Duration.minutes(10)
    /// An address on the web.
    package static let webAddressLength = 4096
    /// Addresses of one name that are tried: a server has one of each kind, a large one some more.
    package static let addressesTried = 4
    /// Redirects that are followed.
    package static let redirects = 5
    /// The words of a search in Unicode's scalars: a long line. Percent-coded twelve times that,
    /// still far from `requestLineLength`.
    package static let searchWordsLength = 1024
    /// A cursor in bytes: it may quote a file's name, percent-coded.
    package static let cursorLength = 3 * fileNameLength + 64

    // MARK: Events

    /// Events that are kept for those who come back: some hundred bytes each, and a minute of a
    /// busy network. Who was away for longer reads the lists again.
    package static let eventsKept = 1024
    /// Streams of events at a time: every page and script of a household of machines. Each event
    /// is written once to every one.
    package static let eventStreams = 64
    /// Bytes that a stream is given before its reader has taken them.
    package static let eventBatch = 32 << 10
    /// A stream says something at least so often: proxies cut off what is silent for a minute.
    package static let eventBeat = Duration.seconds(15)

    // MARK: The log

    /// Refused changes that the log tells of in a minute: enough to notice, too few to fill a disk.
    package static let refusalsTold = 60
    /// And how often it says that too much was passed to the control socket, in the same words each
    /// time.
    package static let overflowsTold = 1

    // MARK: Ends

    /// What running transfers get at SIGTERM.
    package static let stopTime = Duration.seconds(5)
    /// How often a node that stops looks whether they are through.
    package static let stopLookInterval = Duration.milliseconds(20)
}
