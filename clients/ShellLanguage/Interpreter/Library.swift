/// What a session has before its first statement. The interpreter itself names no function, type or module.
package struct Library {
  /// The names that are always there.
  let builtins: [String: Value]
  /// The methods of the language's own types, by the type's name and their own.
  let methods: [String: [String: NativeFunction]]
  /// What `import` finds.
  let modules: [Module]
}
