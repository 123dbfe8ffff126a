import Foundation
import RigTestKit

/// Prints how fast the drivers talk: rounds on an RTU line at three speeds, and what the client costs beside bare
/// libmodbus. `scripts/measure-bus` builds and runs it.
///
/// usage: bus-benchmark PATH-OF-BARE-LIBMODBUS [SECONDS-PER-LINE]
@main
struct BusBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.dropFirst().first == ClientLoop.argument {
            return try ClientLoop.run(Array(arguments.dropFirst(2)))
        }
        guard arguments.count >= 2 else {
            print("usage: bus-benchmark PATH-OF-BARE-LIBMODBUS [SECONDS-PER-LINE]")
            exit(64)
        }
        let seconds = arguments.count > 2 ? Double(arguments[2]) ?? 10 : 10
        print("Hoist and load cell on one RTU line, 8N1, command included; times of one round in ms")
        print("| baud | rounds/s | a round | bytes | a round / its bytes | one by one | one by one / a round |")
        print("|---:|---:|---:|---:|---:|---:|---:|")
        for baud in [9600, 19_200, 115_200] { print(try LineMeasurement(baud: baud, seconds: seconds).row) }
        print("")
        print("One read of 6 registers over TCP from the same simulator; us, the median of the turns (least to most)")
        print("| | median | p99 | mean |")
        print("|---|---:|---:|---:|")
        try ClientMeasurement(bareClient: arguments[1]).run()
    }
}
