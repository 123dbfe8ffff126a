/// Notices a device that says the same again and again: samples that repeat earlier ones to the last bit, one after the
/// other, with a noise that no two moments share. Old messages sent anew look like this, whatever their counters say.
struct RepetitionDetector: Equatable, Sendable {
    /// So many samples in a row must repeat, and so many of them must differ from the one before: a value that hardly
    /// changes repeats by chance.
    static let length = 24
    static let leastChanges = 12
    /// How far back is looked, in samples: 2.5 s at 100 a second, and the detector notices a loop of that length a quarter
    /// of a second after its second turn began.
    static let reach = 250

    private static let capacity = 256
    private var values = [Double](repeating: .nan, count: capacity)
    /// For each distance back, how many samples in a row have been the same as those so far before them; counted no
    /// further than is asked.
    private var runs = [UInt16](repeating: 0, count: capacity)
    /// Whether each of the last samples differed from the one before it, the newest in the lowest bit.
    private var changes: UInt64 = 0
    private var next = 0

    /// Takes a new sample; true while the last ones are a repetition.
    mutating func update(_ value: Double) -> Bool {
        let isChange = value != values[(next + Self.capacity - 1) % Self.capacity]
        changes = changes << 1 | (isChange ? 1 : 0)
        let enough = UInt16(Self.length)
        var isRepeating = false
        for distance in Self.length...Self.reach {
            let isSame = value == values[(next + Self.capacity - distance) % Self.capacity]
            runs[distance] = isSame ? min(runs[distance] + 1, enough) : 0
            if runs[distance] == enough { isRepeating = true }
        }
        values[next] = value
        next = (next + 1) % Self.capacity
        let recent = changes & (1 << UInt64(Self.length) - 1)
        return isRepeating && recent.nonzeroBitCount >= Self.leastChanges
    }
}
