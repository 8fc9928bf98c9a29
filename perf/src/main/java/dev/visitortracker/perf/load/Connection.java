package dev.visitortracker.perf.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A sender over TCP: writes ready-made bytes and looks for the end of the answer. */
final class Connection extends ByteToMessageDecoder implements Sender {
  private final Channel channel;
  private final Dispatcher dispatcher;
  private final OutcomeRecorder recorder;
  private final Requests requests;
  private final LongSupplier clock;
  private final Consumer<Connection> ended;
  private final AnswerReader answer = new AnswerReader();
  private long number;
  private long intended;
  private long sent;
  private boolean waiting;

  /**
   * @param first which of the requests it sends first
   * @param ended is told when the connection is lost
   */
  Connection(
      Channel channel,
      Dispatcher dispatcher,
      OutcomeRecorder recorder,
      Requests requests,
      LongSupplier clock,
      long first,
      Consumer<Connection> ended) {
    this.channel = channel;
    this.dispatcher = dispatcher;
    this.recorder = recorder;
    this.requests = requests;
    this.clock = clock;
    this.number = first;
    this.ended = ended;
  }

  @Override
  public void send() {
    intended = dispatcher.intended();
    sent = clock.getAsLong();
    waiting = true;
    var _ = channel.writeAndFlush(requests.get(number++), channel.voidPromise());
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Gives the request up if it was sent before then. */
  void expire(long sentBefore) {
    if (waiting && sent < sentBefore) {
      waiting = false;
      recorder.timedOut(clock.getAsLong() - intended);
      var _ = channel.close();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    while (answer.read(in)) {
      if (!waiting) {
        continue; // A server may say why it closes an idle connection.
      }
      waiting = false;
      recorder.answered(answer.status(), answer.saysWhenToRetry(), clock.getAsLong() - intended);
      if (answer.closes()) {
        var _ = channel.close();
      } else {
        dispatcher.free(this);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (waiting) {
      waiting = false;
      recorder.disconnected(clock.getAsLong() - intended);
    }
    dispatcher.remove(this);
    ended.accept(this);
  }

  /** Whatever is wrong with a connection, or with what comes over it, ends it and is counted so. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
