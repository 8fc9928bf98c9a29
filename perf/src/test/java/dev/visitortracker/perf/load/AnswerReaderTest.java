package dev.visitortracker.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final String NEXT = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\nab\r\nc",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=1\r\na\nc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"
      })
  void answer_endsWhereTheNextBegins_whenItComesInSingleBytes(String answer) {
    var reader = new AnswerReader();
    byte[] bytes = (answer + NEXT).getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf in = Unpooled.buffer();
    int end = -1;

    for (int i = 0; i < bytes.length; i++) {
      in.writeByte(bytes[i]);
      if (reader.read(in)) {
        assertThat(reader.status()).isEqualTo(end < 0 ? 200 : 201);
        end = end < 0 ? i + 1 : end;
      }
    }

    assertThat(end).isEqualTo(answer.length());
    assertThat(reader.status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "304 Not Modified,Content-Length: 17,false,false",
    "503 Service Unavailable,Retry-After: 1,true,false",
    "204 No Content,Connection: close,false,true"
  })
  void headers_areUnderstood_whenTheyMatter(
      String status, String header, boolean saysWhenToRetry, boolean closes) {
    var reader = new AnswerReader();
    String answer = "HTTP/1.1 " + status + "\r\nDate: today\r\n" + header + "\r\n\r\n";

    boolean complete = reader.read(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII));

    assertThat(complete).isTrue();
    assertThat(reader.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
    assertThat(reader.saysWhenToRetry()).isEqualTo(saysWhenToRetry);
    assertThat(reader.closes()).isEqualTo(closes);
  }
}
