// How fast bytes may come: in all, and from each address. Who was too fast waits until he was not.
//
// Law. What has come has come: it is owed, and nobody is read from until that is paid. So a rate is
//      kept however much one read brings.

import Vocabulary

extension Downloads {
    /// Counts bytes that came, and lets their sender wait where they were too many.
    func pace(_ lane: Lane, _ bytes: Int, at now: Instant) {
        throttle =
            throttle
            ?? Throttle(
                inAll: desk.settings.downloadRate, perPeer: desk.settings.perPeerRate)
        guard throttle?.isOn == true, let connection = lane.connection else { return }
        // One address is one peer, but for this machine itself, where each connection is one.
        let address = lane.source.endpoint.address
        let payer: Payer = address.isLoopback ? .connection(connection) : .address(address)
        _ = throttle?.available(to: payer, at: now)
        throttle?.spend(Int64(bytes), of: payer)
        guard let until = throttle?.ready(for: 0, to: payer), until > now else { return }
        lane.paceUntil = until
        // It owes us nothing until then, also where nobody looks meanwhile.
        lane.heldAt = until
        wake(at: until)
    }

    /// Lets those go on whose time has come.
    func releasePaced(at now: Instant) {
        for download in all {
            guard let transfer = download.transfer else { continue }
            for lane in transfer.lanes {
                guard let until = lane.paceUntil else { continue }
                if until > now {
                    wake(at: until)
                    continue
                }
                lane.paceUntil = nil
                lane.lastByte = now
                hold(lane, transfer)
            }
        }
        throttle?.forgetRested(at: now)
    }

    /// Rates may be others now, and what was owed at the old ones is forgotten.
    func reload(at now: Instant) {
        throttle = nil
        for transfer in all.compactMap(\.transfer) {
            for lane in transfer.lanes where lane.paceUntil != nil {
                lane.paceUntil = nil
                lane.lastByte = now
                hold(lane, transfer)
            }
        }
    }
}
