package dev.visitortracker.api.health;

/**
 * Which process answers.
 *
 * @param name of this instance, as {@code visitor-tracker.instance} gives it
 * @param version of the build
 */
public record ServiceInstance(String name, String version) {}
