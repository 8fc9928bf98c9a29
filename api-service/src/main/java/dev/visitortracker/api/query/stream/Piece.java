package dev.visitortracker.api.query.stream;

import dev.visitortracker.api.token.Position;

/**
 * A part of a stream of events, sent at once.
 *
 * @param bytes whole events
 * @param before where the stream was before them
 * @param behind where it is behind them; a reader that has got them goes on from there
 */
@SuppressWarnings("ArrayRecordComponent") // Pieces are not compared.
record Piece(byte[] bytes, Position before, Position behind) {}
