import StrictYAML
import TreadmillControl

/// Faults in one line of text, in the words of scenario files: `at=20 device=belt fault=disconnect for=5`.
public enum FaultText {
    /// Reads such a line.
    /// - Throws: problems that name the line by `name`, what is wrong, and what to do.
    public static func fault(_ text: String, name: String) throws(YAMLProblems) -> TimedFault {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isPlain) }) else {
                throw YAMLProblems(
                    YAMLProblem(
                        file: name, reason: "\"\(word.prefix(40))\" is not understood",
                        remedy: "write words such as at=20 device=belt fault=disconnect for=5"))
            }
            lines.append("\(sides[0]): \(sides[1])")
        }
        return try readYAML(lines.joined(separator: "\n"), file: name, FaultReading.fault)
    }

    /// Of letters, digits and these marks nothing can be built that YAML takes for more than a word.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        // A byte of somebody's text, not an enumeration of ours.
        default: false
        }
    }
}
