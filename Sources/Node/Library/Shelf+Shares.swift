// What a person shares where it lies, and shares no more.
//
// Law. What this node could not open itself after a restart is not promised: it is shared through a
// descriptor, and forgotten with it.

import Library
import Vocabulary

/// The numbers of the shares that every peer has.
package enum Shares {
    /// `<state>/shared_files`.
    package static let own: Int64 = 0
    /// `<state>/downloads`.
    package static let downloads: Int64 = 1
    /// The first of those that a person or the config named.
    package static let firstNamed: Int64 = 2
}

extension Shelf {
    /// Shares a file or folder where it lies. `passed` is open on it; it may be used up.
    func share(
        _ request: ShareRequest, _ passed: DescriptorID? = nil, at now: Instant
    ) -> Answer {
        let hostPath = request.hostPath
        let isTemporary = request.way == .temporarily
        let known = shares.first { $0.hostPath == hostPath }
        if let known, isTemporary || !temporaries.contains(known.id) {
            if let isPublic = request.isPublic { setPublic(known.id, isPublic) }
            return .shared(known.name)
        }
        guard hostPath.isAbsolutePath else {
            return .refused(.init(400, "a path to share begins with /"))
        }
        guard shares.count < Limits.shares else {
            return .refused(.init(429, "no more than \(Limits.shares) paths can be shared"))
        }
        guard let wanted = hostPath.lastPathPart.flatMap({ FileName($0) }) else {
            return .refused(
                .init(400, "its name cannot be shared: it begins with a dot, or is no text"))
        }
        let id = (shares.map(\.id).max() ?? Shares.firstNamed - 1) + 1
        var share = ShareRecord(
            id: id, hostPath: hostPath, name: wanted, isFolder: true,
            isPublic: request.isPublic ?? known?.isPublic ?? false)
        switch attach(share, isTemporary, passed) {
        case .success(let kind): share.isFolder = kind == .folder
        case .failure(let error):
            return .refused(refusal(error, request, passed))
        }
        // What was temporary stays from now on.
        if let known { _ = unshare(known.name) }
        share.name = library.freeName(for: wanted, isFolder: share.isFolder)
        shares.append(share)
        library.add(share)
        if isTemporary {
            temporaries.insert(id)
        } else {
            host.record(.rememberShare(share))
        }
        walk(id, at: now)
        return .shared(share.name)
    }

    /// Whether strangers may have what lies there too.
    private func setPublic(_ id: Int64, _ isPublic: Bool) {
        guard let row = shares.firstIndex(where: { $0.id == id }),
            shares[row].isPublic != isPublic
        else { return }
        shares[row].isPublic = isPublic
        if !temporaries.contains(id) { host.record(.rememberShare(shares[row])) }
    }

    /// Those whose torrents strangers may have.
    var publicShares: Set<Int64> { Set(shares.lazy.filter(\.isPublic).map(\.id)) }

    func isPublic(share id: Int64) -> Bool {
        // There are few shares, and hardly ever a public one.
        shares.contains { $0.isPublic && $0.id == id }
    }

    private func attach(
        _ share: ShareRecord, _ isTemporary: Bool, _ passed: DescriptorID?
    ) -> Result<ShareKind, WorldError> {
        guard let passed else { return host.attach(share) }
        return isTemporary
            ? host.attach(share, through: passed) : host.attach(share, seenBy: passed)
    }

    /// Whoever has the path open and hears that we have not is told what would help.
    private func refusal(
        _ error: WorldError, _ request: ShareRequest, _ passed: DescriptorID?
    ) -> Refusal {
        guard passed != nil, error.kind == .denied else { return error.refusal }
        let dropIn = DropIn(path: request.hostPath, port: settings.port)
        return Refusal(403, request.way == .temporarily ? dropIn.needOfRights : dropIn.advice)
    }

    /// Ends a share by reference. False: there is none of that name.
    func unshare(_ name: FileName) -> Bool {
        guard let row = shares.firstIndex(where: { $0.name == name }) else { return false }
        forget(shares.remove(at: row))
        return true
    }
}
