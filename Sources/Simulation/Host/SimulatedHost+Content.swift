// Folders that become torrents, whose files are hashed after a while, and long metainfo, which is
// read then.
//
// Law. What changed from the first look to the end was not read.

import Digest
import Metainfo
import Node
import Vocabulary

extension SimulatedHost {
    package func hashContent(
        _ parts: [ContentPart], _ geometry: PieceGeometry, for job: JobID
    ) {
        guard parts.reduce(0, { $0 + $1.file.size }) == geometry.length else {
            return world.complain("\(name) hashes files that are not as long as their pieces")
        }
        work(.milliseconds(1), .milliseconds(200)) { [self] in
            if disk.isBroken { return .contentHashed(job, .failure(.broken)) }
            if cancelledJobs.remove(job) != nil {
                return .contentHashed(job, .failure(WorldError(.other, "hashing was cancelled")))
            }
            var content: [UInt8] = []
            for part in parts {
                guard let file = find(part.share, part.file.path),
                    part.file == Self.seen(file, as: part.file.path)
                else {
                    let error = WorldError(.other, "\(part.file.path) has changed")
                    return .contentHashed(job, .failure(error))
                }
                content += file.bytes
            }
            return .contentHashed(job, .success(geometry.hashes(of: content)))
        }
    }

    package func cancelHashing(_ job: JobID) { cancelledJobs.insert(job) }

    package func readMetainfo(_ bytes: [UInt8], for job: JobID) {
        work(.milliseconds(1), .milliseconds(300)) {
            .metainfoRead(
                job, Result { () throws(MetainfoError) in try Metainfo(torrent: bytes) })
        }
    }

    package func readInfo(_ raw: [UInt8], for job: JobID) {
        work(.milliseconds(1), .milliseconds(300)) {
            .infoRead(job, Result { () throws(MetainfoError) in try Info(raw: raw) })
        }
    }
}
