package dev.visitortracker.api.replica;

import dev.visitortracker.api.token.Position;
import java.time.Duration;

/**
 * What one probe has seen of a node, all in one snapshot.
 *
 * @param lag how far its data are behind
 * @param position everything before it is committed there
 */
record Sighting(Duration lag, Position position) {}
