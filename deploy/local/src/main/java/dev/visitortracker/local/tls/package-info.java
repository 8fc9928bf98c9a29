/** Certificates for the secured connections of the stack, made by the stack itself. */
@NullMarked
package dev.visitortracker.local.tls;

import org.jspecify.annotations.NullMarked;
