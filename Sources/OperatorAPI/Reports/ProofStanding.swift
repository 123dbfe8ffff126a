/// What the last proof of the machine is worth now.
public struct ProofStanding: Codable, Equatable, Sendable {
    public enum Validity: String, Codable, CaseIterable, Sendable {
        /// It passed, is young enough, and nothing it rests on has changed.
        case valid
        /// The doctor has never run here, or what it found cannot be read.
        case missing
        case failed
        /// The last run found the machine itself at fault: no session starts, whether a proof is asked for or not.
        case machineFailed = "machine_failed"
        case expired
        /// Rig, limits or loop rate are not those that were examined.
        case configurationChanged = "configuration_changed"
        case softwareChanged = "software_changed"
        /// The time of day lies before the proof: its age is not known.
        case clockWentBack = "clock_went_back"
    }

    public var validity: Validity
    /// Since the doctor ran, s; `nil` when it never did, or the time of day went back.
    @Nullable public var age: Double?
    /// How long a proof holds, s.
    public var lifetime: Double
    /// Whether no session starts without a valid proof.
    public var required: Bool

    enum CodingKeys: String, CodingKey {
        case validity, required
        case age = "age_s"
        case lifetime = "lifetime_s"
    }

    public init(validity: Validity, age: Double?, lifetime: Double, required: Bool) {
        self.validity = validity
        _age = Nullable(wrappedValue: age)
        self.lifetime = lifetime
        self.required = required
    }

    /// Whether it keeps sessions from starting.
    public var forbidsArming: Bool { validity == .machineFailed || (required && validity != .valid) }

    /// ``validity`` in words, with what to do.
    public var explanation: String {
        switch validity {
        case .valid: "The machine has passed its proof."
        case .missing: "There is no proof of this machine; run `unweight doctor`."
        case .failed: "The last proof failed; see `unweight doctor --show`, then run `unweight doctor`."
        case .machineFailed:
            "The last proof found the machine at fault, and no session starts; see `unweight doctor --show`, mend it, then "
                + "run `unweight doctor`."
        case .expired: "The last proof is too old; run `unweight doctor`."
        case .configurationChanged:
            "The rig or the limits have changed since the last proof; run `unweight doctor`."
        case .softwareChanged: "The software has changed since the last proof; run `unweight doctor`."
        case .clockWentBack:
            "The time of day lies before the last proof; set the clock, then run `unweight doctor`."
        }
    }
}

/// The answer to a question for the last proof.
public struct ProofAnswer: Codable, Equatable, Sendable {
    public var standing: ProofStanding
    public var report: ProofReport

    public init(standing: ProofStanding, report: ProofReport) {
        self.standing = standing
        self.report = report
    }
}
