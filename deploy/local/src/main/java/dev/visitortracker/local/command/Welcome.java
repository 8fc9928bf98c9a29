package dev.visitortracker.local.command;

import dev.visitortracker.local.LocalStack;

/** What {@code up} prints when all is ready: where it is, and something to paste. */
record Welcome(LocalStack stack) {

  String text() {
    return stack.apiUrls().isEmpty() ? infrastructure() : api(stack.apiUrls().getFirst());
  }

  private static String api(String url) {
    return """
    ready: %1$s
    try:   curl -i %1$s/events -H 'Content-Type: application/json' \
    -d '{"endpoint":"/welcome","method":"GET","response_code":200}'\
    """
        .formatted(url);
  }

  private String infrastructure() {
    return """
    ready: postgresql://%1$s@127.0.0.1:%2$d/%3$s, kafka %4$s, redis %5$s:%6$d
    try:   psql -h 127.0.0.1 -p %2$d -U %1$s %3$s\
    """
        .formatted(
            stack.databaseOwner(),
            stack.primary().port(),
            stack.databaseName(),
            stack.kafkaBootstrapServers(),
            stack.redisHost(),
            stack.redisPort());
  }
}
