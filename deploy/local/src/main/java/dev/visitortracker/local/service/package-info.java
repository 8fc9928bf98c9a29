/**
 * Our services as the stack runs them. Open {@link dev.visitortracker.local.service.Service} first.
 */
@NullMarked
package dev.visitortracker.local.service;

import org.jspecify.annotations.NullMarked;
