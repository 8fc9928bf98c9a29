import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Formats every Java source of the project: {@code check|write ROOT}. {@code check} names the files that differ. */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    Path root = Path.of(args[1]);
    Formatter formatter =
        new Formatter(JavaFormatterOptions.builder().reorderModifiers(true).build());
    List<Path> unformatted = new ArrayList<>();
    for (Path source : sources(root)) {
      String before = Files.readString(source);
      String after =
          formatter.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(before));
      if (!after.equals(before)) {
        unformatted.add(root.relativize(source));
        if (write) {
          Files.writeString(source, after);
        }
      }
    }
    unformatted.forEach(source -> System.out.println((write ? "formatted " : "not formatted: ") + source));
    if (!write && !unformatted.isEmpty()) {
      System.out.println("mend with: mvn -N process-sources -Dformat=write");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws Exception {
    try (var tree = Files.walk(root)) {
      return tree.filter(path -> path.toString().endsWith(".java"))
          .filter(path -> path.toString().contains("/src/"))
          .toList();
    }
  }
}
