/// Asks the doctor to examine the machine. Belt and rope move slowly for a moment.
public struct ProofRequest: Codable, Equatable, Sendable {
    /// A person has looked: nobody on the belt, nobody in the harness, nothing in the way.
    public var machineIsEmpty: Bool

    enum CodingKeys: String, CodingKey {
        case machineIsEmpty = "machine_is_empty"
    }

    public init(machineIsEmpty: Bool) { self.machineIsEmpty = machineIsEmpty }

    /// - Throws: ``Problem`` of status 422 unless the machine is said to be empty.
    public func confirm() throws(Problem) {
        guard machineIsEmpty else {
            throw Problem(
                status: 422, title: "The machine must be empty",
                detail: "the doctor moves belt and rope, and nobody has said that the machine is empty",
                remedy: "See that nobody is on the belt or in the harness, then send machine_is_empty: true.")
        }
    }
}
