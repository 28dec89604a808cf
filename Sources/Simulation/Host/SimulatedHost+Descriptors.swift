// Descriptors: nobody passes any in the simulated world, whose programs have no processes.

import Node
import Vocabulary

extension SimulatedHost {
    package func attach(
        _ share: ShareRecord, seenBy descriptor: DescriptorID
    ) -> Result<ShareKind, WorldError> { .failure(.notPassed) }

    package func attach(
        _ share: ShareRecord, through descriptor: DescriptorID
    ) -> Result<ShareKind, WorldError> { .failure(.notPassed) }

    package func copy(_ descriptor: DescriptorID, as name: FileName, for job: JobID) {
        preconditionFailure("only what was passed is copied")
    }

    package func deliver(
        share: Int64, _ path: FileName, to descriptor: DescriptorID, removing: Bool,
        for job: JobID
    ) {
        preconditionFailure("only into what was passed is anything delivered")
    }

    package func backUp(into descriptor: DescriptorID, for job: JobID) {
        preconditionFailure("only into what was passed is anything backed up")
    }

    package func forget(_ descriptor: DescriptorID) {}
}

extension WorldError {
    fileprivate static let notPassed = WorldError(.refused, "nobody passed that descriptor")
}
