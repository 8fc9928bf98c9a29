package dev.visitortracker.api.publish;

import dev.visitortracker.event.Topics;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The table from a failed question to the brokers to the words of a health answer. */
final class BrokerFailure {
  private BrokerFailure() {}

  /** Without any text of the client's, which belongs in the log. */
  static String words(Throwable error) {
    return switch (error) {
      case TimeoutException late -> "no broker answers in time";
      case java.util.concurrent.TimeoutException late -> "no broker answers in time";
      case DisconnectException lost -> "the connection to the broker was lost";
      case UnknownTopicOrPartitionException missing -> "there is no topic " + Topics.VISIT_EVENTS;
      case AuthenticationException refused -> "the broker refuses the credentials";
      case AuthorizationException refused -> "the user may not see " + Topics.VISIT_EVENTS;
      default -> "the question to the brokers has failed; the log of this instance says how";
    };
  }
}
