import JSON
import JSONRPC

/// What libFuzzer calls with each input. Whatever the bytes are, nothing may trap, the parser has to agree with the
/// grammar of the tests, and what was read has to survive writing.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  checkParser(input)
  checkMessages(input)
  checkStrings(input)
  return 0
}

private func checkParser(_ input: [UInt8]) {
  let value: JSON
  do {
    value = try JSON(parsing: input)
  } catch {
    precondition(!Grammar.accepts(input), "the parser accepts what the grammar accepts: \(error)")
    precondition((0...input.count).contains(error.offset), "an error points into the text")
    return
  }
  precondition(Grammar.accepts(input), "the parser refuses what the grammar refuses")
  let encoded = value.encoded()
  precondition((try? JSON(parsing: encoded)) == value, "a written value reads back")
}

/// The lines of the input, cut at a place of its own choosing, read as requests and as answers.
private func checkMessages(_ input: [UInt8]) {
  var framer = Framer(frameBytesMax: 200)
  var (tape, lines) = (Tape(), 0)
  var reader = MessageReader()
  var kept: [Int: Request] = [:]
  let cut = input.isEmpty ? 0 : Int(input[0]) % (input.count + 1)
  for piece in [input[..<cut], input[cut...]] {
    framer.append(piece)
    while case .line(let line) = framer.next() {
      lines += 1
      framer.withBytes(of: line) { bytes in
        let message = Message.parse(bytes, tape: &tape)
        checkKnown(reader.read(bytes), kept, message)
        if case .single(.success(let request)) = message {
          checkRequest(request)
          if let place = reader.keep(bytes, isWhole: true) { kept[place] = request }
        }
        _ = try? Incoming.parse(bytes, tape: &tape)
        checkAdmission(bytes)
      }
      framer.putBack(line)
      precondition(framer.next() == .line(line), "a line that is put back comes again")
    }
  }
  precondition(lines <= input.count, "lines are not made up")
}

/// A frame is read alike whether its size is asked for or not.
private func checkAdmission(_ frame: UnsafeRawBufferPointer) {
  var tape = Tape()
  let usual = Message.parse(frame, tape: &tape)
  let admission = Message.admit(frame, limits: Message.Limits(), entriesMax: .max) { bytes in
    precondition(bytes > 0, "a tree takes some bytes")
    return true
  }
  guard case .message(let message) = admission else { preconditionFailure("what may be read is read") }
  precondition("\(message)" == "\(usual)", "both readings agree")
  _ = Message.admit(frame, limits: Message.Limits(), entriesMax: 16) { _ in false }
}

private func checkRequest(_ request: Request) {
  var tape = Tape()
  let frame = request.encoded()
  guard case .single(.success(request)) = frame.withUnsafeBytes({ Message.parse($0, tape: &tape) }) else {
    preconditionFailure("a written request reads back")
  }
}

private func checkKnown(_ frame: MessageReader.Frame, _ kept: [Int: Request], _ message: Message) {
  guard case .known(let place, let id, let params, _) = frame else { return }
  guard let earlier = kept[place], case .single(.success(let request)) = message else {
    preconditionFailure("what is known was a request")
  }
  let read = Request(id: id, method: earlier.method, params: params ?? earlier.params)
  precondition(read == request, "a line is read as if it came first")
}

private func checkStrings(_ input: [UInt8]) {
  var writer = JSONWriter()
  let isText = input.withUnsafeBufferPointer { writer.string(utf8: $0) }
  let text = String(validating: input, as: UTF8.self)
  precondition(isText == (text != nil), "text is what the standard library takes for UTF-8")
  if let text { precondition((try? JSON(parsing: writer.bytes)) == .string(text), "a written string reads back") }
  if let bytes = Base64.decode(input) {
    precondition(Array(Base64.encode(bytes).utf8) == input, "base64 has one spelling")
  }
}
