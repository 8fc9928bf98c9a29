package dev.visitortracker.api.query;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.problem.ProblemResponse;
import dev.visitortracker.api.query.Parameters.InvalidParameter;
import dev.visitortracker.api.replica.ReplicaSet;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /stats}: how many visits there are, of one site or of all, and the newest of them. */
@Component
public final class StatsHandler {
  private final ReplicaSet replicas;
  private final QuerySettings settings;

  public StatsHandler(ReplicaSet replicas, QuerySettings settings) {
    this.replicas = replicas;
    this.settings = settings;
  }

  public Mono<ServerResponse> stats(ServerRequest request) {
    try {
      var parameters = new Parameters(request.queryParams(), List.of(Filter.SITE.parameter()));
      Map<Filter, Object> filters = parameters.filters();
      return replicas
          .read(connection -> stats(connection, filters))
          .flatMap(
              outcome ->
                  Answers.of(
                      outcome, served -> Answers.json(Answers.ok(served), served.value().json())));
    } catch (InvalidParameter invalid) {
      return ProblemResponse.of(invalid.problem());
    }
  }

  /** One after the other: a connection does one statement at a time. */
  private Mono<Stats> stats(Connection connection, Map<Filter, Object> filters) {
    var site = (String) filters.get(Filter.SITE);
    return CountStatement.total(connection, site)
        .flatMap(
            total ->
                recent(connection, filters, total).map(recent -> new Stats(site, total, recent)));
  }

  /** A site without visits is not searched for through the visits of all others. */
  private Mono<List<VisitRow>> recent(
      Connection connection, Map<Filter, Object> filters, long total) {
    int limit = settings.recentVisits();
    return total == 0
        ? Mono.just(List.of())
        : VisitStatement.page(
            connection, new VisitQuery(Ulid.MIN, Ulid.MAX, filters, 1, limit), 0, limit);
  }
}
