package dev.visitortracker.perf.attack;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests as files: vegeta's JSON targets, which k6, Gatling and Locust read too; vegeta's
 * HTTP targets with a file for each body; and a Lua table for wrk, which has no JSON.
 */
record TargetFiles(Path directory) {
  /** So many bodies in files of their own are enough for vegeta's HTTP format. */
  private static final int MAX_BODY_FILES = 500;

  void write(String target, List<Request> requests) throws IOException {
    Files.createDirectories(directory);
    writeJson(target, requests);
    writeHttp(target, requests.subList(0, Math.min(MAX_BODY_FILES, requests.size())));
    writeLua(requests);
  }

  Path json() {
    return directory.resolve("targets.json");
  }

  Path http() {
    return directory.resolve("targets.http");
  }

  Path lua() {
    return directory.resolve("targets.lua");
  }

  private void writeJson(String target, List<Request> requests) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(json())) {
      for (Request request : requests) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("method", request.method());
        line.put("url", target + request.path());
        if (request.contentType() != null) {
          line.put("header", Map.of("Content-Type", List.of(request.contentType())));
        }
        if (request.body() != null) {
          line.put("body", Base64.getEncoder().encodeToString(request.bytes()));
        }
        out.append(ObjectivesFile.JSON.writeValueAsString(line)).append('\n');
      }
    }
  }

  private void writeHttp(String target, List<Request> requests) throws IOException {
    Path bodies = Files.createDirectories(directory.resolve("bodies"));
    try (BufferedWriter out = Files.newBufferedWriter(http())) {
      int number = 0;
      for (Request request : requests) {
        out.append(request.method()).append(' ').append(target).append(request.path());
        out.append('\n');
        if (request.contentType() != null) {
          out.append("Content-Type: ").append(request.contentType()).append('\n');
        }
        if (request.body() != null) {
          Path body = Files.write(bodies.resolve(String.valueOf(number++)), request.bytes());
          out.append('@').append(body.toString()).append('\n');
        }
        out.append('\n');
      }
    }
  }

  /** Bytes that are not plain text are written as decimal escapes. */
  private void writeLua(List<Request> requests) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(lua(), StandardCharsets.US_ASCII)) {
      out.append("return {\n");
      for (Request request : requests) {
        out.append("{m=\"").append(request.method()).append("\",p=\"").append(request.path());
        out.append('"');
        if (request.contentType() != null) {
          out.append(",t=\"").append(request.contentType()).append('"');
        }
        if (request.body() != null) {
          out.append(",b=\"");
          writeLuaText(out, request.bytes());
          out.append('"');
        }
        out.append("},\n");
      }
      out.append("}\n");
    }
  }

  private static void writeLuaText(Appendable out, byte[] bytes) {
    try {
      for (byte next : bytes) {
        boolean isPlain = next >= ' ' && next < 0x7f && next != '"' && next != '\\';
        out.append(isPlain ? String.valueOf((char) next) : "\\%03d".formatted(next & 0xff));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
