import CLibFuzzer
import Foundation

/// Coverage-guided fuzzing of one target: `fuzz TARGET [libFuzzer's arguments]`; `fuzz --list` names the targets, and
/// `fuzz --seeds TARGET FOLDER` writes what to begin with.
@main
struct Fuzz {
    static func main() {
        var arguments = CommandLine.arguments
        if arguments.count > 1, arguments[1] == "--list" {
            for target in FuzzTarget.allCases { print(target.rawValue) }
        } else if arguments.count == 4, arguments[1] == "--seeds", let target = FuzzTarget(rawValue: arguments[2]) {
            for (index, seed) in target.seeds.enumerated() {
                try? Data(seed).write(to: URL(fileURLWithPath: "\(arguments[3])/seed-\(index)"))
            }
        } else if arguments.count > 1, let target = FuzzTarget(rawValue: arguments.remove(at: 1)) {
            Chosen.target = target
            exit(drive(arguments))
        } else {
            print("usage: fuzz TARGET [libFuzzer's arguments], TARGET from fuzz --list")
            exit(2)
        }
    }

    private static func drive(_ arguments: [String]) -> Int32 {
        var count = Int32(arguments.count)
        // They live as long as the process.
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
        for (index, argument) in arguments.enumerated() { pointers[index] = strdup(argument) }
        pointers[arguments.count] = nil
        var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = pointers
        return LLVMFuzzerRunDriver(&count, &list) { data, size in
            let input = Array(UnsafeBufferPointer(start: data, count: size))
            do {
                try Chosen.target.check(input)
            } catch {
                FileHandle.standardError.write(Data("finding: \(error)\n".utf8))
                abort()
            }
            return 0
        }
    }
}

/// The C callback can carry nothing along.
enum Chosen {
    /// Set once, before the driver begins.
    nonisolated(unsafe) static var target = FuzzTarget.plan
}
