package dev.visitortracker.api.traffic;

import dev.visitortracker.api.lifecycle.Repeating;
import dev.visitortracker.api.publish.VisitPublisher;
import dev.visitortracker.api.telemetry.Metrics;
import dev.visitortracker.event.VisitRules;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the recording of our own traffic together, unless it is switched off. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "visitor-tracker.traffic.enabled", matchIfMissing = true)
class TrafficConfiguration {
  @Bean
  TrafficQueue trafficQueue(TrafficSettings settings, VisitPublisher publisher, Metrics metrics) {
    return new TrafficQueue(settings, publisher, metrics);
  }

  @Bean
  TrafficFilter trafficFilter(
      TrafficQueue queue,
      VisitRules rules,
      TrafficSettings settings,
      InstantSource clock,
      Metrics metrics) {
    return new TrafficFilter(queue, rules, settings.site(), clock, metrics);
  }

  @Bean
  Repeating trafficDrain(TrafficQueue queue, TrafficSettings settings) {
    return new Repeating(
        "the recording of our own traffic", settings.interval(), queue::drain, queue.drain());
  }
}
