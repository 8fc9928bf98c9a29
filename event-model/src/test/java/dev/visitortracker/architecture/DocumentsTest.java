package dev.visitortracker.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Follows the links of every Markdown file of the project to files and to headings in them. */
class DocumentsTest {
  private static final Path HOME = Path.of(System.getProperty("visitortracker.home"));
  private static final Pattern LINK =
      Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @ParameterizedTest
  @MethodSource("documents")
  void links_leadToFilesAndHeadings_inEveryDocument(Path document) throws IOException {
    List<MatchResult> links = LINK.matcher(Files.readString(document)).results().toList();

    assertThat(links)
        .allSatisfy(
            link -> {
              Path target = target(document, link.group(1));
              assertThat(target).exists();
              if (link.group(2) != null) {
                assertThat(headings(target)).contains(link.group(2));
              }
            });
  }

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Files.walkFileTree(HOME, new SourceFiles(documents));
    assertThat(documents).contains(HOME.resolve("README.md"));
    return documents;
  }

  private static Path target(Path document, String link) {
    return link.isEmpty() ? document : document.resolveSibling(link).normalize();
  }

  /** As GitHub makes them from headings. */
  private static List<String> headings(Path document) throws IOException {
    return HEADING
        .matcher(Files.readString(document))
        .results()
        .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .toList();
  }

  /** Leaves out what the build and a running stack have made. */
  private static final class SourceFiles extends SimpleFileVisitor<Path> {
    private final List<Path> documents;

    SourceFiles(List<Path> documents) {
      this.documents = documents;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      String name = directory.getFileName().toString();
      boolean isMade = name.equals("target") || (name.startsWith(".") && !directory.equals(HOME));
      return isMade ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.toString().endsWith(".md")) {
        documents.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
