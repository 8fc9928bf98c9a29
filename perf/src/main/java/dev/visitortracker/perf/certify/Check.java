package dev.visitortracker.perf.certify;

/**
 * One thing that was promised, and whether it held.
 *
 * @param found in words, with figures
 */
record Check(String promise, String found, boolean held) {}
