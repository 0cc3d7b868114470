import DutyModel
import Foundation
@testable import MachineLink
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct FramingTests {
    @Test func framesAreCutWhereverTheStreamIsCut() throws {
        let codec = FrameCodec(limitBytes: 100)
        let first = try codec.frame(Question(text: "one"))
        let second = try codec.frame(Question(text: "two"))
        let stream = Array(first.readableBytesView) + Array(second.readableBytesView)
        let decoder = FrameDecoder(limitBytes: 100)
        var buffer = ByteBuffer()
        var found: [String] = []
        for byte in stream {
            buffer.writeInteger(byte)
            while let frame = try decoder.next(in: &buffer) {
                found.append(try codec.value(Question.self, in: frame).text)
            }
        }
        #expect(found == ["one", "two"])
        #expect(buffer.readableBytes == 0)
    }

    @Test(arguments: [UInt32(0), 101, .max]) func aLengthOutsideTheLimitIsRefusedBeforeTheBytesCome(length: UInt32) {
        var buffer = ByteBuffer(integer: length)
        #expect(throws: DutyFailure(.valueMalformed, "")) { try FrameDecoder(limitBytes: 100).next(in: &buffer) }
    }

    @Test(arguments: [
        #"{"text":"a","more":1}"#, #"{"text":"a","text":"b"}"#, #"{"text":"a"} "#, #"{"text":"a"}x"#, #"{"text":1}"#,
        "{}", "[]", "null", #"{ "text":"a"}"#, "\u{0}", #"{"text":"\u0061"}"#,
    ])
    func jsonThatWeWouldNotWriteIsRefused(text: String) {
        let frame = ByteBuffer(string: text)
        #expect(throws: DutyFailure(.valueMalformed, "")) {
            try FrameCodec(limitBytes: 100).value(Question.self, in: frame)
        }
    }

    @Test func aFrameAboveTheLimitIsNotEvenSent() {
        #expect(throws: DutyFailure(.valueMalformed, "")) {
            try FrameCodec(limitBytes: 20).frame(Question(text: "more than twenty bytes"))
        }
    }

    @Test func garbageEndsItsOwnConnectionAndNoOther() async throws {
        let pair = try PairedFolders()
        let path = "\(pair.root)/s"
        try await serving(.local(path: path)) { _ async throws in
            let client = FramedClient<Question, Answer>(to: .local(path: path), group: loops)
            try await client.connect()
            let vandal = try await ClientBootstrap(group: loops).connect(unixDomainSocketPath: path).get()
            try await vandal.writeAndFlush(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n")).get()
            try await vandal.closeFuture.get()
            #expect(try await ask(client, "still here") == "still here")
        }
    }
}
