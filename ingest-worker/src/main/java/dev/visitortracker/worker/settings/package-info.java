/**
 * All settings of the worker, bound and checked in one place. Start with {@link
 * dev.visitortracker.worker.settings.WorkerSettings}.
 */
@NullMarked
package dev.visitortracker.worker.settings;

import org.jspecify.annotations.NullMarked;
