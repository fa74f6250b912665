import CZstd
import ClientKit
import Glibc
import Linux

/// Compressed files (RFC 8878), by the library of their inventors. Memory is bounded whatever the size of the file.
enum Zstandard {
  /// The first bytes of a compressed file.
  static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  /// Compresses one file into another, from their beginnings, with a checksum.
  /// - Parameters:
  ///   - target: where it is written to, and what an error of that is to its user.
  ///   - onStep: called between steps with the number of bytes that were read.
  static func compress(_ source: Int32, to target: Target, _ onStep: (Int64) -> Void) throws {
    guard let context = ZSTD_createCCtx() else { throw Ending(.refused, "there is no memory for compressing") }
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    var (input, output) = (Reading(source), [UInt8](repeating: 0, count: ZSTD_CStreamOutSize()))
    while true {
      let count = try input.fill()
      onStep(input.done)
      let mode = count == 0 ? ZSTD_e_end : ZSTD_e_continue
      var isOver = false
      try input.withBytes { bytes in
        var from = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while !isOver {
          let (left, written) = output.withUnsafeMutableBytes { room in
            var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            return (ZSTD_compressStream2(context, &to, &from, mode), to.pos)
          }
          try check(left)
          try target.write(output[..<written])
          isOver = count == 0 ? left == 0 : from.pos == from.size
        }
      }
      if count == 0 { return }
    }
  }

  /// Expands a compressed file into another, from their beginnings.
  /// - Throws: if the file is damaged or was cut off.
  static func expand(_ source: Int32, to target: Target, _ onStep: (Int64) -> Void) throws {
    guard let context = ZSTD_createDCtx() else { throw Ending(.refused, "there is no memory for expanding") }
    defer { ZSTD_freeDCtx(context) }
    var (input, output) = (Reading(source), [UInt8](repeating: 0, count: ZSTD_DStreamOutSize()))
    var left = 1
    while try input.fill() > 0 {
      onStep(input.done)
      try input.withBytes { bytes in
        var from = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var isFull = false
        while from.pos < from.size || isFull {
          let (result, written) = output.withUnsafeMutableBytes { room in
            var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
            return (ZSTD_decompressStream(context, &to, &from), to.pos)
          }
          try check(result)
          try target.write(output[..<written])
          (left, isFull) = (result, written == output.count)
        }
      }
    }
    guard left == 0 else { throw Ending(.refused, "the compressed file was cut off", hint: "use another backup") }
  }

  private static func check(_ code: Int) throws {
    guard ZSTD_isError(code) != 0 else { return }
    let reason = ZSTD_getErrorName(code).map { String(cString: $0) } ?? "error \(code)"
    throw Ending(.refused, "the compressed file is damaged: \(reason.lowercased())", hint: "use another backup")
  }

  /// A file that is written from its beginning.
  struct Target {
    let file: Int32
    let failure: (SystemError) -> Ending

    fileprivate func write(_ bytes: ArraySlice<UInt8>) throws {
      do { try Transfer.writeAll(Array(bytes), to: file) } catch { throw failure(error) }
    }
  }

  /// A file that is read from its beginning in steps.
  private struct Reading {
    private let file: Int32
    private var bytes = [UInt8](repeating: 0, count: 1 << 20)
    private var count = 0
    private(set) var done: Int64 = 0

    init(_ file: Int32) { self.file = file }

    /// - Returns: the number of bytes; 0 at the end.
    mutating func fill() throws -> Int {
      let place = Int(done)
      count = retrying { pread(file, &bytes, bytes.count, place) }
      guard count >= 0 else { throw Ending(.refused, "cannot read the backup: \(systemReason(errno))") }
      done += Int64(count)
      return count
    }

    func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
      try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }
}
