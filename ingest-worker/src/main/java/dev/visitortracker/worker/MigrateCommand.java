package dev.visitortracker.worker;

import dev.visitortracker.worker.consume.KafkaProperties;
import dev.visitortracker.worker.consume.TopicsSetup;
import dev.visitortracker.worker.primary.DatabaseProperties;
import dev.visitortracker.worker.schema.Migration;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@code migrate}: brings schema and topics up to date, then ends. Not a {@code @Configuration}, so
 * that the worker's component scan passes it by.
 */
@EnableConfigurationProperties({DatabaseProperties.class, KafkaProperties.class})
class MigrateCommand {

  @Bean
  CommandLineRunner migrate(DatabaseProperties database, KafkaProperties kafka) {
    return arguments -> {
      new Migration(database).run();
      new TopicsSetup(kafka).run();
    };
  }
}
