import DeviceProfiles
import Testing
import TreadmillControl

@Suite("Which transactions a profile costs")
struct PlanningTests {
    private func channels(_ addresses: [Range<Int>], _ table: ModbusTable = .holding) -> [Channel] {
        addresses.map { range in
            Channel(
                name: "at-\(range.lowerBound)", table: table, address: UInt16(range.lowerBound),
                format: RegisterFormat(range.count == 2 ? .unsigned32 : .unsigned16))
        }
    }

    private func blocks(_ addresses: [Range<Int>], most: Int = 125, hole: Int = 0) -> [Range<Int>] {
        ReadBlock.covering(channels(addresses), ModbusTraits(mostReadRegisters: most, mostHole: hole)).map(\.addresses)
    }

    @Test("Neighbours are read together, and a hole only where the device lets it be read over")
    func holes() {
        #expect(blocks([0..<1, 1..<2, 4..<5]) == [0..<2, 4..<5])
        #expect(blocks([0..<1, 1..<2, 4..<5], hole: 1) == [0..<2, 4..<5])
        #expect(blocks([0..<1, 1..<2, 4..<5], hole: 2) == [0..<5])
        #expect(blocks([4..<5, 0..<1, 1..<2, 0..<1], hole: 2) == [0..<5], "order and repetition do not matter")
    }

    @Test("No block is longer than the device's longest read, and no 32-bit value is cut in two")
    func longest() {
        for most in 2...7 {
            let found = blocks([0..<2, 2..<4, 4..<6, 6..<7], most: most)
            #expect(found.allSatisfy { $0.count <= most })
            for value in [0..<2, 2..<4, 4..<6, 6..<7] {
                #expect(found.contains { $0.contains(value.lowerBound) && $0.contains(value.upperBound - 1) })
            }
        }
    }

    @Test("Of as few transactions, those that read the least beside what is wanted")
    func shortest() {
        // Two reads must do; 0..<6 with 7..<8 would read four registers for nothing.
        #expect(blocks([0..<1, 5..<6, 7..<8], most: 6, hole: 4) == [0..<1, 5..<8])
    }

    @Test("Against every way of cutting: never more transactions than needed, never longer than needed")
    func exhaustive() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let starts = Set((0..<6).map { _ in Int.random(in: 0..<24, using: &random) }).sorted()
            let ranges = starts.map { $0..<$0 + 1 }
            let most = Int.random(in: 1...12, using: &random)
            let hole = Int.random(in: 0...6, using: &random)
            let found = blocks(ranges, most: most, hole: hole)
            let best = bestCost(starts, most: most, hole: hole)
            #expect(
                found.count == best.count && found.reduce(0) { $0 + $1.count } == best.length,
                "\(starts) \(most) \(hole)")
        }
    }

    /// The least cost over all ways to cut a sorted list into runs.
    private func bestCost(_ starts: [Int], most: Int, hole: Int) -> (count: Int, length: Int) {
        var best = (count: Int.max, length: Int.max)
        for cuts in 0..<(1 << max(starts.count - 1, 0)) {
            var first = starts[0]
            var cost = (count: 0, length: 0)
            var isAllowed = true
            for (index, start) in starts.enumerated() {
                let isCut = index == starts.count - 1 || cuts & (1 << index) != 0
                if !isCut, starts[index + 1] - start - 1 > hole { isAllowed = false }
                guard isCut else { continue }
                if start + 1 - first > most { isAllowed = false }
                cost = (cost.count + 1, cost.length + start + 1 - first)
                if index + 1 < starts.count { first = starts[index + 1] }
            }
            if isAllowed, cost < best { best = cost }
        }
        return best
    }

    @Test("Bits and registers, input and holding, are never mixed")
    func tables() {
        let mixed =
            channels([0..<1]) + channels([1..<2], .input) + channels([0..<1], .coil) + channels([1..<2], .discrete)
        let found = ReadBlock.covering(mixed, ModbusTraits())
        #expect(Set(found) == Set(ModbusTable.allCases.map { ReadBlock(table: $0, addresses: $0.lone) }))
    }

    @Test("The reference inverter: command and measurements in one transaction, settings once a second")
    func referenceInverter() throws {
        let program = DeviceProgram(try ShippedProfiles.profile("reference-inverter"))
        #expect(program.writesAndReads)
        #expect(program.everyRound == [ReadBlock(table: .holding, addresses: 16..<22)])
        #expect(program.settings == [ReadBlock(table: .holding, addresses: 8..<10)])
        let plan = TransactionPlan(program)
        let first = try #require(plan.transactions.first)
        #expect(first.function == .readWriteMultipleRegisters && first.written == 4)
        // Modbus Application Protocol V1.1b3, 6.17: unit 1, function 1, four addresses and counts 8, byte count 1, four
        // registers 8, checksum 2; and unit, function, byte count, six registers, checksum.
        #expect(first.requestBytes == 21)
        #expect(first.answerBytes == 17)
        // 38 characters of 10 bits at 115200 baud and two gaps of 1.75 ms.
        let line = TransactionPlan.Line(
            character: TimeSpan(nanoseconds: 10 * 1_000_000_000 / 115_200), gap: .microseconds(1750))
        #expect((plan.round(on: line).milliseconds - 6.799).magnitude < 0.01)
    }

    @Test("Requests and answers have the lengths of the specification")
    func lengths() {
        func lengths(_ function: ModbusFunction, _ count: Int) -> [Int] {
            let transaction = TransactionPlan.Transaction(purpose: .poll, function: function, address: 0, count: count)
            return [transaction.requestBytes, transaction.answerBytes]
        }
        // Modbus Application Protocol V1.1b3, chapter 6, with unit and checksum.
        #expect(lengths(.readCoils, 19) == [8, 8])
        #expect(lengths(.readDiscreteInputs, 8) == [8, 6])
        #expect(lengths(.readHoldingRegisters, 3) == [8, 11])
        #expect(lengths(.readInputRegisters, 1) == [8, 7])
        #expect(lengths(.writeSingleCoil, 1) == [8, 8])
        #expect(lengths(.writeSingleRegister, 1) == [8, 8])
        #expect(lengths(.writeMultipleCoils, 10) == [11, 8])
        #expect(lengths(.writeMultipleRegisters, 2) == [13, 8])
    }

    @Test("Neighbours of a command go in one write, whatever their order; others in the order of the file")
    func writes() throws {
        let v20 = DeviceProgram(try ShippedProfiles.profile("siemens-v20"))
        let block = try #require(v20.run.standing.first)
        #expect(v20.run.standing.count == 1 && block.address == 99 && block.function == .writeMultipleRegisters)
        let wj200 = DeviceProgram(try ShippedProfiles.profile("hitachi-wj200"))
        #expect(wj200.stop.standing.map(\.table) == [.coil])
        #expect(wj200.run.standing.map(\.table) == [.holding, .coil], "the speed is there before it runs")
    }
}

extension ModbusTable {
    fileprivate var lone: Range<Int> {
        switch self {
        case .holding, .coil: 0..<1
        case .input, .discrete: 1..<2
        }
    }
}
