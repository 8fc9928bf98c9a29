package dev.visitortracker.api.replica;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A database server in memory behind a real pool, which hands its connections out on the thread
 * that asks. It counts its connections and answers each statement with the row that was set. What
 * it does not know throws.
 */
final class FakeServer implements ConnectionFactory {
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  private Mono<Boolean> settled = Mono.just(true);
  private Mono<Object[]> row = Mono.never();

  /** What a connection says that is asked whether its statement has ended. */
  void settles(Mono<Boolean> answer) {
    settled = answer;
  }

  /** The columns of the row that each statement gives from now on, in their order. */
  void answers(Mono<Object[]> columns) {
    row = columns;
  }

  NodeConnections connections(Duration timeout, Duration maxValidationTime) {
    return new NodeConnections(this::pool, timeout, maxValidationTime);
  }

  private ConnectionPool pool() {
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(this)
            .initialSize(1)
            .maxSize(1)
            .validationDepth(ValidationDepth.LOCAL)
            .allocatorSubscribeOn(Schedulers.immediate())
            .build());
  }

  @Override
  public Mono<Connection> create() {
    return Mono.fromSupplier(
        () -> {
          opened.incrementAndGet();
          return fake(Connection.class, new FakeConnection());
        });
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return () -> "fake";
  }

  private static <T> T fake(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }

  private final class FakeConnection implements InvocationHandler {
    private final AtomicBoolean isClosed = new AtomicBoolean();

    @Override
    public Object invoke(Object connection, Method method, Object @Nullable [] arguments) {
      return switch (method.getName()) {
        case "close" -> Mono.fromRunnable(this::close);
        case "validate" -> Mono.defer(() -> isSettled(arguments));
        case "createStatement" -> fake(Statement.class, FakeServer.this::ofStatement);
        case "isAutoCommit" -> true;
        case "hashCode" -> System.identityHashCode(connection);
        case "equals" -> arguments != null && connection == arguments[0];
        case "toString" -> "a fake connection";
        default -> throw new UnsupportedOperationException(method.toString());
      };
    }

    private Mono<Boolean> isSettled(Object @Nullable [] arguments) {
      return arguments != null && arguments[0] == ValidationDepth.REMOTE
          ? settled
          : Mono.just(!isClosed.get());
    }

    private void close() {
      if (isClosed.compareAndSet(false, true)) {
        closed.incrementAndGet();
      }
    }
  }

  private Object ofStatement(Object statement, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "bind" -> statement;
      case "execute" -> Mono.just(fake(Result.class, this::ofResult));
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  @SuppressWarnings("unchecked") // The only method of a result that is called with a function.
  private Object ofResult(Object result, Method method, Object @Nullable [] arguments) {
    if (arguments == null || !(arguments[0] instanceof BiFunction<?, ?, ?> read)) {
      throw new UnsupportedOperationException(method.toString());
    }
    return row.map(
        columns -> ((BiFunction<Row, @Nullable Object, Object>) read).apply(rowOf(columns), null));
  }

  private static Row rowOf(Object[] columns) {
    return fake(Row.class, (row, method, arguments) -> columns[(Integer) arguments[0]]);
  }
}
