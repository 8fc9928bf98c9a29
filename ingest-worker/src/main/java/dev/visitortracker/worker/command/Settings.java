package dev.visitortracker.worker.command;

import dev.visitortracker.worker.consume.ConsumeSettings;
import dev.visitortracker.worker.consume.KafkaSettings;
import dev.visitortracker.worker.decode.DecodeSettings;
import dev.visitortracker.worker.primary.DatabaseSettings;
import dev.visitortracker.worker.write.WriteSettings;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/** The worker's own settings, from the same files, variables and arguments as the worker's. */
record Settings(
    DatabaseSettings database,
    KafkaSettings kafka,
    ConsumeSettings consume,
    DecodeSettings decode,
    WriteSettings write) {

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
          context.getBean(DatabaseSettings.class),
          context.getBean(KafkaSettings.class),
          context.getBean(ConsumeSettings.class),
          context.getBean(DecodeSettings.class),
          context.getBean(WriteSettings.class));
    }
  }

  @EnableConfigurationProperties({
    DatabaseSettings.class,
    KafkaSettings.class,
    ConsumeSettings.class,
    DecodeSettings.class,
    WriteSettings.class
  })
  private static final class Binding {}
}
