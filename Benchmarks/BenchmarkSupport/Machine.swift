import Foundation

/// What the benchmark ran on.
public enum Machine {
  public static var description: String {
    let lines = ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").split(separator: "\n")
    let model =
      lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last.map { $0.dropFirst() } ?? "unknown"
    let memory = Double(ProcessInfo.processInfo.physicalMemory) / Double(1 << 30)
    return
      "\(model), \(ProcessInfo.processInfo.activeProcessorCount) processors, \(Int(memory.rounded())) GiB, \(ProcessInfo.processInfo.operatingSystemVersionString)"
  }
}
