package dev.visitortracker.local.machine;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Directories as a whole. */
public final class FileTree {

  public static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      Files.walkFileTree(root, new Delete());
    }
  }

  public static void copy(Path from, Path to) throws IOException {
    copy(from, to, _ -> true);
  }

  /**
   * Copies what {@code included} says of the path relative to {@code from}; a file that vanishes
   * meanwhile is left out.
   */
  public static void copy(Path from, Path to, Predicate<Path> included) throws IOException {
    Files.walkFileTree(from, new Copy(from, to, included));
  }

  private static final class Delete extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Copy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;
    private final Predicate<Path> included;

    Copy(Path from, Path to, Predicate<Path> included) {
      this.from = from;
      this.to = to;
      this.included = included;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (!included.test(from.relativize(directory))) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Path copy = target(directory);
      Files.createDirectories(copy);
      Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(directory));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (included.test(from.relativize(file))) {
        try {
          Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException vanished) {
          return visitFileFailed(file, vanished);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    private Path target(Path path) {
      return to.resolve(from.relativize(path));
    }
  }

  private FileTree() {}
}
