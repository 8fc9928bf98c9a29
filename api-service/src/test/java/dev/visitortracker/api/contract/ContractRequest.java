package dev.visitortracker.api.contract;

import com.github.luben.zstd.Zstd;
import dev.visitortracker.api.contract.Contract.Operation;
import dev.visitortracker.api.testing.Answer;
import dev.visitortracker.api.testing.Exchange;
import dev.visitortracker.api.testing.Gzip;
import dev.visitortracker.api.testing.RunningApi;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A request that a reader of the contract would make.
 *
 * @param body before it is coded
 */
public record ContractRequest(
    Operation operation,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {
  public static ContractRequest to(Operation operation) {
    return new ContractRequest(operation, Map.of(), Map.of(), Map.of(), "");
  }

  /** The same with a value for one of the documented parameters. */
  public ContractRequest with(JsonNode parameter, String value) {
    String name = parameter.path("name").asString();
    return switch (parameter.path("in").asString()) {
      case "path" -> new ContractRequest(operation, plus(path, name, value), query, headers, body);
      case "query" -> withQuery(name, value);
      case "header" -> withHeader(name, value);
      default -> throw new IllegalArgumentException(parameter.toString());
    };
  }

  public ContractRequest withQuery(String name, String value) {
    return new ContractRequest(operation, path, plus(query, name, value), headers, body);
  }

  public ContractRequest withHeader(String name, String value) {
    return new ContractRequest(operation, path, query, plus(headers, name, value), body);
  }

  public ContractRequest withBody(String mediaType, String newBody) {
    return new ContractRequest(
        operation, path, query, plus(headers, "Content-Type", mediaType), newBody);
  }

  public Exchange send() {
    return send(operation.method());
  }

  /** With a method that the operation has not, or {@code HEAD} instead of {@code GET}. */
  public Exchange send(String method) {
    String target = operation.path();
    for (Map.Entry<String, String> segment : path.entrySet()) {
      target = target.replace("{" + segment.getKey() + "}", segment.getValue());
    }
    if (!query.isEmpty()) {
      target += "?" + queryString();
    }
    String[] all =
        headers.entrySet().stream()
            .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
            .toArray(String[]::new);
    Answer answer = RunningApi.send(method, target, BodyPublishers.ofByteArray(coded()), all);
    return new Exchange(
        operation, method + " " + target + " " + headers, answer, !method.equals("HEAD"));
  }

  /** As {@code Content-Encoding} says; what is no coding of the contract stays as it is. */
  private byte[] coded() {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return switch (headers.getOrDefault("Content-Encoding", "identity")) {
      case "gzip" -> Gzip.of(bytes);
      case "zstd" -> Zstd.compress(bytes);
      default -> bytes;
    };
  }

  private String queryString() {
    return query.entrySet().stream()
        .map(
            parameter ->
                parameter.getKey()
                    + "="
                    + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Map<String, String> plus(Map<String, String> map, String name, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }
}
