package dev.visitortracker.api.coding;

/** Decodes one body on demand. Not safe for use by several threads. */
interface Decoder {
  /** Takes the next bytes of the body; what was fed before has been read to its end. */
  void feed(byte[] piece);

  /**
   * Decodes into the array as far as it reaches.
   *
   * @return bytes decoded, 0 where nothing can be decoded without more of the body
   * @throws BrokenCodingException where the bytes are not what the coding allows
   */
  int read(byte[] into) throws BrokenCodingException;

  /** Whether the body may end here. */
  boolean isComplete();

  /** Gives back what lies outside the heap. */
  void close();
}
