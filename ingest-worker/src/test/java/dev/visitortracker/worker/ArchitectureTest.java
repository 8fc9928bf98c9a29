package dev.visitortracker.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.visitortracker.architecture.ReactiveRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final String ROOT = "dev.visitortracker.worker";

  private final JavaClasses worker =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @TestFactory
  Stream<DynamicTest> worker_keepsTheReactiveRules() {
    return ReactiveRules.of(ROOT, ROOT).stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(worker)));
  }

  @Test
  void kafka_staysWhereRecordsAreReadOrKept() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".consume..", ROOT + ".range..", ROOT + ".deadletter..", ROOT + ".schema..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("reactor.kafka..", "org.apache.kafka..")
        .because("reactor-kafka is discontinued; replacing it must not touch the other stages")
        .check(worker);
  }

  @Test
  void r2dbc_staysWhereThePrimaryIsWrittenOrRead() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".primary..",
            ROOT + ".progress..",
            ROOT + ".write..",
            ROOT + ".schema..",
            ROOT + ".audit..",
            ROOT + ".retention..",
            ROOT + ".upkeep..",
            ROOT + ".replay..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.r2dbc..")
        .because("a connection is acquired, used and released in one place")
        .check(worker);
  }

  @Test
  void stages_useOnlyTheStagesBeforeThem() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".consume..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".decode..", ROOT + ".write..", ROOT + ".deadletter..")
        .because("records are read before they are decoded")
        .check(worker);
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".decode..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".write..", ROOT + ".schema..")
        .because("visits are decoded before they are written")
        .check(worker);
  }
}
