import TreadmillControl

/// What a profile costs on a line: its transactions with their bytes, and the time that a round takes at the least.
public struct TransactionPlan: Sendable {
    /// The line, as far as it decides times.
    public struct Line: Equatable, Sendable {
        /// Of one character with its start, parity and stop bits.
        public var character: TimeSpan
        /// Silence before each frame.
        public var gap: TimeSpan

        public init(character: TimeSpan, gap: TimeSpan) {
            self.character = character
            self.gap = gap
        }
    }

    public enum Purpose: String, Equatable, Sendable {
        case command
        case commandAndPoll = "command+poll"
        case poll
        case slowPoll = "slow poll"
        case settings
    }

    public struct Transaction: Equatable, Sendable {
        public var purpose: Purpose
        public var function: ModbusFunction
        public var address: Int
        /// Bits or registers that it reads, or writes where it only writes.
        public var count: Int
        /// Registers that it writes beside reading.
        public var written: Int
        /// `nil` for every round.
        public var interval: TimeSpan?

        public init(
            purpose: Purpose, function: ModbusFunction, address: Int, count: Int, written: Int = 0,
            interval: TimeSpan? = nil
        ) {
            self.purpose = purpose
            self.function = function
            self.address = address
            self.count = count
            self.written = written
            self.interval = interval
        }

        /// Of an RTU frame with unit and checksum.
        public var requestBytes: Int {
            switch function {
            case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters, .writeSingleCoil,
                .writeSingleRegister:
                8
            case .writeMultipleCoils: 9 + (count + 7) / 8
            case .writeMultipleRegisters: 9 + 2 * count
            case .readWriteMultipleRegisters: 13 + 2 * written
            }
        }

        /// Of a good answer's RTU frame.
        public var answerBytes: Int {
            switch function {
            case .readCoils, .readDiscreteInputs: 5 + (count + 7) / 8
            case .readHoldingRegisters, .readInputRegisters, .readWriteMultipleRegisters: 5 + 2 * count
            case .writeSingleCoil, .writeSingleRegister, .writeMultipleCoils, .writeMultipleRegisters: 8
            }
        }
    }

    public let transactions: [Transaction]
    private let traits: ModbusTraits

    public init(_ program: DeviceProgram) {
        traits = program.profile.traits
        var planned: [Transaction] = []
        var rounds = program.everyRound[...]
        let commands = program.run.standing
        if program.writesAndReads, let block = rounds.popFirst(), let command = commands.first {
            planned.append(
                Transaction(
                    purpose: .commandAndPoll, function: .readWriteMultipleRegisters,
                    address: block.addresses.lowerBound, count: block.addresses.count, written: command.width))
        } else {
            planned += commands.map {
                Transaction(purpose: .command, function: $0.function, address: Int($0.address), count: $0.width)
            }
        }
        planned += rounds.map { Transaction($0, .poll, every: nil) }
        planned += program.slow.map { Transaction($0.block, .slowPoll, every: $0.interval) }
        planned += program.settings.map { Transaction($0, .settings, every: DeviceProgram.settingsInterval) }
        transactions = planned
    }

    /// The same values, each read in a transaction of its own: what grouping saves.
    public static func oneByOne(_ program: DeviceProgram) -> Int {
        program.everyRound.reduce(0) { sum, block in
            sum + program.profile.channels.filter { block.holds($0) && $0.access.mayRead }.count
        }
    }

    /// The time of one transaction on `line`: both frames, the silence before each, and the device's own thinking.
    public func duration(of transaction: Transaction, on line: Line) -> TimeSpan {
        let bytes = Int64(transaction.requestBytes + transaction.answerBytes)
        let characters = TimeSpan(nanoseconds: bytes * line.character.nanoseconds)
        return characters + line.gap + max(line.gap, traits.answerDelay) + traits.guardInterval
    }

    /// The time of a round with everything that is due in every one.
    public func round(on line: Line) -> TimeSpan {
        transactions.filter { $0.interval == nil }.reduce(.zero) { $0 + duration(of: $1, on: line) }
    }

    /// The mean time of a round, seldom transactions spread over the rounds that they fall into; `nil` where these alone
    /// take more time than there is.
    public func meanRound(on line: Line) -> TimeSpan? {
        let busy = transactions.reduce(0.0) { sum, transaction in
            guard let interval = transaction.interval else { return sum }
            return sum + duration(of: transaction, on: line).seconds / interval.seconds
        }
        // Of each second the seldom ones take `busy`; rounds share the rest.
        guard busy < 1 else { return nil }
        return TimeSpan(nanoseconds: Int64(Double(round(on: line).nanoseconds) / (1 - busy)))
    }
}

extension TransactionPlan.Transaction {
    fileprivate init(_ block: ReadBlock, _ purpose: TransactionPlan.Purpose, every interval: TimeSpan?) {
        self.init(
            purpose: purpose, function: block.table.readFunction, address: block.addresses.lowerBound,
            count: block.addresses.count, interval: interval)
    }
}
