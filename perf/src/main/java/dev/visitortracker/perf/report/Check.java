package dev.visitortracker.perf.report;

/**
 * One thing that was promised, and whether it held.
 *
 * @param found in words, with figures
 */
public record Check(String promise, String found, boolean held) {}
