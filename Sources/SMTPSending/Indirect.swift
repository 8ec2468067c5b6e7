/// Keeps a large value, if there is one, apart from the value that has it, so that this one stays small: an error is handed
/// on through many calls that succeed.
@propertyWrapper
struct Indirect<Value: Sendable>: Sendable {
  private final class Storage: Sendable {
    let value: Value

    init(_ value: Value) {
      self.value = value
    }
  }

  private var storage: Storage?

  init(wrappedValue: Value? = nil) {
    storage = wrappedValue.map(Storage.init)
  }

  var wrappedValue: Value? {
    get { storage?.value }
    set { storage = newValue.map(Storage.init) }
  }
}
