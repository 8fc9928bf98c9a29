package dev.visitortracker.worker.settings;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who this worker is.
 *
 * @param instance unique among the workers and the same after a restart, such as a pod's name
 */
@Validated
@ConfigurationProperties("visitor-tracker")
public record WorkerSettings(@NotBlank @DefaultValue("ingest-worker") String instance) {}
