// Descriptors that people passed over the control socket. The node knows their numbers, and here is
// what they are open on, until it is used or forgotten.

import Digest
import Disk
import Glibc
import Journal
import Node
import Reactor
import Vocabulary

/// What was passed and not used yet.
struct Passed {
    private var table: [DescriptorID: PassedDescriptor] = [:]
    private var numbers: UInt64 = 0
    /// A process may pass more as fast as it can.
    fileprivate var complaints = LineBudget(aMinute: Limits.overflowsTold)

    /// Nil where too many are held; then it is closed.
    mutating func keep(_ descriptor: PassedDescriptor) -> DescriptorID? {
        guard table.count < Limits.descriptorsHeld else { return nil }
        numbers += 1
        let id = DescriptorID(number: numbers)
        table[id] = descriptor
        return id
    }

    mutating func take(_ id: DescriptorID) throws(DiskError) -> PassedDescriptor {
        guard let descriptor = table.removeValue(forKey: id) else {
            throw DiskError(saying: "what was passed is not there any more", code: EBADF)
        }
        return descriptor
    }

    mutating func forget(_ id: DescriptorID) { table[id] = nil }
}

extension LiveHost {
    package func descriptorArrived(_ fd: Int32, on id: ConnectionID) {
        guard let descriptor = passed.keep(PassedDescriptor(adopting: fd)) else {
            if passed.complaints.spend(at: loop.now) {
                journal.log(.warning, "control", "too many descriptors were passed")
            }
            return
        }
        node.descriptorArrived(descriptor, on: id, at: loop.now)
    }

    package func forget(_ descriptor: DescriptorID) { passed.forget(descriptor) }

    package func attach(
        _ share: ShareRecord, seenBy descriptor: DescriptorID
    ) -> Result<ShareKind, WorldError> {
        do throws(DiskError) {
            let theirs = try passed.take(descriptor).look()
            let attached: AttachedShare
            do throws(DiskError) {
                attached = try AttachedShare(path: share.hostPath)
            } catch  where error.isForbidden || error.isMissing {
                return .failure(WorldError(.denied, error.description))
            }
            // A path may lead elsewhere here: this program may live in a view of its own.
            guard try attached.look().isThing(theirs) else {
                return .failure(WorldError(.denied, "\(share.hostPath) is another thing here"))
            }
            return .success(keep(attached, share))
        } catch {
            return .failure(error.inWorld)
        }
    }

    package func attach(
        _ share: ShareRecord, through descriptor: DescriptorID
    ) -> Result<ShareKind, WorldError> {
        do throws(DiskError) {
            let passed = try passed.take(descriptor)
            return .success(keep(try AttachedShare(passed, path: share.hostPath), share))
        } catch {
            return .failure(error.inWorld)
        }
    }

    package func copy(_ descriptor: DescriptorID, as name: FileName, for job: JobID) {
        let source: OpenFile
        do throws(DiskError) {
            source = try passed.take(descriptor).file()
        } catch {
            let told =
                error.isMissing
                ? WorldError(.refused, "only files are copied; a folder is shared where it lies")
                : error.inWorld
            return later(.copied(job, .failure(told)))
        }
        let target = state.sharedFiles
        let cancel = cancellation
        offload.run {
            Result { () throws(DiskError) in
                try Disk.copy(source, into: target, as: name, cancel: cancel)
            }
        } then: { [unowned self] (result: Result<Copied, DiskError>) in
            complete(.copied(job, result.map { _ in name }.mapError(\.inWorld)))
        }
    }

    package func deliver(
        share: Int64, _ path: FileName, to descriptor: DescriptorID, removing: Bool,
        for job: JobID
    ) {
        // Used up, whatever becomes of it.
        guard let target = try? passed.take(descriptor), let attached = shares[share] else {
            return later(.delivered(job, .failure(WorldError(.missing, "\(path) is not here"))))
        }
        let cancel = cancellation
        offload.run {
            Result { () throws(DiskError) in
                try target.fill(from: attached.open(path), cancel: cancel)
                // What cannot be deleted stays; the delivery is no less done.
                if removing, let folder = attached.folder { try? folder.remove(path) }
            }
        } then: { [unowned self] (result: Result<Void, DiskError>) in
            complete(.delivered(job, result.mapError(\.inWorld)))
        }
    }
}
