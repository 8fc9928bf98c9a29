package dev.visitortracker.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails a test class in which a thread of an event loop or of a lane blocked. The call itself fails
 * too; but the worker tries again what fails, so each call is remembered here. Registered for all
 * tests in {@code META-INF/services}.
 */
public final class NoBlockingCalls implements BeforeAllCallback, AfterAllCallback {
  private static final ConcurrentLinkedQueue<BlockingOperationError> CALLS =
      new ConcurrentLinkedQueue<>();

  static {
    BlockHound.builder()
        .loadIntegrations()
        // What happens once: a class is read from its jar, Netty unpacks its native library.
        .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
        .allowBlockingCallsInside("io.netty.util.internal.NativeLibraryLoader", "load")
        // Reads /dev/urandom, which never blocks.
        .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
        .blockingMethodCallback(
            method -> {
              BlockingOperationError call = new BlockingOperationError(method);
              CALLS.add(call);
              throw call;
            })
        .install();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    CALLS.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<BlockingOperationError> calls = taken();
    if (!calls.isEmpty()) {
      AssertionError failure =
          new AssertionError(calls.size() + " blocking calls on threads that must not block");
      calls.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  /** The calls since the last time, which then count no more. */
  static List<BlockingOperationError> taken() {
    List<BlockingOperationError> calls = new ArrayList<>();
    for (BlockingOperationError call = CALLS.poll(); call != null; call = CALLS.poll()) {
      calls.add(call);
    }
    return calls;
  }
}
