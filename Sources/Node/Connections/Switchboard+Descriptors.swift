// Descriptors that come over the control socket with a request.
//
// Law. A request takes one where its document says so, the oldest first. What nobody takes goes
// with its connection, and what is too much goes at once.

import Vocabulary

extension Switchboard {
    func descriptorArrived(_ descriptor: DescriptorID, on id: ConnectionID) {
        let waiting = passed[id]?.count ?? 0
        guard line(id) != nil, waiting < Limits.descriptorsPerConnection else {
            return host.forget(descriptor)
        }
        passed[id, default: []].append(descriptor)
    }

    /// What came with the request; whoever takes it uses it up or forgets it. Nil: nothing came.
    func takeDescriptor(with slip: ReplySlip) -> DescriptorID? {
        guard passed[slip.connection]?.isEmpty == false else { return nil }
        return passed[slip.connection]?.removeFirst()
    }

    func forgetPassed(on id: ConnectionID) {
        for descriptor in passed.removeValue(forKey: id) ?? [] { host.forget(descriptor) }
    }
}
