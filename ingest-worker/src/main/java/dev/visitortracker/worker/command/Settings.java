package dev.visitortracker.worker.command;

import dev.visitortracker.worker.consume.ConsumeProperties;
import dev.visitortracker.worker.consume.KafkaProperties;
import dev.visitortracker.worker.decode.DecodeProperties;
import dev.visitortracker.worker.primary.DatabaseProperties;
import dev.visitortracker.worker.write.WriteProperties;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker's own settings, from the same files, variables and arguments as the worker's. */
record Settings(
    DatabaseProperties database,
    KafkaProperties kafka,
    ConsumeProperties consume,
    DecodeProperties decode,
    WriteProperties write) {

  /** Binds them with Spring, which is gone again when this returns. */
  static Settings read(List<String> properties) {
    SpringApplication application = new SpringApplication(Binding.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    // What a command prints is its result; the log must not get into it.
    application.setDefaultProperties(
        Map.of(
            "logging.config",
            "classpath:logback-command.xml",
            "logging.level.org.hibernate",
            "warn",
            // A wrong setting becomes one line of the command's own.
            "logging.level.org.springframework",
            "off"));
    try (ConfigurableApplicationContext context =
        application.run(properties.toArray(String[]::new))) {
      return new Settings(
          context.getBean(DatabaseProperties.class),
          context.getBean(KafkaProperties.class),
          context.getBean(ConsumeProperties.class),
          context.getBean(DecodeProperties.class),
          context.getBean(WriteProperties.class));
    }
  }

  @EnableConfigurationProperties({
    DatabaseProperties.class,
    KafkaProperties.class,
    ConsumeProperties.class,
    DecodeProperties.class,
    WriteProperties.class
  })
  private static final class Binding {}
}
