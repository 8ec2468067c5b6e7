import Foundation

/// A user and a group of the system, by number.
struct SystemAccount: Sendable {
  let user: uid_t
  let group: gid_t

  struct Unknown: Error, CustomStringConvertible {
    let name: String
    var description: String { "the system knows no user or group \(name)" }
  }

  /// The user of this name with its own group, or with the group named.
  init(user name: String, group groupName: String? = nil) throws {
    guard let entry = getpwnam(name)?.pointee else { throw Unknown(name: name) }
    user = entry.pw_uid
    if let groupName {
      guard let group = getgrnam(groupName)?.pointee else { throw Unknown(name: groupName) }
      self.group = group.gr_gid
    } else {
      group = entry.pw_gid
    }
  }
}
