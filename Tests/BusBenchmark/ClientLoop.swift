import DeviceProfiles
import Devices
import TreadmillControl

/// Reads the same registers again and again with the client of the drivers; what bare_libmodbus.c does, with its
/// arguments and its output.
enum ClientLoop {
    /// Makes this program the loop.
    static let argument = "--client"

    static func run(_ arguments: [String]) throws {
        let numbers = arguments.dropFirst().compactMap(Int.init)
        guard let host = arguments.first, numbers.count == 5, let port = UInt16(exactly: numbers[0]),
            let unit = UInt8(exactly: numbers[1]), numbers[3] > 0, numbers[4] > 0
        else { throw BusProblem.cannotOpen("usage: --client HOST PORT UNIT ADDRESS COUNT TIMES") }
        let block = ReadBlock(table: .holding, addresses: numbers[2]..<numbers[2] + numbers[3])
        var line = try ModbusContext.open(host: host, port: port, responseTimeout: .milliseconds(500))
        var took: [Int64] = []
        took.reserveCapacity(numbers[4])
        for _ in 0..<numbers[4] {
            let begin = MonotonicClock.now()
            _ = try line.read(unit: unit, block)
            took.append((MonotonicClock.now() - begin).nanoseconds)
        }
        took.sort()
        print(took[took.count / 2], took[took.count - 1 - took.count / 100], took.reduce(0, +) / Int64(took.count))
    }
}
