// Work for torrents that takes the pool: folders that become one are hashed, a step of their files
// at a time, and long metainfo is read.
//
// Law. Of each folder one job is on the pool at a time, and its end is told when it has come back.

import Disk
import Metainfo
import Node
import Reactor
import Vocabulary

extension LiveHost {
    package func hashContent(
        _ parts: [ContentPart], _ geometry: PieceGeometry, for job: JobID
    ) {
        var files: [ContentHasher.Part] = []
        for part in parts {
            guard let attached = shares[part.share], attached.admits(part.file.path) else {
                return later(.contentHashed(job, .failure(.notAttached)))
            }
            let path = part.file.path
            files.append(
                ContentHasher.Part(part.file) { () throws(DiskError) in try attached.open(path) })
        }
        let cancel = Cancellation()
        contentJobs[job] = cancel
        goOn(ContentHasher(files, geometry), cancel, for: job)
    }

    package func cancelHashing(_ job: JobID) { contentJobs[job]?.cancel() }

    private func goOn(_ hasher: ContentHasher, _ cancel: Cancellation, for job: JobID) {
        let isEnding = cancellation
        offload.run(lending: hasher) { hasher in
            Result { () throws(DiskError) in
                if isEnding.isCancelled { throw .hashingCancelled }
                return try hasher.step(cancel)
            }
        } then: { [unowned self] (result: Result<[UInt8]?, DiskError>) in
            switch result {
            case .success(nil): goOn(hasher, cancel, for: job)
            case .success(let hashes?): ended(job, .success(hashes))
            case .failure(let error): ended(job, .failure(error.inWorld))
            }
        }
    }

    private func ended(_ job: JobID, _ result: Result<[UInt8], WorldError>) {
        contentJobs[job] = nil
        complete(.contentHashed(job, result))
    }

    package func readMetainfo(_ bytes: [UInt8], for job: JobID) {
        offload.run {
            Result { () throws(MetainfoError) in try Metainfo(torrent: bytes) }
        } then: { [unowned self] (result: Result<Metainfo, MetainfoError>) in
            complete(.metainfoRead(job, result))
        }
    }

    package func readInfo(_ raw: [UInt8], for job: JobID) {
        offload.run {
            Result { () throws(MetainfoError) in try Info(raw: raw) }
        } then: { [unowned self] (result: Result<Info, MetainfoError>) in
            complete(.infoRead(job, result))
        }
    }
}
