package dev.visitortracker.worker.command;

import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Explains in one sentence which setting is wrong, and why. */
final class SettingError {
  private SettingError() {}

  static String sentence(ConfigurationPropertiesBindException failure) {
    String sentence = Texts.sentence(failure);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case UnboundConfigurationPropertiesException unknown -> {
          return unknown.getUnboundProperties().stream()
              .map(property -> property.getName() + " is not a setting of the worker")
              .collect(Collectors.joining("; "));
        }
        case BindValidationException refused -> {
          return refused.getValidationErrors().getAllErrors().stream()
              .map(error -> sentence(refused, error))
              .collect(Collectors.joining("; "));
        }
        case BindException unreadable -> sentence = sentence(unreadable);
        default -> {}
      }
    }
    return sentence;
  }

  private static String sentence(BindException unreadable) {
    ConfigurationProperty property = unreadable.getProperty();
    String value = property == null ? "" : " = '" + property.getValue() + "'";
    Throwable root = unreadable;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return unreadable.getName() + value + ": " + Texts.sentence(root);
  }

  private static String sentence(BindValidationException refused, ObjectError error) {
    String name = refused.getValidationErrors().getName().toString();
    return error instanceof FieldError field
        ? "%s.%s = '%s': %s"
            .formatted(
                name, kebab(field.getField()), field.getRejectedValue(), field.getDefaultMessage())
        : name + ": " + error.getDefaultMessage();
  }

  /** The name as a setting is written: max-bytes for maxBytes. */
  private static String kebab(String field) {
    return field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
