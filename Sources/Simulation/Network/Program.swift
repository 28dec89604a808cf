// Whoever has sockets: a node's host, a stranger with an old client, an operator with the tool.

import Node
import Vocabulary

/// What a program is told of its connections. Strangers care for some of it only.
package protocol Program: AnyObject {
    func accepted(_ connection: ConnectionID, from remote: Remote)
    func connected(_ connection: ConnectionID)
    /// `bytes` are lent for the call.
    func received(_ bytes: RawSpan, on connection: ConnectionID)
    func inputEnded(on connection: ConnectionID)
    func drained(_ connection: ConnectionID)
    func closed(_ connection: ConnectionID, _ ending: Ending)
    func datagramArrived(_ bytes: [UInt8], from sender: Endpoint, by door: DatagramDoor)
    /// The world is over: let go of everything.
    func ended()
}

extension Program {
    package func accepted(_ connection: ConnectionID, from remote: Remote) {}
    package func connected(_ connection: ConnectionID) {}
    package func received(_ bytes: RawSpan, on connection: ConnectionID) {}
    package func inputEnded(on connection: ConnectionID) {}
    package func drained(_ connection: ConnectionID) {}
    package func closed(_ connection: ConnectionID, _ ending: Ending) {}
    package func datagramArrived(_ bytes: [UInt8], from sender: Endpoint, by door: DatagramDoor) {
    }
    package func ended() {}
}
