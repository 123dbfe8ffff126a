import TreadmillControl

/// How bad a line is: chances for each byte and for each piece of a transmission.
struct Noise: Sendable {
    /// For each byte.
    var flip = 0.0
    var drop = 0.0
    var double = 0.0
    /// For each piece.
    var lose = 0.0
    var delay = 0.0
    var split = 0.0
    var hangUp = 0.0

    static let none = Noise()

    /// An RTU line: its checksum must find all of this.
    static let rtu = Noise(flip: 5e-4, drop: 2e-4, double: 2e-4, lose: 2e-3, delay: 3e-3, split: 3e-3)
    /// A serial line without a checksum, behind a serial server.
    static let serial = Noise(
        flip: 1.5e-3, drop: 5e-4, double: 5e-4, lose: 2e-3, delay: 4e-3, split: 4e-3, hangUp: 2e-4)
    /// Modbus TCP. TCP has a checksum of its own and sends again what was lost, so bytes are neither damaged nor missing
    /// nor doubled; what is left is time, segments and hang-ups, and gateways that swallow a whole request.
    static let tcp = Noise(lose: 1e-3, delay: 5e-3, split: 2e-2, hangUp: 5e-4)

    func times(_ factor: Double) -> Noise {
        Noise(
            flip: flip * factor, drop: drop * factor, double: double * factor, lose: lose * factor,
            delay: delay * factor, split: split * factor, hangUp: hangUp * factor)
    }
}

/// What a bad line has done so far.
struct NoiseCount: Sendable, CustomStringConvertible {
    var bytes = 0
    var flipped = 0
    var dropped = 0
    var doubled = 0
    var lostPieces = 0
    var delayedPieces = 0
    var splitPieces = 0
    var hangUps = 0

    /// Everything that the other end did not get as it was sent, or when.
    var incidents: Int { flipped + dropped + doubled + lostPieces + delayedPieces + splitPieces + hangUps }

    var description: String {
        "\(bytes) bytes: \(flipped) flipped, \(dropped) dropped, \(doubled) doubled; pieces: \(lostPieces) lost,"
            + " \(delayedPieces) delayed, \(splitPieces) split; \(hangUps) hang-ups"
    }
}

/// Spoils transmissions by a seed. Weather changes every two seconds: half of it calm, some of it a storm.
struct NoiseMaker: Sendable {
    /// Bytes to pass on after a delay.
    struct Piece: Sendable, Equatable {
        var delay = TimeSpan.zero
        var bytes: [UInt8]
    }

    private static let weatherLasts = TimeSpan.milliseconds(2000)

    private let noise: Noise
    private var random: SeededNumbers
    /// No noise for now.
    var isCalm = false
    private var weather = Noise.none
    private var weatherEnds = MonotonicInstant.zero
    private(set) var count = NoiseCount()

    init(_ noise: Noise, seed: UInt64) {
        self.noise = noise
        random = SeededNumbers(seed: seed)
    }

    /// What becomes of a transmission; `nil` for a hang-up.
    mutating func spoil(_ bytes: [UInt8], at now: MonotonicInstant) -> [Piece]? {
        count.bytes += bytes.count
        guard !isCalm else { return [Piece(bytes: bytes)] }
        change(at: now)
        if random.happens(weather.hangUp) {
            count.hangUps += 1
            return nil
        }
        if random.happens(weather.lose) {
            count.lostPieces += 1
            return []
        }
        var piece = Piece(bytes: bytes.flatMap { spoil($0) })
        if random.happens(weather.delay) {
            count.delayedPieces += 1
            piece.delay = .milliseconds(Int64(2 + random.below(60)))
        }
        guard piece.bytes.count > 1, random.happens(weather.split) else { return [piece] }
        count.splitPieces += 1
        let cut = 1 + random.below(piece.bytes.count - 1)
        return [
            Piece(delay: piece.delay, bytes: Array(piece.bytes[..<cut])),
            Piece(delay: .milliseconds(Int64(1 + random.below(8))), bytes: Array(piece.bytes[cut...])),
        ]
    }

    private mutating func spoil(_ byte: UInt8) -> [UInt8] {
        if random.happens(weather.drop) {
            count.dropped += 1
            return []
        }
        if random.happens(weather.double) {
            count.doubled += 1
            return [byte, byte]
        }
        guard random.happens(weather.flip) else { return [byte] }
        count.flipped += 1
        return [byte ^ (1 << UInt8(random.below(8)))]
    }

    private mutating func change(at now: MonotonicInstant) {
        guard now >= weatherEnds else { return }
        weatherEnds = now + Self.weatherLasts
        let draw = random.below(20)
        weather = draw < 10 ? .none : draw < 17 ? noise : noise.times(6)
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct SeededNumbers: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func happens(_ chance: Double) -> Bool {
        chance > 0 && Double(next() >> 11) * 0x1p-53 < chance
    }

    /// 0 ..< `count`; `count` must be positive.
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
