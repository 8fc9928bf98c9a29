package dev.visitortracker.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stack at one moment, as {@code ctl status --json} prints it.
 *
 * @param ready whether every part runs
 * @param api where the first API instance is, if there is one
 * @param kafka the brokers, as clients are told: {@code HOST:PORT}, parted by commas
 * @param data the data directory
 */
public record StackStatus(
    boolean ready, @Nullable String api, String kafka, String data, List<PartStatus> parts) {}
