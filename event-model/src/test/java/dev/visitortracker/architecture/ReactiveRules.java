package dev.visitortracker.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules that both services keep, each with its reason. */
public final class ReactiveRules {
  private static final Set<String> PUBLISHERS =
      Set.of("reactor.core.publisher.Flux", "reactor.core.publisher.Mono");

  /**
   * Operators with a bound that an overload hides, and how many parameters the shortest overload
   * has that shows it.
   */
  private static final Map<String, Integer> SHORTEST_BOUNDED =
      Map.ofEntries(
          Map.entry("flatMap", 2),
          Map.entry("flatMapSequential", 3),
          Map.entry("flatMapIterable", 2),
          Map.entry("concatMap", 2),
          Map.entry("concatMapDelayError", 3),
          Map.entry("concatMapIterable", 2),
          Map.entry("onBackpressureBuffer", 1),
          Map.entry("bufferTimeout", 3),
          Map.entry("publish", 1),
          Map.entry("replay", 1),
          Map.entry("parallel", 2),
          Map.entry("window", 2),
          Map.entry("windowTimeout", 3));

  /** Mono's operators of the same names hold one element and have nothing to bound. */
  private static final String FLUX = "reactor.core.publisher.Flux";

  private ReactiveRules() {}

  /** All rules for the classes below one root package. */
  public static List<ArchRule> of(String root, String... packagesThatSubscribe) {
    return List.of(
        noCycles(root),
        noBlocking(),
        noSubscribing(packagesThatSubscribe),
        noHiddenBounds(),
        noJackson2());
  }

  private static ArchRule noCycles(String root) {
    return slices()
        .matching(root + ".(*)..")
        .should()
        .beFreeOfCycles()
        .because("a stage uses the stage before it, never a later one");
  }

  private static ArchRule noBlocking() {
    return noClasses()
        .should()
        .callMethodWhere(
            onPublisher()
                .and(target(nameMatching("block.*|toIterable|toStream")))
                .as("a blocking operator of a publisher"))
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .because("a blocked thread of an event loop stops all its connections");
  }

  private static ArchRule noSubscribing(String... packagesThatMay) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packagesThatMay)
        .should()
        .callMethodWhere(onPublisher().and(target(nameMatching("subscribe"))).as("subscribe"))
        .because("a pipeline is subscribed once, where the service starts");
  }

  private static ArchRule noHiddenBounds() {
    return noClasses()
        .should()
        .callMethodWhere(hidesItsBound())
        .because("every queue, prefetch and concurrency is chosen where the operator stands");
  }

  private static ArchRule noJackson2() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson.databind..")
        .because("Jackson 3 is ours; Jackson 2 is only there for other libraries");
  }

  private static DescribedPredicate<JavaCall<?>> onPublisher() {
    return target(
        owner(
            DescribedPredicate.describe(
                "a publisher", (JavaClass type) -> PUBLISHERS.contains(type.getFullName()))));
  }

  private static DescribedPredicate<JavaCall<?>> hidesItsBound() {
    return DescribedPredicate.describe(
        "an operator without its bound",
        call -> {
          AccessTarget.CodeUnitCallTarget called = call.getTarget();
          Integer bounded = SHORTEST_BOUNDED.get(called.getName());
          return called.getOwner().getFullName().equals(FLUX)
              && bounded != null
              && called.getRawParameterTypes().size() < bounded;
        });
  }
}
