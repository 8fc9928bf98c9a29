package dev.visitortracker.api;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.visitortracker.architecture.ReactiveRules;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final String ROOT = "dev.visitortracker.api";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @ParameterizedTest
  @MethodSource
  void classes_keepTheRule_whereverTheyAre(ArchRule rule) {
    rule.check(CLASSES);
  }

  static Stream<ArchRule> classes_keepTheRule_whereverTheyAre() {
    return Stream.concat(
        ReactiveRules.of(ROOT, ROOT + ".lifecycle..").stream(),
        Stream.of(
            stages(),
            only("org.apache.kafka..", "..publish..", "..tail.."),
            only("reactor.kafka..", "..publish.."),
            only("io.r2dbc..", "..replica..", "..query.."),
            only("com.github.luben..", "..coding.."),
            only("io.lettuce..", "..redis..")));
  }

  private static ArchRule stages() {
    return layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("root")
        .definedBy(ROOT)
        .layer("health")
        .definedBy(ROOT + ".health..")
        .layer("contract")
        .definedBy(ROOT + ".contract..")
        .layer("traffic")
        .definedBy(ROOT + ".traffic..")
        .layer("connection")
        .definedBy(ROOT + ".connection..")
        .layer("ingest")
        .definedBy(ROOT + ".ingest..")
        .layer("coding")
        .definedBy(ROOT + ".coding..")
        .layer("publish")
        .definedBy(ROOT + ".publish..")
        .layer("tail")
        .definedBy(ROOT + ".tail..")
        .layer("query")
        .definedBy(ROOT + ".query..")
        .layer("idempotency")
        .definedBy(ROOT + ".idempotency..")
        .layer("cache")
        .definedBy(ROOT + ".cache..")
        .layer("redis")
        .definedBy(ROOT + ".redis..")
        .layer("replica")
        .definedBy(ROOT + ".replica..")
        .layer("token")
        .definedBy(ROOT + ".token..")
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("health")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("contract")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("traffic")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("connection")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("ingest")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("query")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("tail")
        .mayOnlyBeAccessedByLayers("root", "query")
        .whereLayer("coding")
        .mayOnlyBeAccessedByLayers("root", "ingest")
        .whereLayer("idempotency")
        .mayOnlyBeAccessedByLayers("root", "ingest")
        .whereLayer("cache")
        .mayOnlyBeAccessedByLayers("root", "query")
        .whereLayer("redis")
        .mayOnlyBeAccessedByLayers("root", "idempotency", "cache", "query", "health")
        .whereLayer("publish")
        .mayOnlyBeAccessedByLayers("root", "ingest", "traffic", "health", "tail")
        .whereLayer("replica")
        .mayOnlyBeAccessedByLayers("root", "ingest", "query", "health", "tail")
        .whereLayer("token")
        .mayOnlyBeAccessedByLayers("root", "ingest", "query", "replica", "tail")
        .because("a stage uses the stage before it, never a later one");
  }

  private static ArchRule only(String clientTypes, String... packages) {
    return ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(clientTypes)
        .because("a client can be replaced only where few packages know it");
  }
}
