package dev.visitortracker.worker.command;

import dev.visitortracker.worker.settings.WorkerSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Reads the worker's settings from the same files, variables and arguments as the worker does, when
 * a command needs them: help and wrong usage need none.
 *
 * @param properties arguments such as {@code --visitor-tracker.database.hosts=db:5432}
 */
record SettingsReader(List<String> properties) implements Supplier<WorkerSettings> {

  /** Binds them with Spring, whose context is closed again when this returns. */
  @Override
  public WorkerSettings get() {
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
      return context.getBean(WorkerSettings.class);
    }
  }

  @EnableConfigurationProperties(WorkerSettings.class)
  private static final class Binding {}
}
