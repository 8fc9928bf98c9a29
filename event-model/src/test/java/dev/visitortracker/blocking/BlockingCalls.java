package dev.visitortracker.blocking;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;

/**
 * An extension that fails a test class during which a thread was blocked that must not be: one of
 * an event loop, of a lane, or of Reactor's {@code parallel} and {@code single}. The call itself
 * goes on: an error thrown out of a lock would leave a client library in a state that never ends.
 *
 * <p>JUnit finds it where {@code junit.jupiter.extensions.autodetection.enabled} is set. The JVM
 * needs {@code -XX:+AllowRedefinitionToAddDeleteMethods} and {@code
 * -XX:+EnableDynamicAgentLoading}.
 */
public final class BlockingCalls implements BeforeAllCallback, AfterAllCallback {
  private static final Set<String> LOCKING = Set.of("lock", "readLock", "writeLock", "onSpinWait");
  private static final Queue<BlockingOperationError> FOUND = new ConcurrentLinkedQueue<>();

  static {
    BlockHound.install(
        builder ->
            builder
                // What happens once: a class is read from its jar, Netty unpacks its library.
                .allowBlockingCallsInside("java.lang.ClassLoader", "loadClass")
                .allowBlockingCallsInside("io.netty.util.internal.NativeLibraryLoader", "load")
                // Reads /dev/urandom, which never blocks.
                .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                // Three small files for a new connection, which the driver wants at once.
                .allowBlockingCallsInside("dev.visitortracker.api.replica.NodeTls", "withFiles")
                .allowBlockingCallsInside(
                    "dev.visitortracker.worker.primary.DatabaseTls", "withFiles")
                .blockingMethodCallback(BlockingCalls::keep));
  }

  /** The calls since the last time; they fail no class then. */
  public static List<BlockingOperationError> take() {
    List<BlockingOperationError> taken = new ArrayList<>();
    for (var next = FOUND.poll(); next != null; next = FOUND.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /** What was found between two classes belongs to neither. */
  @Override
  public void beforeAll(ExtensionContext context) {
    FOUND.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<BlockingOperationError> taken = take();
    if (!taken.isEmpty()) {
      var failure = new AssertionError(taken.size() + " blocking calls on threads that must not");
      taken.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private static void keep(BlockingMethod method) {
    var call = new BlockingOperationError(method);
    if (!isLockOfALibrary(call.getStackTrace())) {
      FOUND.add(call);
    }
  }

  /** It is held for some instructions, and whether a thread meets it so is chance. */
  private static boolean isLockOfALibrary(StackTraceElement[] stack) {
    boolean isLock = false;
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      if (type.startsWith("java.") || type.startsWith("jdk.")) {
        isLock |= LOCKING.contains(frame.getMethodName());
      } else if (!type.startsWith("reactor.blockhound.")
          && !type.equals(BlockingCalls.class.getName())) {
        return isLock && !type.startsWith("dev.visitortracker.");
      }
    }
    return isLock;
  }
}
