// A load test from beginning to end, on a loop of its own.

import Disk
import Reactor
import Vocabulary

package enum LoadRun {
    /// Runs the test that `options` describe, and returns when it is over; `eachSecond` is called
    /// meanwhile. SIGINT and SIGTERM end it early, with what there is; a second one does not wait
    /// for the answers under way. Throws where there is nothing to measure.
    package static func run(
        _ options: LoadOptions, eachSecond: ((LoadMoment) -> Void)? = nil
    ) throws(LoadError) -> LoadReport {
        let descriptors = DescriptorLimit.raise()
        DescriptorLimit.makeRoom(
            for: min(descriptors, options.connections + Limits.descriptorsReserved))
        let loop = Loop()
        let reference = try reference(for: options, on: loop)
        let generator = try LoadGenerator(options, against: reference, on: loop)
        var report = LoadReport()
        generator.eachSecond = eachSecond
        generator.finished = {
            report = $0
            loop.stop()
        }
        let signals = Signals(loop) { _ in generator.stop() }
        generator.begin()
        loop.run()
        withExtendedLifetime(signals) {}
        return report
    }

    private static func reference(
        for options: LoadOptions, on loop: Loop
    ) throws(LoadError) -> Reference {
        switch options.expectation {
        case .digest(let digest): return Reference(digest: digest)
        case .file(let path):
            do { return try Reference(path: path) } catch { throw .cannotRead(error) }
        case .firstAnswer: return try firstAnswer(to: options, on: loop)
        }
    }

    private static func firstAnswer(
        to options: LoadOptions, on loop: Loop
    ) throws(LoadError) -> Reference {
        guard let request = options.request else { throw .nameTooLong }
        var result = Result<Reference, LoadFailure>.failure(.silent)
        let fetch = ReferenceFetch(request, options.dialect, from: options.node, on: loop) {
            result = $0
            loop.stop()
        }
        loop.run()
        withExtendedLifetime(fetch) {}
        switch result {
        case .success(let reference): return reference
        case .failure(let failure): throw .noFirstAnswer(failure)
        }
    }
}

extension LoadRun {
    /// Announces as `options` say, and returns when that is over. Throws where nobody answers.
    package static func run(
        _ options: AnnounceOptions, eachSecond: ((LoadMoment) -> Void)? = nil
    ) throws(LoadError) -> LoadReport {
        DescriptorLimit.raise()
        switch options.way {
        case .datagrams: return try DatagramAnnounces(options).run(eachSecond: eachSecond)
        case .requests(let kept):
            let announces = try RequestAnnounces(options, kept: kept, on: Loop())
            return announces.run(eachSecond: eachSecond)
        }
    }
}
