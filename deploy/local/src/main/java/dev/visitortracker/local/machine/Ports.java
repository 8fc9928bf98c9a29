package dev.visitortracker.local.machine;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/** Gives each part a free port, the same as in the run before wherever that is still free. */
public final class Ports {
  /**
   * Below the range from which Linux takes the ports of outgoing connections (32768 and up): while
   * a part is down, a client's own connection could otherwise sit on its port.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 30_000;
  private static final int MAX_TRIES = 1_000;

  private final Path file;
  private final Properties remembered = new Properties();

  public Ports(Path file) {
    this.file = file;
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        remembered.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new StackException("cannot read " + file + ": delete it", e);
      }
    }
  }

  public int free(String part) {
    int port = Integer.parseInt(remembered.getProperty(part, "0"));
    if (port == 0 || !isFree(port)) {
      port = choose();
      remembered.setProperty(part, Integer.toString(port));
      save();
    }
    return port;
  }

  /** The port that was asked for, or an error that says what to do. */
  public static int required(int port, String option) {
    if (!isFree(port)) {
      throw new StackException("port " + port + " is taken: give another with " + option);
    }
    return port;
  }

  private int choose() {
    for (int i = 0; i < MAX_TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (!remembered.containsValue(Integer.toString(port)) && isFree(port)) {
        return port;
      }
    }
    throw new StackException("no free port between " + FIRST + " and " + LAST);
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(Host.address(port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private void save() {
    try (Writer writer = Files.newBufferedWriter(file)) {
      remembered.store(writer, "Ports of the local stack, kept between runs");
    } catch (IOException e) {
      throw new StackException("cannot write " + file, e);
    }
  }
}
