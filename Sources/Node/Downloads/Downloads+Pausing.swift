// Downloads that rest: because a person wants it, because there is no room, or because somebody
// they wait for is not there. What has arrived stays.

import Vocabulary

extension Downloads {
    /// Rests until there is room again, or somebody comes back.
    func pause(_ download: Download, _ reason: String, at now: Instant) {
        host.log(.warning, "download", "\(download.title) is paused: \(reason)")
        rest(download, reason, at: now)
    }

    func rest(_ download: Download, _ reason: String, at now: Instant) {
        letGo(of: download, keeping: true, at: now)
        download.state = .paused(reason: reason, until: now + Limits.roomInterval)
        wake(at: now + Limits.roomInterval)
        changed(download, at: now)
        startWaiting(at: now)
    }

    /// A person's wish; it outlives a restart. False: there is nothing to pause.
    func pauseByHand(_ id: Int64, at now: Instant) -> Bool {
        guard let download = download(id), !download.isEnded, !download.isPlacing else {
            return false
        }
        if case .delivering = download.state { return false }
        letGo(of: download, keeping: true, at: now)
        download.state = .paused(reason: Download.byHand, until: nil)
        remember(download)
        changed(download, at: now)
        startWaiting(at: now)
        return true
    }

    /// Takes up what was paused or has failed. False: there is nothing to take up.
    func resume(_ id: Int64, at now: Instant) -> Bool {
        guard let download = download(id) else { return false }
        switch download.state {
        case .paused, .failed: break
        default: return false
        }
        for source in download.sources { source.foundAgain() }
        (download.lastFailure, download.choices) = (nil, [])
        download.state = .waiting
        remember(download)
        changed(download, at: now)
        startWaiting(at: now)
        return true
    }

    /// Whether there is room for `size` more bytes and what must stay free.
    func hasRoom(for size: Int64) -> Bool {
        let (needed, overflow) = size.addingReportingOverflow(desk.settings.minFree)
        return !overflow && host.room() >= needed
    }

    func roomReason(for download: Download) -> String {
        let needed = download.size == nil ? "the file" : "\(download.needed) bytes"
        return "no room: \(needed) and the \(desk.settings.minFree) bytes of min_free do not fit "
            + "in the \(host.room()) that are left"
    }

    func lookAgain(_ download: Download, _ until: Instant, at now: Instant) {
        guard case .paused(let reason, _) = download.state else { return }
        if until > now { return wake(at: until) }
        if hasRoom(for: download.needed) {
            host.log(.debug, "download", "\(download.title) is tried again")
            download.state = .waiting
        } else {
            download.state = .paused(reason: reason, until: now + Limits.roomInterval)
            wake(at: now + Limits.roomInterval)
        }
    }
}
