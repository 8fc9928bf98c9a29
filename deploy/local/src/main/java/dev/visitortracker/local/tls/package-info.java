/**
 * Certificates of one machine, and the parts that use them. Start with {@link
 * dev.visitortracker.local.tls.LocalCertificates}.
 */
@NullMarked
package dev.visitortracker.local.tls;

import org.jspecify.annotations.NullMarked;
