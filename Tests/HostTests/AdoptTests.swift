// What a running host takes over of a config that was read again.

import Node
import Reactor
import Testing
import Vocabulary

@testable import Host

@Suite("A running host takes over") struct AdoptTests {
    @Test("another multicast group, with the next listening") func group() throws {
        let stage = try Stage()
        var options = stage.host.options
        options.multicastPort = 41_713
        stage.host.adopt(options)
        #expect(stage.host.listenToMulticast(.nodes, on: [.loopback]) == [.loopback])
        #expect(stage.host.groups[.nodes]?.group.port == 41_713)
        options.multicastPort = 41_714
        stage.host.adopt(options)
        #expect(stage.host.listenToMulticast(.nodes, on: [.loopback]) == [.loopback])
        #expect(stage.host.groups[.nodes]?.group.port == 41_714)
    }

    @Test("more connections as well as fewer") func connections() throws {
        let stage = try Stage()
        var options = stage.host.options
        for wanted in [10, 500] {
            options.connectionsMax = wanted
            stage.host.adopt(options)
            #expect(stage.host.figures.connectionsMax == wanted)
        }
    }
}
