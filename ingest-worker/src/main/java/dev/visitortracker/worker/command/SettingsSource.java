package dev.visitortracker.worker.command;

/** Reads the settings when a command needs them: help and wrong usage need none. */
interface SettingsSource {
  Settings read();
}
