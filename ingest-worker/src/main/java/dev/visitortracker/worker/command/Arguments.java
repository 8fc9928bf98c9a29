package dev.visitortracker.worker.command;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line, split in what is for the command and what is for Spring.
 *
 * @param command the command's name, its options and parameters
 * @param properties such as {@code --visitor-tracker.database.hosts=db:5432}: a dot in the name
 *     tells them
 */
record Arguments(List<String> command, List<String> properties) {

  static Arguments of(String... arguments) {
    List<String> command = new ArrayList<>();
    List<String> properties = new ArrayList<>();
    for (String argument : arguments) {
      (isProperty(argument) ? properties : command).add(argument);
    }
    return new Arguments(command, properties);
  }

  private static boolean isProperty(String argument) {
    int equals = argument.indexOf('=');
    return argument.startsWith("--")
        && argument.substring(0, equals < 0 ? argument.length() : equals).indexOf('.') > 0;
  }
}
