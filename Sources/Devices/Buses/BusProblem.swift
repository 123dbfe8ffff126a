import DeviceProtocols

/// Why a transaction on a bus failed.
public enum BusProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line could not be opened: what was tried and what the system said.
    case cannotOpen(String)
    /// The line is gone: hang-up, reset, end of file.
    case lineLost(String)
    /// No whole answer within the deadline.
    case timeout
    /// No answer, and never one so far: what a person should look at.
    case neverAnswered(hint: String)
    /// An answer that is none: wrong checksum, wrong length, wrong slave.
    case badFrame(String)
    /// The device refused: Modbus exception code; 0 for one of the maker's own, which libmodbus does not tell.
    case exception(UInt8)
    /// The device refused: a treadmill's own refusal.
    case refused(TreadmillRefusal)
    /// The answer came whole and cannot be believed.
    case undecodable(DecodingProblem)
    /// The command is one that the device cannot be told.
    case cannotCarry(String)
    /// A setting does not stand as it must: what and what to do about it. The device goes on being read.
    case wrongSetting(String)
    /// The answer came whole, and its sample is older than the request or from the future: late, replayed, held back, or
    /// of a device that has started anew.
    case notNew

    public var description: String {
        switch self {
        case .cannotOpen(let reason): "cannot open the line: \(reason)"
        case .lineLost(let reason): "the line is lost: \(reason)"
        case .timeout: "no answer in time"
        case .neverAnswered(let hint): "no answer, and never one so far. \(hint)"
        case .badFrame(let reason): "a damaged answer: \(reason)"
        case .exception(0): "the device refused with a Modbus exception of its maker's own"
        case .exception(let code): "the device refused with Modbus exception \(code)"
        case .refused(let refusal): refusal.description
        case .undecodable(let problem): "an answer that cannot be: \(problem)"
        case .cannotCarry(let text): text
        case .wrongSetting(let text): text
        case .notNew: "an old answer: its sample counter does not go with the time; should it last, restart the device"
        }
    }
}
