package dev.visitortracker.api;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.visitortracker.architecture.ReactiveRules;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final String ROOT = "dev.visitortracker.api";

  /** Who begins work that no caller waits for. */
  private static final Set<String> DETACHING = Set.of(ROOT + ".publish.EventLoopBatcher");

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
            onlyNamedClassesDetach(),
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
        .layer("http")
        .definedBy(ROOT + ".http..")
        .layer("problem")
        .definedBy(ROOT + ".problem..")
        .layer("telemetry")
        .definedBy(ROOT + ".telemetry..")
        .layer("lifecycle")
        .definedBy(ROOT + ".lifecycle..")
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
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("root", "contract", "ingest", "query", "traffic")
        .whereLayer("problem")
        .mayNotAccessAnyLayer()
        .whereLayer("telemetry")
        .mayNotAccessAnyLayer()
        .whereLayer("lifecycle")
        .mayNotAccessAnyLayer()
        .because("a stage uses the stage before it, never a later one");
  }

  private static ArchRule onlyNamedClassesDetach() {
    return ArchRuleDefinition.noClasses()
        .that(
            DescribedPredicate.describe(
                "are not named here", type -> !DETACHING.contains(type.getFullName())))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(ROOT + ".lifecycle.Detached")
        .because("work that outlives its caller has its bound and its end in the named class");
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
