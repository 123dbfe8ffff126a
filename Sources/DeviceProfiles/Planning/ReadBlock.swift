/// Neighbouring bits or registers that are read in one transaction.
public struct ReadBlock: Hashable, Sendable {
    public var table: ModbusTable
    public var addresses: Range<Int>

    public init(table: ModbusTable, addresses: Range<Int>) {
        self.table = table
        self.addresses = addresses
    }

    public func holds(_ channel: Channel) -> Bool {
        channel.table == table && addresses.lowerBound <= channel.addresses.lowerBound
            && channel.addresses.upperBound <= addresses.upperBound
    }
}

extension ReadBlock {
    /// The fewest transactions that read all of `channels`, and among those the ones that read the least beside them.
    public static func covering(_ channels: [Channel], _ traits: ModbusTraits) -> [ReadBlock] {
        ModbusTable.allCases.flatMap { table -> [ReadBlock] in
            let wanted = channels.filter { $0.table == table }.map(\.addresses)
            let most = table.holdsBits ? traits.mostReadBits : traits.mostReadRegisters
            return runs(of: wanted, most: most, hole: traits.mostHole).map { ReadBlock(table: table, addresses: $0) }
        }
    }

    /// Ranges of at most `most` that cover `wanted`, with no hole of more than `hole`: the fewest, and then the shortest.
    static func runs(of wanted: [Range<Int>], most: Int, hole: Int) -> [Range<Int>] {
        let ranges = Set(wanted).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        // best[n] covers the first n ranges.
        var best: [Cover?] = [Cover()]
        for end in ranges.indices {
            var found: Cover?
            var top = ranges[end].upperBound
            for begin in stride(from: end, through: 0, by: -1) {
                if begin < end, ranges[begin + 1].lowerBound - highest(ranges[...begin]) > hole { break }
                top = max(top, ranges[begin].upperBound)
                let block = ranges[begin].lowerBound..<top
                guard block.count <= most else { continue }
                guard let cover = best[begin]?.with(block) else { continue }
                if found.map({ cover < $0 }) ?? true { found = cover }
            }
            best.append(found)
        }
        return best.last.flatMap { $0 }?.blocks ?? []
    }

    private static func highest(_ ranges: ArraySlice<Range<Int>>) -> Int { ranges.map(\.upperBound).max() ?? 0 }

    private struct Cover: Comparable {
        var blocks: [Range<Int>] = []

        private var length: Int { blocks.reduce(0) { $0 + $1.count } }

        func with(_ block: Range<Int>) -> Cover { Cover(blocks: blocks + [block]) }

        static func < (a: Cover, b: Cover) -> Bool { (a.blocks.count, a.length) < (b.blocks.count, b.length) }
    }
}
