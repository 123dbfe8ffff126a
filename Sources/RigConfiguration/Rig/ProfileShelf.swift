import DeviceProfiles
import Foundation
import StrictYAML

/// Where the profiles of a rig's devices are found.
public struct ProfileShelf: Sendable {
    /// The folder of the profiles that are called by name.
    public var folder: String
    /// From where paths of profiles are looked up.
    public var pathsFrom: String

    /// - Parameter folder: of named profiles, and the one from which paths are looked up.
    public init(folder: String) {
        self.folder = folder
        pathsFrom = folder
    }

    /// Named profiles are in `devices` beside the folder of the rig's file.
    public init(rigFile: String) {
        pathsFrom = directory(of: rigFile)
        folder = joined("../devices", to: pathsFrom)
    }

    /// The file of a profile that a rig calls `device`: a name, or a path that ends in .yaml.
    public func file(of device: String) -> String {
        device.hasSuffix(".yaml") ? joined(device, to: pathsFrom) : joined("\(device).yaml", to: folder)
    }

    /// The names in ``folder``, in order.
    public var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Reads a profile.
    public func profile(of device: String) throws(YAMLProblems) -> DeviceProfile {
        try ProfileFile.load(path: file(of: device))
    }

    func has(_ device: String) -> Bool { FileManager.default.fileExists(atPath: file(of: device)) }
}
