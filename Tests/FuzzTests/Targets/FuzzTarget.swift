/// Something that reads bytes which anybody may have made: files, requests, and what comes over wires.
enum FuzzTarget: String, CaseIterable {
    case plan, limits, rig, profile, daemon, scenario, fault, quantity
    case log
    case startRequest, adjustRequest, proofRequest, report, eventStream
    case trackMaster, registers, rtu, mbap, modbusRequest, treadmill

    /// Reads `input` and asks what must hold of everything that is read.
    ///
    /// Refusing is always right. What must never be: a crash, a wait, memory out of proportion, or something accepted
    /// that is not within its limits.
    func check(_ input: [UInt8]) throws(FuzzFinding) {
        switch self {
        case .plan: try checkPlan(String(decoding: input, as: UTF8.self))
        case .limits: try checkLimits(String(decoding: input, as: UTF8.self))
        case .rig: try checkRig(String(decoding: input, as: UTF8.self))
        case .profile: try checkProfile(String(decoding: input, as: UTF8.self))
        case .daemon: try checkDaemon(String(decoding: input, as: UTF8.self))
        case .scenario: try checkScenario(String(decoding: input, as: UTF8.self))
        case .fault: try checkFault(String(decoding: input, as: UTF8.self))
        case .quantity: try checkQuantity(String(decoding: input, as: UTF8.self))
        case .log: try checkLog(input)
        case .startRequest: try checkStartRequest(input)
        case .adjustRequest: try checkAdjustRequest(input)
        case .proofRequest: try checkProofRequest(input)
        case .report: try checkReport(input)
        case .eventStream: try checkEventStream(input)
        case .trackMaster: try checkTrackMasterReply(input)
        case .registers: try checkRegisters(input)
        case .rtu: try checkRTU(input)
        case .mbap: try checkMBAP(input)
        case .modbusRequest: try checkModbusRequest(input)
        case .treadmill: try checkTreadmill(input)
        }
    }
}

/// Something that must not be, found with an input.
struct FuzzFinding: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

func require(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws(FuzzFinding) {
    if !condition { throw FuzzFinding(otherwise()) }
}

/// Same when written once more: what a type says of itself must be what it reads.
func requireSame<T: Equatable>(_ value: T, _ again: T?, _ what: String) throws(FuzzFinding) {
    guard let again, again == value else { throw FuzzFinding("\(what) is not the same when written and read again") }
}
