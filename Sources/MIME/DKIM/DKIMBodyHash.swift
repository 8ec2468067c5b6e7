import Crypto

/// The hash of a body in its canonical form, computed while the body passes by.
struct DKIMBodyHash {
  /// What is hashed: two signatures of one message may share it.
  struct Scope: Hashable {
    let form: DKIMCanonicalization
    /// How many canonical bytes are hashed (`l=`); all of them if nil.
    var limit: Int?
  }

  struct Result {
    let hash: [UInt8]
    /// How many canonical bytes lie beyond the limit.
    let unsignedBytes: Int
    /// Whether the body has as many bytes as the limit asks for.
    let reachesLimit: Bool
  }

  private struct Digest: ByteSink {
    var state = SHA256()
    var remaining: Int
    var excess = 0

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
      let count = min(bytes.count, remaining)
      state.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      remaining -= count
      excess += bytes.count - count
    }
  }

  let scope: Scope
  private var canonicalizer: DKIMBodyCanonicalizer
  private var digest: Digest

  init(_ scope: Scope) {
    self.scope = scope
    canonicalizer = DKIMBodyCanonicalizer(scope.form)
    digest = Digest(remaining: scope.limit ?? .max)
  }

  /// Takes the next piece of the body.
  mutating func update(_ piece: ArraySlice<UInt8>) {
    canonicalizer.update(piece, into: &digest)
  }

  /// The hash, once the whole body was taken.
  func finish() -> Result {
    var (canonicalizer, digest) = (canonicalizer, digest)
    canonicalizer.finish(into: &digest)
    return Result(
      hash: Array(digest.state.finalize()), unsignedBytes: digest.excess,
      reachesLimit: scope.limit == nil || digest.remaining == 0)
  }
}
