import TreadmillControl

/// The two wires of a treadmill's serial line in time: bytes of the host on their way to the treadmill, and of the
/// treadmill on their way to the host. A value in virtual time; whoever holds it says what time it is.
struct SerialWire: Sendable {
    /// Hands a byte to the treadmill and gives what it says to that.
    typealias Answerer = @Sendable (_ byte: UInt8) -> [UInt8]

    private struct Underway {
        var byte: UInt8
        var arrival: MonotonicInstant
    }

    /// What the host's port holds for a slow line; more is lost.
    private static let capacity = 512

    private let time: WireTime
    private let answerer: Answerer
    private var port = TreadmillPort()
    private var toTreadmill: [Underway] = []
    private var toHost: [Underway] = []
    private var lastArrivalAtTreadmill = MonotonicInstant.zero

    init(time: WireTime, answerer: @escaping Answerer) {
        self.time = time
        self.answerer = answerer
    }

    /// When the next byte arrives somewhere; `nil` while nothing is underway.
    var nextEvent: MonotonicInstant? {
        let arrivals = [toTreadmill.first?.arrival, toHost.first?.arrival].compactMap { $0 }
        return arrivals.min()
    }

    /// The host has given these bytes to its port.
    mutating func hear(_ bytes: [UInt8], at now: MonotonicInstant) {
        for byte in bytes.prefix(Self.capacity - toTreadmill.count) {
            lastArrivalAtTreadmill = max(lastArrivalAtTreadmill, now) + time.character
            toTreadmill.append(Underway(byte: byte, arrival: lastArrivalAtTreadmill))
        }
    }

    /// Lets time run until `now`; returns what has arrived at the host since.
    mutating func advance(to now: MonotonicInstant) -> [UInt8] {
        var arrived: [UInt8] = []
        while let next = nextEvent, next <= now {
            if let first = toHost.first, first.arrival == next {
                toHost.removeFirst()
                arrived.append(first.byte)
                if toHost.isEmpty { send(port.sent(answer: answerer), at: next) }
            } else {
                send(port.receive(toTreadmill.removeFirst().byte, answer: answerer), at: next)
            }
        }
        return arrived
    }

    private mutating func send(_ bytes: [UInt8], at begin: MonotonicInstant) {
        var arrival = begin
        for byte in bytes {
            arrival = arrival + time.character
            toHost.append(Underway(byte: byte, arrival: arrival))
        }
    }
}
