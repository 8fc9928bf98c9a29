package dev.visitortracker.api.ingest;

import dev.visitortracker.api.admission.ByteBudget;
import dev.visitortracker.api.coding.BodyExpander;
import dev.visitortracker.api.coding.CodingSettings;
import dev.visitortracker.api.idempotency.IdempotencyStore;
import dev.visitortracker.api.ingest.json.Attempts;
import dev.visitortracker.api.ingest.json.JsonIngest;
import dev.visitortracker.api.ingest.lines.JsonLine;
import dev.visitortracker.api.ingest.lines.LineBody;
import dev.visitortracker.api.ingest.lines.StreamIngest;
import dev.visitortracker.api.ingest.outcome.AcceptedResponses;
import dev.visitortracker.api.ingest.outcome.CountingPublisher;
import dev.visitortracker.api.ingest.outcome.IngestResponse;
import dev.visitortracker.api.ingest.request.IngestSettings;
import dev.visitortracker.api.publish.VisitPublisher;
import dev.visitortracker.api.replica.ReplicaSet;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.api.token.TokenSettings;
import dev.visitortracker.api.token.VisitTokens;
import dev.visitortracker.event.VisitRules;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Puts the stage ingest together. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {
  @Bean
  VisitRules visitRules(IngestSettings settings, InstantSource clock) {
    return new VisitRules(settings.maxAge(), settings.maxAhead(), clock);
  }

  @Bean
  ByteBudget byteBudget(IngestSettings settings, Metrics metrics) {
    var budget = new ByteBudget(settings.maxBytesInFlight());
    metrics.bytesInFlight(budget::current, budget.max());
    return budget;
  }

  @Bean
  IngestHandler ingestHandler(
      VisitRules rules,
      VisitPublisher publisher,
      VisitTokens tokens,
      TokenSettings tokenSettings,
      IdempotencyStore firsts,
      ByteBudget budget,
      ReplicaSet replicas,
      Metrics metrics,
      InstantSource clock,
      IngestSettings settings,
      CodingSettings coding,
      JsonMapper json) {
    var counting = new CountingPublisher(publisher, metrics, settings);
    var answers =
        new AcceptedResponses(
            tokens, replicas, tokenSettings, json.writerFor(IngestResponse.class));
    var lines = new LineBody((int) settings.maxLine().toBytes(), settings.stallTimeout());
    return new IngestHandler(
        new BodyExpander(coding, budget),
        new JsonReaders(rules, settings.maxArrayEvents()),
        new JsonIngest(
            counting, answers, new Attempts(firsts, clock, metrics), budget, metrics, settings),
        new StreamIngest(lines, counting, budget, metrics, clock, settings),
        new JsonLine(rules),
        rules,
        answers,
        settings.maxListedRejections());
  }
}
