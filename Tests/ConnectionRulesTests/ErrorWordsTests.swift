import ConnectionRules
import DutyModel
import Foundation
import LocalSystem
import NIOCore
import NIOPosix
import NIOSSL
import Testing

/// Real errors of the libraries and the kernel, as people read them.
@Suite("Words for errors of others") struct ErrorWordsTests {
    private struct Oddity: Error {
        let detail = "x(y: 1)"
    }

    private enum Enumerated: Error { case failed(String) }

    /// No sign of Swift, and a clause that fits behind a colon.
    private func expectPlain(_ words: String, _ error: any Error) {
        let pattern =
            /\(errno|Error\(|errno:|\w+\("|Optional|NSError|Domain=|UserInfo|[A-Za-z]+\.[a-z][A-Za-z]+\(|\(\)|_[A-Z]|\[|\]|\n/
        #expect(words.firstMatch(of: pattern) == nil, "\(error): \(words)")
        #expect(!words.isEmpty && !words.hasSuffix("."), "\(error): \(words)")
        #expect(words.first?.isUppercase == false || words.hasPrefix("TLS"), "\(error): \(words)")
    }

    @Test("every error number of the kernel has words")
    func kernel() {
        for number in Int32(-1)...140 {
            expectPlain(ErrorWords.of(errorNumber: number), IOError(errnoCode: number, reason: "read(descriptor:)"))
            expectPlain(
                ErrorWords.of(IOError(errnoCode: number, reason: "x")), IOError(errnoCode: number, reason: "x"))
            expectPlain(
                ErrorWords.of(SystemCallFailure(call: "open", number: number)),
                SystemCallFailure(call: "open", number: number))
        }
        #expect(
            ErrorWords.of(IOError(errnoCode: ECONNRESET, reason: "read(descriptor:pointer:size:)"))
                == "the other side reset the connection")
    }

    @Test("every error of a connection, of TLS and of Foundation has words")
    func libraries() {
        let errors: [any Error] =
            [
                ChannelError.connectPending, ChannelError.connectTimeout(.seconds(1)),
                ChannelError.operationUnsupported,
                ChannelError.ioOnClosedChannel, ChannelError.alreadyClosed, ChannelError.outputClosed,
                ChannelError.inputClosed, ChannelError.eof, ChannelError.writeMessageTooLarge,
                ChannelError.writeHostUnreachable, ChannelError.unknownLocalAddress,
                ChannelError.inappropriateOperationForState, EventLoopError.shutdown, EventLoopError.cancelled,
                SocketAddressError.unsupported, SocketAddressError.unixDomainSocketPathTooLong,
                SocketAddressError.failedToParseIPString("1.2.3\n4"), CancellationError(),
                NIOSSLError.uncleanShutdown, NIOSSLError.noCertificateToValidate, NIOSSLError.failedToLoadCertificate,
                NIOSSLError.failedToLoadPrivateKey, NIOSSLError.handshakeFailed(.wantRead),
                NIOSSLError.handshakeFailed(.syscallError), NIOSSLError.handshakeFailed(.sslError([])),
                BoringSSLError.zeroReturn, BoringSSLError.sslError([]), NIOSSLExtraError.failedToValidateHostname,
                NIOSSLExtraError.invalidSNIHostname, NIOTooManyBytesError(maxBytes: 5), Oddity(),
                Enumerated.failed("Input/output error"),
                CocoaError(.fileNoSuchFile), CocoaError(.fileWriteOutOfSpace), CocoaError(.fileReadNoPermission),
                CocoaError(.featureUnsupported), POSIXError(.EIO),
                NSError(domain: "org.example", code: 7, userInfo: [NSLocalizedDescriptionKey: "x"]),
            ] + [decodingFault("{}"), decodingFault(#"{"a":"x"}"#), decodingFault("{")].compactMap { $0 }
        for error in errors { expectPlain(ErrorWords.of(error), error) }
        #expect(ErrorWords.of(DutyFailure(.dataFull, "The disk is full.")) == "The disk is full")
    }

    @Test("errors as they really arise have words")
    func real() async throws {
        var errors: [any Error] = []
        let group = NIOSingletons.posixEventLoopGroup
        do { _ = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: 1).get() } catch {
            errors.append(error)
        }
        do { _ = try await ClientBootstrap(group: group).connect(host: "no-such-host.invalid", port: 1).get() } catch {
            errors.append(error)
        }
        do { _ = try await ClientBootstrap(group: group).connect(unixDomainSocketPath: "/nowhere/x").get() } catch {
            errors.append(error)
        }
        do { _ = try SocketAddress(ipAddress: "300.1.1.1", port: 1) } catch { errors.append(error) }
        do { _ = try NIOSSLCertificate(bytes: Array("x".utf8), format: .pem) } catch { errors.append(error) }
        do { _ = try NIOSSLPrivateKey(bytes: Array("x".utf8), format: .pem) } catch { errors.append(error) }
        do { _ = try Data(contentsOf: URL(filePath: "/nowhere/file")) } catch { errors.append(error) }
        do { _ = try FileManager.default.contentsOfDirectory(atPath: "/nowhere") } catch { errors.append(error) }
        do { _ = try String(contentsOf: URL(filePath: "/bin/ls"), encoding: .utf8) } catch { errors.append(error) }
        do { _ = try JSONSerialization.jsonObject(with: Data("{".utf8)) } catch { errors.append(error) }
        #expect(errors.count == 10)
        for error in errors { expectPlain(ErrorWords.of(error), error) }
        let words = errors.map { ErrorWords.of($0) }
        #expect(words.first == "the connection was refused")
        #expect(words.contains("there is no such file or folder"))
    }

    private func decodingFault(_ json: String) -> (any Error)? {
        struct Value: Decodable { let a: Int }
        do {
            _ = try JSONDecoder().decode(Value.self, from: Data(json.utf8))
            return nil
        } catch { return error }
    }
}
